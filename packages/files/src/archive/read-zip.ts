import { type ArchiveEntry, entryGate } from './archive-entry.ts'
import type { ReadBudget } from './limits.ts'
import { openZip } from './open-zip.ts'
import type { OnPacked } from '../packed/overheard.ts'
import { withoutCopies } from './zip-copies.ts'

/**
 * Reads a zip archive, such as a wheel, from its first entry to its last.
 * @param onPacked receives the archive's bytes before the first entry, from a read of their own, because the order of
 *   the entries need not be that of the bytes
 * @param copies 0: refuse identical copies of a file; else leave them out
 * @throws refusals as `readArchive`
 */
export async function* readZip(
  file: string,
  budget: ReadBudget,
  copies: number,
  onPacked: OnPacked | undefined,
): AsyncGenerator<ArchiveEntry> {
  const zip = await openZip(file, budget)
  try {
    if (onPacked !== undefined) for await (const chunk of zip.bytes()) onPacked(chunk)
    const gate = entryGate(file)
    const items = copies > 0 ? (await withoutCopies(zip)).items : zip.items
    for (const { item, raw } of items) {
      const checked = gate(raw)
      if (checked !== undefined) yield { ...checked, content: zip.content(item) }
    }
  } finally {
    await zip.close()
  }
}
