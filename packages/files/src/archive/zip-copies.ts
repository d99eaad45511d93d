import { createHash } from 'node:crypto'
import type { OpenZip } from './open-zip.ts'

/** The entries of a zip, and how many identical copies were left out, by path. */
export interface WithoutCopies {
  readonly items: OpenZip['items']
  readonly copies: ReadonlyMap<string, number>
}

/**
 * Leaves out identical copies of files: entries with one name, mode and content. Some build tools write
 * a file twice; every reader unpacks the same file then. It keeps entries whose content differs, which the
 * archive's gate refuses.
 * @throws refusal `archive-damaged`; system errors
 */
export async function withoutCopies(zip: OpenZip): Promise<WithoutCopies> {
  const copies = new Map<string, number>()
  const dropped = new Set<OpenZip['items'][number]>()
  const groups = Map.groupBy(zip.items, ({ raw }) => raw.path)
  for (const [path, group] of groups) {
    const [first, ...others] = group
    if (first === undefined || others.length === 0) continue
    const isAlike = group.every(
      ({ item, raw }) =>
        raw.type === 'file' &&
        raw.mode === first.raw.mode &&
        raw.size === first.raw.size &&
        item.crc32 === first.item.crc32,
    )
    if (!isAlike || !(await haveOneContent(zip, group))) continue
    copies.set(path, others.length)
    for (const each of others) dropped.add(each)
  }
  return { items: zip.items.filter((each) => !dropped.has(each)), copies }
}

async function haveOneContent(zip: OpenZip, group: OpenZip['items']): Promise<boolean> {
  const digests = new Set<string>()
  for (const { item } of group) {
    const hash = createHash('sha256')
    for await (const chunk of zip.content(item)) hash.update(chunk)
    digests.add(hash.digest('hex'))
  }
  return digests.size === 1
}
