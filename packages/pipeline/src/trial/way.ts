import type { CodeLevel } from '@exuvia/model'

/**
 * How an application runs in a trial of all ways: from source; beside its source with bytecode that lacks asserts, or
 * asserts and docstrings, or the text of docstrings; without source; without source and in a zip.
 */
export const TRIAL_WAYS = ['source', '-O', '-OO', 'empty', 'no-source', 'zip'] as const

export type TrialWay = (typeof TRIAL_WAYS)[number]

/** The ways that are compared with the source. */
export type BytecodeWay = Exclude<TrialWay, 'source'>

const WHOLE: CodeLevel = { optimize: 0, docstrings: 'keep' }

/** How the modules are compiled that the policy ships as bytecode, if no rule sets their level. */
export const WAY_LEVELS: Readonly<Record<BytecodeWay, CodeLevel>> = {
  '-O': { optimize: 1, docstrings: 'keep' },
  '-OO': { optimize: 2, docstrings: 'strip' },
  empty: { optimize: 0, docstrings: 'empty' },
  'no-source': WHOLE,
  zip: WHOLE,
}

export const BYTECODE_WAYS = Object.keys(WAY_LEVELS) as readonly BytecodeWay[]

/** Whether the source of the modules stays: only the level then makes a difference. */
export function isBesideSource(way: BytecodeWay): boolean {
  return way !== 'no-source' && way !== 'zip'
}
