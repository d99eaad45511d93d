import { compareText, largest } from '@exuvia/model'
import { formatBytes } from '../sizes.ts'
import type { MeasuredFile } from './measured.ts'
import type { BudgetRow } from './measure.ts'
import { fileMatcher } from './part.ts'

/** Files and distributions that a message names. */
const MOST = 5

/** What grew most in the part of an artifact that a limit counts. */
export interface Growth {
  /** The distribution or file that is worth a look; undefined if nothing is there. */
  readonly example: string | undefined
  /** For people, at most twelve lines. */
  readonly lines: readonly string[]
}

interface Change {
  readonly name: string
  readonly before: number | undefined
  readonly after: number
}

/** Finds what grew most since the last published release; without one, what is largest. Sizes are unpacked. */
export function findGrowth({ limit, artifact, earlier }: BudgetRow): Growth {
  const counts = fileMatcher(limit)
  const after = artifact.files.filter(counts)
  const before = earlier?.files.filter(counts)
  // Of an archive of another tool that names no distribution, nobody knows who made its files.
  const isOwned = after.some(({ distribution }) => distribution !== undefined)
  const distributions = isOwned
    ? mostGrown(after, before, ({ distribution }) => distribution ?? 'made by Exuvia')
    : []
  const files = mostGrown(after, before, ({ path }) => path)
  const title = (what: string): string =>
    before === undefined ? `largest ${what}, unpacked:` : `${what} that grew most, unpacked:`
  const named = distributions.find(({ name }) => name !== 'made by Exuvia') ?? files[0]
  return {
    example: named?.name,
    lines: [
      ...(distributions.length === 0 ? [] : [title('distributions'), ...rows(distributions)]),
      ...(files.length === 0 ? [] : [title('files'), ...rows(files)]),
    ],
  }
}

function mostGrown(
  after: readonly MeasuredFile[],
  before: readonly MeasuredFile[] | undefined,
  nameOf: (file: MeasuredFile) => string,
): Change[] {
  const [now, then] = [totals(after, nameOf), before === undefined ? undefined : totals(before, nameOf)]
  return [...now]
    .map(([name, size]): Change => ({ name, before: then?.get(name), after: size }))
    .filter((change) => growthOf(change) > 0)
    .sort((a, b) => growthOf(b) - growthOf(a) || compareText(a.name, b.name))
    .slice(0, MOST)
    .map((change) => (then === undefined ? { ...change, before: change.after } : change))
}

function totals(files: readonly MeasuredFile[], nameOf: (file: MeasuredFile) => string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const file of files) sums.set(nameOf(file), (sums.get(nameOf(file)) ?? 0) + file.size)
  return sums
}

function growthOf({ before = 0, after }: Change): number {
  return after - before
}

/** `  +12.0 kB  numpy (new)`; what did not grow, because nothing is known of before: `  12.0 kB  numpy`. */
function rows(changes: readonly Change[]): string[] {
  const sizes = changes.map((change) => {
    const growth = growthOf(change)
    return growth === 0 ? formatBytes(change.after) : `+${formatBytes(growth)}`
  })
  const width = largest(sizes.map((size) => size.length))
  return changes.map(
    ({ name, before }, index) =>
      `  ${(sizes[index] ?? '').padStart(width)}  ${name}${before === undefined ? ' (new)' : ''}`,
  )
}
