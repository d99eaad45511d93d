import type { BytecodeKinds, ReleaseArtifact } from '@exuvia/model'

import type { ArtifactDifference } from './compare-manifests.ts'
import { formatBytes, formatChange } from './sizes.ts'

type Kind = keyof BytecodeKinds

/** The kinds of bytecode in display order, with their names for people. */
export const KIND_WORDS: readonly (readonly [kind: Kind, words: string])[] = [
  ['code', 'code'],
  ['caches', 'inline caches'],
  ['names', 'names'],
  ['strings', 'strings'],
  ['docstrings', 'docstrings'],
  ['constants', 'other constants'],
  ['lineTables', 'line tables'],
  ['exceptionTables', 'exception tables'],
  ['fileNames', 'file names'],
  ['framing', 'framing'],
  ['unread', 'not read'],
]

/** A share of a whole: `24 %`, `<1 %`. */
function share(part: number, whole: number): string {
  const percent = (part / whole) * 100
  return part > 0 && percent < 0.5 ? '<1 %' : `${Math.round(percent)} %`
}

/** Bytes by kind as a table: a row for each non-empty kind, a column for each tarball. */
export interface KindTable {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly kind: string; readonly cells: readonly string[] }[]
}

/**
 * Tabulates the bytecode of a release by kind. Tarballs whose bytecode has the same size in
 * every kind, such as those for several platforms, share a column, named after the first.
 */
export function tabulateKinds(
  artifacts: readonly ReleaseArtifact[],
  nameOf: (artifact: ReleaseArtifact) => string,
): KindTable {
  const columns = new Map<string, { name: string; count: number; kinds: BytecodeKinds; total: number }>()
  for (const artifact of artifacts) {
    const { kinds, bytecode } = artifact.sizes
    if (kinds === undefined || bytecode === 0) continue
    const key = JSON.stringify(KIND_WORDS.map(([kind]) => kinds[kind]))
    const column = columns.get(key) ?? { name: nameOf(artifact), count: 0, kinds, total: bytecode }
    columns.set(key, { ...column, count: column.count + 1 })
  }
  const shown = [...columns.values()]
  return {
    columns: shown.map(({ name, count }) => (count === 1 ? name : `${name} and ${count - 1} more`)),
    rows: KIND_WORDS.filter(([kind]) => shown.some(({ kinds }) => kinds[kind] > 0)).map(([kind, words]) => ({
      kind: words,
      cells: shown.map(({ kinds, total }) =>
        kinds[kind] === 0 ? '-' : `${formatBytes(kinds[kind])} ${share(kinds[kind], total).padStart(5)}`,
      ),
    })),
  }
}

/** Lists the changed kinds, the largest change first: `line tables +1.2 kB (+4 %)`. */
export function kindChanges({ kinds }: ArtifactDifference): string[] {
  if (kinds === undefined) return []
  const growth = (kind: Kind): number => kinds[kind].after - kinds[kind].before
  return KIND_WORDS.filter(([kind]) => growth(kind) !== 0)
    .sort(([a], [b]) => Math.abs(growth(b)) - Math.abs(growth(a)))
    .map(([kind, words]) => `${words} ${formatChange(kinds[kind].before, kinds[kind].after)}`)
}
