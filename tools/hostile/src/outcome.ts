import type { Command } from './input.ts'
import type { Ran } from './run-command.ts'

/** The most that a run on an input below 1 MB may use. */
export const MOST = { cpu: 2, megabytes: 300 } as const

/** MB that a run may use which compiles or examines the modules of an input. */
const MOST_OF_PYTHON = 450

/** How a run ended, in the words of the table, and what is wrong with that. */
export interface Outcome {
  readonly words: string
  readonly faults: readonly string[]
  /** Bounds that it crossed. */
  readonly excess: readonly string[]
}

interface Answer {
  readonly schema?: string
  readonly kind?: string
  readonly code?: string
  readonly passed?: boolean
  readonly outcome?: string
  readonly message?: string
  readonly findings?: readonly { readonly code: string; readonly severity: string }[]
}

/** Judges one run: every end has a name, within the bounds, and nothing of the input speaks for Exuvia. */
export function judge(command: Command, ran: Ran): Outcome {
  const excess = excessOf(command, ran)
  const faults = [...leftOf(ran), ...speechOf(ran)]
  if (ran.stopped !== undefined) return { words: `stopped: ${ran.stopped}`, faults, excess }
  if (ran.status === null || ![0, 1, 2, 3].includes(ran.status))
    faults.push(`ended with ${ran.status}: ${ran.stderr.slice(0, 300)}`)
  if (/this (?:may be|is) a bug|\n {4}at /.test(ran.stderr))
    faults.push(`an internal error: ${ran.stderr.slice(0, 500)}`)
  if (command.text === true)
    return { words: ran.status === 0 ? 'passed' : 'refused or finding', faults, excess }
  const answer = answerOf(ran.stdout)
  if (answer === undefined)
    return { words: 'no answer', faults: [...faults, `no JSON: ${ran.stderr.slice(0, 300)}`], excess }
  if (answer.schema === 'exuvia.error/1') {
    if (answer.kind === 'bug' || answer.code === undefined)
      faults.push(`an internal error: ${answer.message}`)
    const findings = codesOf(answer)
    return { words: `refused: ${[answer.code, ...findings].join(', ')}`, faults, excess }
  }
  if (ran.status === 0) return { words: answer.outcome ?? 'passed', faults, excess }
  const codes = codesOf(answer)
  const words =
    codes.length > 0 ? `finding: ${codes.join(', ')}` : `finding: ${answer.outcome ?? 'none named'}`
  if (words.endsWith('none named')) faults.push('fails without a named reason')
  return { words, faults, excess }
}

function excessOf({ works }: Command, { cpu, megabytes }: Ran): string[] {
  return [
    ...(cpu > MOST.cpu && works !== true ? [`takes ${cpu.toFixed(1)} s of processor time`] : []),
    ...(megabytes > (works === true ? MOST_OF_PYTHON : MOST.megabytes)
      ? [`takes ${megabytes.toFixed(0)} MB`]
      : []),
  ]
}

function leftOf({ stopped, left }: Ran): string[] {
  return [
    ...(stopped === undefined ? [] : [`it does not end: ${stopped}`]),
    ...(left > 0 ? [`${left} children are left running`] : []),
  ]
}

/** A workflow command of a job's runner, or a control character that a terminal obeys. */
function speechOf({ stdout, stderr }: Ran): string[] {
  const said = `${stdout}\n${stderr}`
  return [
    ...(/(?:^|[\r\n])::/.test(said) ? ['a line begins with ::'] : []),
    // oxlint-disable-next-line no-control-regex -- the test is for control characters
    ...(/[\u0000-\u0008\u000B-\u001F\u007F]/.test(said) ? ['a control character is printed'] : []),
  ]
}

function answerOf(stdout: string): Answer | undefined {
  try {
    return JSON.parse(stdout) as Answer
  } catch {
    return undefined
  }
}

/** The codes of the errors among the findings, each once. */
function codesOf({ findings = [] }: Answer): string[] {
  return [...new Set(findings.filter(({ severity }) => severity === 'error').map(({ code }) => code))].sort()
}
