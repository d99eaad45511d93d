import { type Finding, compareText, finding, firstOf } from '@exuvia/model'
import type { Lock, LockedFile, LockedPackage } from './lock.ts'
import type { ListRequest, WheelStore } from './wheel-store.ts'

/** Names that a message lists. */
const MOST_NAMES = 6

/** A file of a lock that ships. */
export interface ShippedFile {
  readonly package: LockedPackage
  readonly file: LockedFile
}

/**
 * Reports files that their index withdrew (PEP 592). A lock names files, and does not say what became of them: uv.lock
 * and pylock.toml have no field for it. So the index is asked, once for each release.
 */
export async function withdrawnFindings(
  shipped: readonly ShippedFile[],
  lock: Lock,
  store: WheelStore,
): Promise<Finding[]> {
  const known = shipped.flatMap(({ package: item, file }) =>
    file.yanked === undefined ? [] : [withdrawn(item, file.filename, file.yanked)],
  )
  const asked = shipped.flatMap(({ package: item, file }) => {
    const request = requestFor(item, lock)
    return request === undefined ? [] : [{ item, file, request }]
  })
  const answers = await store.withdrawn(asked.map(({ request }) => request))
  const told = asked.flatMap(({ item, file }, index) => {
    const reason = answers[index]?.get(file.filename)
    return reason === undefined ? [] : [withdrawn(item, file.filename, reason)]
  })
  const unknown = asked.filter((_, index) => answers[index] === undefined)
  const names = [...new Set(unknown.map(({ item }) => item.name))].sort(compareText)
  const unasked =
    names.length === 0
      ? []
      : [finding('yanks-unknown', 'note', {}, { distributions: firstOf(names, MOST_NAMES) })]
  return [...known, ...told, ...unasked]
}

/** What to ask of an index; undefined for a package whose files an index listed already, and for other sources. */
function requestFor(item: LockedPackage, lock: Lock): ListRequest | undefined {
  const { source, wheels = [], sdist, version } = item
  if (lock.kind === 'requirements' || source.kind !== 'registry' || version === undefined) return undefined
  // A flat index is a folder or a page of links: it withdraws nothing.
  if (source.index !== undefined && !/^https?:/.test(source.index)) return undefined
  const files = sdist === undefined ? wheels : [...wheels, sdist]
  const digests = files.flatMap(({ hashes }) => Object.entries(hashes).map(([name, hex]) => `${name}:${hex}`))
  return { name: item.normalizedName, version, digests, index: source.index, extraIndexes: [] }
}

function withdrawn(item: LockedPackage, wheel: string, reason: string): Finding {
  const args = { wheel, reason: reason === '' ? 'no reason given' : reason }
  return finding('wheel-yanked', 'warning', { distribution: item.normalizedName }, args)
}
