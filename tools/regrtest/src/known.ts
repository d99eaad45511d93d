import type { LineDetail } from '@exuvia/bytecode'
import type { Difference } from './outcome.ts'

interface Known {
  readonly module: string
  /** Matches the names of the cases that differ. */
  readonly cases: RegExp
  readonly since: number
  readonly lines: readonly LineDetail[]
  readonly reason: string
}

/** Without lines, every instruction is on the line of its `def`: these cases need the line of a statement. */
const WITHOUT_LINES: readonly (readonly [module: string, cases: RegExp, reason: string])[] = [
  ['test_code', /line/, 'asks co_lines() for the lines of its own function'],
  [
    'test_compile',
    /\.test_line|_lineno?_|positions|_pos$/,
    'asks for the lines of what it compiles in its own source',
  ],
  ['test_coroutines', /OriginTrackingTest\.test_origin_tracking$/, 'asks for the line that made a coroutine'],
  [
    'test_dis',
    /\.(?:DisTests|DisWithFileTests|BytecodeTests|InstructionTests?|TestFinderMethods|TestDisTraceback(?:WithFile)?)\./,
    'compares the lines that dis shows of its own functions',
  ],
  ['test_exceptions', /\.PEP626Tests\./, 'asks for the line at which an exception came'],
  ['test_exception_group', /(?:_fields|_tracebacks)$/, 'asks tracebacks for the lines of its own functions'],
  ['test_frame', /\.test_lineno_with_tracing$/, 'jumps to a line'],
  ['test_patma', /\.TestTracing\./, 'traces which lines run'],
  [
    'test_monitoring',
    /\.(?:LineMonitoringTest|Test(?:LineAndInstruction|BranchAndJump|Many|Local)Events|TestInstallIncrementally|TestLoadSuperAttr|TestTier2Optimizer)\./,
    'records LINE events, which come where the line changes',
  ],
  // All of it: `test_jump_infinite_while_loop` ends only if its tracer meets a line.
  ['test_sys_settrace', /\./, 'traces lines and jumps to them; without lines one of its loops never ends'],
]

/** Differences that follow from what slimming promises. */
const KNOWN: readonly Known[] = [
  {
    module: 'test_compile',
    cases: /TestSourcePositions\.test_(weird_attribute_position_regressions|return_in_with_positions)$/,
    since: 11,
    lines: ['lines', 'none'],
    reason: 'asks co_positions() of its own function for columns, which slimming removes',
  },
  ...WITHOUT_LINES.map(([module, cases, reason]) => ({
    module,
    cases,
    since: 8,
    lines: ['none'] as const,
    reason,
  })),
]

/** A difference's reasons, and its cases without a reason. */
export interface Explanation {
  readonly reasons: readonly string[]
  readonly unexplained: readonly string[]
}

/** Explains a difference. A module that fails without a failing case has no reason. */
export function explain(difference: Difference, minor: string, lines: LineDetail): Explanation {
  const reasons = new Set<string>()
  const unexplained: string[] = []
  for (const name of difference.cases) {
    const known = KNOWN.find(
      (item) =>
        item.module === difference.module &&
        item.cases.test(name) &&
        item.lines.includes(lines) &&
        Number(minor.slice(2)) >= item.since,
    )
    if (known === undefined) unexplained.push(name)
    else reasons.add(known.reason)
  }
  if (difference.cases.length === 0) unexplained.push(difference.module)
  return { reasons: [...reasons], unexplained }
}
