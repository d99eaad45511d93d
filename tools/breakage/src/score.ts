import { type Program, WAYS, type Way } from './program.ts'

/** `same`: nothing breaks and nothing is reported. */
export type Outcome = 'found' | 'missed' | 'false alarm' | 'same'

export interface Row {
  readonly program: Program
  readonly way: Way
  readonly outcome: Outcome
}

/** Of the ways that count. 1 where there is nothing to find, or nothing was reported. */
export interface Score {
  readonly recall: number
  readonly precision: number
}

/**
 * What counts: `empty` is a cure that is tried, and a zip is a place from which nothing that Exuvia packs is imported.
 */
const COUNTED: ReadonlySet<Way> = new Set(['-O', '-OO', 'no-source'])

/** A way that holds all of another: a break there is the other's, and is counted once. */
const CONTAINS: Partial<Record<Way, Way>> = { '-OO': '-O', zip: 'no-source' }

/** Compares what happened with the errors of `check`, way by way. */
export function compare(program: Program, broken: ReadonlySet<Way>, errors: ReadonlySet<Way>): Row[] {
  return WAYS.flatMap((way) => {
    const inner = CONTAINS[way]
    if (way === 'empty' || (inner !== undefined && broken.has(inner))) return []
    return [{ program, way, outcome: outcomeOf(broken.has(way), errors.has(way)) }]
  })
}

function outcomeOf(isBroken: boolean, isError: boolean): Outcome {
  if (isBroken) return isError ? 'found' : 'missed'
  return isError ? 'false alarm' : 'same'
}

export function score(rows: readonly Row[]): Score {
  const count = (outcome: Outcome): number =>
    rows.filter((row) => row.outcome === outcome && COUNTED.has(row.way)).length
  const [found, missed, alarms] = [count('found'), count('missed'), count('false alarm')]
  const share = (others: number): number => (found + others === 0 ? 1 : found / (found + others))
  return { recall: share(missed), precision: share(alarms) }
}
