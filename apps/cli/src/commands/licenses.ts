import { largest } from '@exuvia/model'
import { type LicensesReport, listLicenses } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { lockedOption, offlineOption, wheelOption } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { columns, paint, paintOut, print, printJson, safeLine, say } from '../terminal.ts'

interface LicensesFlags extends CommonOptions {
  readonly project?: string
  readonly version?: string
  readonly wheel: readonly string[]
  readonly locked?: boolean
  readonly offline?: boolean
  readonly write?: boolean
}

type Described = LicensesReport['distributions'][number]

/** What a licence rests on, in words. */
const SOURCES: Readonly<Record<Described['source'], string>> = {
  config: 'configured',
  'license-expression': 'License-Expression',
  'license-text': 'licence text',
  classifier: 'classifier',
  'license-field': 'License field',
  guess: 'guess',
  unknown: 'unknown',
}

/** Rows of the text column beyond these are counted. */
const MOST_TEXTS = 3

export function addLicenses(program: Command): void {
  withCommonOptions(
    program
      .command('licenses')
      .option('--project <folder>', 'the project (default: this folder)')
      .option('--version <version>', 'the version, if the project does not define one')
      .option('--write', 'add a line for each open licence to the configuration')
      .addOption(wheelOption())
      .addOption(lockedOption())
      .addOption(offlineOption()),
  ).action((options: LicensesFlags) =>
    run(options, async (context) => {
      const report = await listLicenses({ ...options, wheels: options.wheel }, context)
      if (options.json === true) {
        printJson({ schema: 'exuvia.licenses/1', ...report })
        return
      }
      const width = largest(report.distributions.map((one) => safeLine(one.expression ?? '?').length))
      print(columns(report.distributions.map((one) => row(one, width))))
      sayOpen(report)
    }),
  )
}

/** @param width of the column of licences: colours must not count */
function row(one: Described, width: number): string[] {
  const licence = safeLine(one.expression ?? '?').padEnd(width)
  const painted = one.open ? paintOut('yellow', licence) : paintOut('reset', licence)
  const evidence = one.contradicted ? `${SOURCES[one.source]}, against the metadata` : SOURCES[one.source]
  return [safeLine(one.name), safeLine(one.version), painted, evidence, textsOf(one)]
}

/** The licence files: `LICENSE`, and what each contains unless that is the expression. */
function textsOf({ texts, expression }: Described): string {
  const shown = texts.slice(0, MOST_TEXTS).map(({ path, licenses, whole }) => {
    const found = licenses.join(' and ')
    if (licenses.length === 0) return `${safeLine(path)} (no listed text)`
    if (whole && found === expression) return safeLine(path)
    return `${safeLine(path)} (${found}${whole ? '' : ' and more'})`
  })
  const more = texts.length - shown.length
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

function sayOpen({ distributions, written, file }: LicensesReport): void {
  const open = distributions.filter((one) => one.open)
  if (open.length === 0) return
  if (written.length > 0) {
    const guessed = written.filter(({ expression }) => expression !== undefined).length
    const lines = written.length === 1 ? 'a line' : `${written.length} lines`
    say(`${paint(['green', 'bold'], 'wrote')} ${lines} to ${safeLine(file)}: check the licence of each`)
    if (guessed < written.length) say('    complete the comments: no licence could be guessed for these')
    return
  }
  const names = [...new Set(open.map(({ name }) => safeLine(name)))].join(', ')
  say(`${paint(['yellow', 'bold'], 'open')} ${names}`)
  say('    add them to the configuration: exuvia licenses --write')
}
