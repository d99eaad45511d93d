import { type ArchiveEntry, entryGate } from './archive-entry.ts'
import type { ReadBudget } from './limits.ts'
import { openZip } from './open-zip.ts'
import { withoutCopies } from './zip-copies.ts'

/**
 * Reads a zip archive, such as a wheel, from its first entry to its last.
 * @param copies 0: refuse identical copies of a file; else leave them out
 * @throws refusals as `readArchive`
 */
export async function* readZip(
  file: string,
  budget: ReadBudget,
  copies: number,
): AsyncGenerator<ArchiveEntry> {
  const zip = await openZip(file, budget)
  try {
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
