import { type Finding, finding, someOf } from '@exuvia/model'
import type { Outcome, Outcomes } from './outcome.ts'
import type { TrialSubject } from './subjects.ts'

/** What the trial of one tarball gave, compared with its source where that ran. */
export interface Comparison {
  readonly findings: readonly Finding[]
  /** What fails here and from source, or was not run from source. */
  readonly unknown: readonly string[]
}

/** Lines of a traceback or an output that a message shows. */
const SHOWN = 12
/** Modules that a message names. */
const MOST_NAMES = 3

/**
 * Compares what happened in a tarball with what happened from source. Pure.
 * - It fails here and works from source: an error.
 * - It fails in both: unknown, in one warning for all.
 * - It fails here, and the source was not tried: a warning.
 * - It works here, and prints or imports something else, or fails from source: a warning.
 */
export function compareOutcomes(
  here: Outcomes,
  source: Outcomes | undefined,
  about: TrialSubject,
  artifact: string,
): Comparison {
  const findings: Finding[] = []
  const both: string[] = []
  const unknown: string[] = []
  const subject = { artifact }
  for (const [what, outcome] of here) {
    const other = source?.get(what)
    if (other === undefined) {
      if (outcome.worked) continue
      unknown.push(what)
      const lines = shown(outcome)
      findings.push(finding('trial-not-compared', 'warning', subject, { what, how: outcome.how, lines }))
      continue
    }
    const verdict = verdictOf(outcome, other)
    if (verdict.kind === 'unknown') {
      unknown.push(what)
      both.push(`  ${what}: ${outcome.how}${other.how === outcome.how ? '' : ` (from source: ${other.how})`}`)
    } else if (verdict.kind === 'fails') {
      const args = { what, how: outcome.how, lines: shown(outcome), cure: cureOf(outcome, about) }
      findings.push(finding('trial-fails', 'error', subject, args))
    } else if (verdict.kind === 'differs') {
      const args = { what, how: verdict.how, cure: cureOf(outcome, about) }
      findings.push(finding('trial-differs', 'warning', subject, args))
    }
  }
  if (both.length > 0) {
    const count = both.length === 1 ? '1 thing fails' : `${both.length} things fail`
    findings.push(finding('trial-unknown', 'warning', subject, { count, lines: both }))
  }
  return { findings, unknown: unknown.sort() }
}

/** What an outcome says of bytecode, beside the outcome of the same from source. */
type Verdict =
  | { readonly kind: 'works' | 'fails' | 'unknown' }
  | { readonly kind: 'differs'; readonly how: string }

/** Compares one outcome with that from source: what fails in both is unknown, and so is what the interpreter cannot do. */
export function verdictOf(here: Outcome, source: Outcome): Verdict {
  if (!here.worked) return { kind: source.worked && here.isLimit !== true ? 'fails' : 'unknown' }
  if (source.isLimit === true) return { kind: 'works' }
  const how = differenceOf(here, source)
  return how === undefined ? { kind: 'works' } : { kind: 'differs', how }
}

/** What is different where both work; undefined if nothing is. */
export function differenceOf(here: Outcome, source: Outcome): string | undefined {
  if (!source.worked) return `from source it fails: ${source.how}`
  const at = here.lines.findIndex((line, index) => line !== source.lines[index])
  if (at !== -1 || here.lines.length !== source.lines.length) {
    const index = at === -1 ? here.lines.length : at
    return `line ${index + 1} of its output is "${here.lines[index] ?? ''}"; from source it is "${source.lines[index] ?? ''}"`
  }
  if (here.modules === undefined || source.modules === undefined) return undefined
  const [own, theirs] = [new Set(here.modules), new Set(source.modules)]
  const missing = source.modules.filter((name) => !own.has(name))
  const extra = here.modules.filter((name) => !theirs.has(name))
  if (missing.length > 0) return `it does not import ${someOf(missing, MOST_NAMES)}`
  return extra.length > 0 ? `it also imports ${someOf(extra, MOST_NAMES)}` : undefined
}

/** The end of a traceback tells most; a long one loses its middle. */
export function shown({ lines }: Outcome): string[] {
  const all = lines.filter((line) => line.trim() !== '')
  return all.length <= SHOWN ? all : [...all.slice(0, 5), '  ...', ...all.slice(5 - SHOWN)]
}

/** The rule that gives the distribution in whose module a traceback ends its source. */
function cureOf(outcome: Outcome, about: TrialSubject): string {
  const distribution = distributionOf(outcome, about)
  return `ship ${distribution} with its source, compiled as it is written: a policy rule with distribution = "${distribution}" and ship = "both"`
}

/** The distribution in whose module a traceback ends; without one the project. */
export function distributionOf({ lines }: Outcome, { files, name }: TrialSubject): string {
  const places = lines.flatMap((line) => {
    const place = /File "(?:<release>\/)?([^"]+)"/.exec(line)?.[1]
    if (place === undefined) return []
    // Bytecode in a zip keeps the names that it was compiled with: below `lib/`.
    return place.startsWith('lib/') ? [place] : [`lib/${place}`]
  })
  return (
    places
      .toReversed()
      .map((place) => files.find(({ path }) => path === place || path === `${place}c`)?.distribution)
      .find((each) => each !== undefined) ?? name
  )
}
