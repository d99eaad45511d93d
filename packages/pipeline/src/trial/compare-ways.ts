import { type Outcome, type Outcomes, lastLine } from './outcome.ts'
import { distributionOf, shown, verdictOf } from './compare-outcomes.ts'
import { ALL_IMPORTS, type Run, countWorked, modulesDifference } from './run-tree.ts'
import type { TrialSubject } from './subjects.ts'
import { type BytecodeWay, BYTECODE_WAYS, type TrialWay } from './way.ts'

/** Something that works from source, and not in a way. */
export interface WayBreak {
  /** `tide.cli:main`, `tide --help`. */
  readonly what: string
  /** The last line of its traceback. */
  readonly how: string
  /** Its traceback or its output; a long one lacks its middle. */
  readonly lines: readonly string[]
  /** What cures it. */
  readonly cure: string
}

/** Something that works in a way, and not as from source. */
export interface WayDifference {
  readonly what: string
  readonly how: string
  /** What may cure it; absent if no setting is known to. */
  readonly cure?: string
}

/** What happened in one way. */
export interface WayResult {
  readonly way: TrialWay
  /** Modules that were imported, entry points whose attribute was found among them. */
  readonly modules: number
  /** Commands that ran and ended as expected. */
  readonly commands: number
  readonly breaks: readonly WayBreak[]
  readonly differs: readonly WayDifference[]
  /** What fails from source too, so that nobody knows whether the way breaks it; of the source all that fails. */
  readonly unknown: readonly WayDifference[]
  /** Distributions with machine code, which Python loads from a folder alone; of the way `zip`. */
  readonly inFolder?: readonly string[]
  /** Why the way was not tried; then nothing works in it. */
  readonly untried?: string
}

/** What ran in a way, and the same from source. */
export interface WayRuns {
  readonly here: Run
  readonly beside: Run
  readonly inFolder?: readonly string[]
}

/** Compares all ways with the source; a way without runs was not tried, with its reason. Pure. */
export function compareWays(
  source: Run,
  runs: ReadonlyMap<BytecodeWay, WayRuns | string>,
  about: TrialSubject,
): WayResult[] {
  const failed = [...outcomesOf(source)].filter(([, { worked }]) => !worked)
  const first: WayResult = {
    way: 'source',
    ...counts(source),
    breaks: [],
    differs: [],
    unknown: failed.map(([what, { how }]) => ({ what, how })),
  }
  const broken = new Map(
    [...runs].map(([way, both]) => [way, typeof both === 'string' ? new Set<string>() : changedIn(both)]),
  )
  const isBroken = (way: BytecodeWay, what: string): boolean => broken.get(way)?.has(what) === true
  const others = BYTECODE_WAYS.flatMap((way): WayResult[] => {
    const both = runs.get(way)
    if (both === undefined) return []
    return [typeof both === 'string' ? untried(way, both) : compareWay(way, both, about, isBroken)]
  })
  return [first, ...others]
}

function untried(way: BytecodeWay, reason: string): WayResult {
  return { way, modules: 0, commands: 0, breaks: [], differs: [], unknown: [], untried: reason }
}

type IsBroken = (way: BytecodeWay, what: string) => boolean

function compareWay(way: BytecodeWay, both: WayRuns, about: TrialSubject, isBroken: IsBroken): WayResult {
  const { here, beside, inFolder } = both
  const sources = outcomesOf(beside)
  const breaks: WayBreak[] = []
  const differs: WayDifference[] = []
  const unknown: WayDifference[] = []
  for (const [what, outcome] of outcomesOf(here)) {
    const { how } = outcome
    const other = sources.get(what)
    const verdict = other === undefined ? { kind: 'unknown' as const } : verdictOf(outcome, other)
    if (verdict.kind === 'unknown') unknown.push({ what, how })
    else if (verdict.kind !== 'works') {
      const cure = cureOf(way, what, distributionOf(outcome, about), isBroken)
      if (verdict.kind === 'differs') {
        differs.push({ what, how: verdict.how, cure })
        continue
      }
      breaks.push({ what, how: how === '' ? lastLine(outcome.lines) : how, lines: shown(outcome), cure })
    }
  }
  const imports = modulesDifference(here, beside)
  if (imports !== undefined) differs.push({ what: ALL_IMPORTS, how: imports })
  const folder = inFolder === undefined ? {} : { inFolder }
  return { way, ...counts(here), breaks, differs, unknown, ...folder }
}

function counts(run: Run): Pick<WayResult, 'modules' | 'commands'> {
  return { modules: countWorked(run.imports), commands: countWorked(run.commands) }
}

function outcomesOf({ imports, commands }: Run): Outcomes {
  return new Map<string, Outcome>([...imports, ...commands])
}

/** What fails, or gives another result, in a way alone. */
function changedIn({ here, beside }: WayRuns): ReadonlySet<string> {
  const sources = outcomesOf(beside)
  return new Set(
    [...outcomesOf(here)].flatMap(([what, outcome]) => {
      const other = sources.get(what)
      const kind = other === undefined ? 'unknown' : verdictOf(outcome, other).kind
      return kind === 'fails' || kind === 'differs' ? [what] : []
    }),
  )
}

/** The setting that undoes what breaks: the ways between tell which half of `-OO` it is. */
function cureOf(way: BytecodeWay, what: string, distribution: string, isBroken: IsBroken): string {
  const rule = (setting: string): string =>
    `a policy rule with distribution = "${distribution}" and ${setting}`
  switch (way) {
    case '-O':
      return rule('optimize = 0')
    case 'empty':
      return rule('docstrings = "keep"')
    case '-OO':
      if (isBroken('-O', what)) return rule('optimize = 0')
      return rule(isBroken('empty', what) ? 'docstrings = "keep"' : 'docstrings = "empty"')
    case 'no-source':
      return rule('ship = "source"')
    case 'zip':
      return isBroken('no-source', what) ? rule('ship = "source"') : 'ship it in a folder, as Exuvia does'
  }
}
