import { type Finding, describeFinding } from '@exuvia/model'

import { INPUTS } from './commands.ts'

/** Options of the command line with another name than the input. */
const OTHER_NAMES: Readonly<Record<string, string>> = { repo: 'repository' }
/** Inputs that are true or false. */
const SWITCHES: ReadonlySet<string> = new Set([
  'locked',
  'offline',
  'part',
  'draft',
  'prerelease',
  'replace',
  'provenance',
  'append-notes',
])

/** What ends a command in a sentence. */
const CLAUSE_ENDS = [';', ',', '"', '\n']

/**
 * Rewrites advice for the command line to the Action's inputs: `pass --replace` becomes `pass replace: true`.
 * Leaves commands to type, such as `exuvia merge PART --out dist`, and options without an input.
 */
export function inInputs(text: string): string {
  return text.replaceAll(/--([a-z][a-z-]*[a-z])/g, (whole: string, option: string, at: number) => {
    const input = OTHER_NAMES[option] ?? option
    const before = text.slice(0, at)
    // few: one number for each mark that ends a clause
    const clause = before.slice(Math.max(...CLAUSE_ENDS.map((end) => before.lastIndexOf(end))) + 1)
    const isCommand = /\b(?:exuvia|git|split|npx) /.test(clause)
    if (isCommand || !Object.hasOwn(INPUTS, input)) return whole
    return `${input}:${SWITCHES.has(input) ? ' true' : ''}`
  })
}

/** A finding in words, its advice for the Action. */
export function describeInInputs(finding: Finding): ReturnType<typeof describeFinding> {
  const { message, advice } = describeFinding(finding)
  return { message, advice: advice === undefined ? undefined : inInputs(advice) }
}
