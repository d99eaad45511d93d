import type { StartForm, StartMeasurements, StartOfArtifact, StartOfCommand, StartTime } from '@exuvia/model'

/** The start-up times of a tarball as text, independent of the format. Names are unescaped. */
export interface StartTable {
  /** `cp312-any`. */
  readonly target: string
  /** `Python 3.12.1 on linux x64, 2 cores (AMD EPYC), 15 runs of each, without network`. */
  readonly where: string
  readonly rows: readonly StartRow[]
  /** Why something was not measured, one for each reason. */
  readonly unmeasured: readonly string[]
}

interface StartRow {
  readonly command: string
  readonly form: string
  /** `118.2 ms`; `-` if it was not measured. */
  readonly median: string
  /** `115.0–123.4 ms`, or `not measured`. */
  readonly spread: string
}

export const START_COLUMNS = ['Command', 'Started from', 'Median', 'Half of the runs'] as const

const FORMS: Readonly<Record<StartForm, string>> = {
  'source-cold': 'source, without cache',
  'source-warm': 'source, with __pycache__',
  bytecode: 'compileall -b',
  release: 'this tarball',
}

/** What the figures mean, in one sentence. */
export const START_NOTE =
  'Each time is that of a whole process, and holds for that machine: "exuvia bench start" measures on yours.'

/** Tabulates measurements, those of one tarball after the other. */
export function tabulateStart({ artifacts }: Pick<StartMeasurements, 'artifacts'>): StartTable[] {
  return artifacts.map((artifact) => ({
    target: artifact.target,
    where: whereMeasured(artifact),
    rows: artifact.commands.flatMap(({ command, empty, forms }) => [
      ...forms.map((result) => ({
        command,
        form: FORMS[result.form],
        ...(result.kind === 'measured' ? timeInWords(result) : { median: '-', spread: 'not measured' }),
      })),
      ...(empty === undefined ? [] : [{ command, form: 'an empty program', ...timeInWords(empty) }]),
    ]),
    unmeasured: artifact.commands.flatMap(reasonsOf),
  }))
}

/** `tide --help from source, without cache: exit code 1`; forms with one reason together. */
function reasonsOf({ command, forms }: StartOfCommand): string[] {
  const failed = forms.filter((result) => result.kind === 'not-measured')
  return [...Map.groupBy(failed, ({ reason }) => reason)].map(([reason, same]) => {
    const from = same.length === forms.length ? '' : ` from ${same.map(({ form }) => FORMS[form]).join('; ')}`
    return `Not measured: ${command}${from}: ${reason}`
  })
}

function whereMeasured({ python, machine, runs, network }: StartOfArtifact): string {
  const { system, processor, cores } = machine
  const hardware = `${cores} ${cores === 1 ? 'core' : 'cores'}${processor === '' ? '' : ` (${processor})`}`
  const net = network === 'off' ? 'without network' : 'network not blocked'
  return `Python ${python} on ${system}, ${hardware}, ${runs} runs of each, ${net}`
}

function timeInWords({ median, lower, upper }: StartTime): Pick<StartRow, 'median' | 'spread'> {
  return { median: `${median.toFixed(1)} ms`, spread: `${lower.toFixed(1)}–${upper.toFixed(1)} ms` }
}
