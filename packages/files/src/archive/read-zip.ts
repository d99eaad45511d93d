import { collect } from '../collect.ts'
import { type ArchiveEntry, entryGate } from './archive-entry.ts'
import type { ReadBudget } from './limits.ts'
import { shown } from './names.ts'
import { damaged, openZip } from './open-zip.ts'
import { withoutCopies } from './zip-copies.ts'

/** The limit for a symbolic link's target, in bytes. */
const MAX_LINK = 4096

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
      if (raw.type !== 'symlink') {
        const checked = gate(raw)
        if (checked !== undefined) yield { ...checked, content: zip.content(item) }
        continue
      }
      if (raw.size > MAX_LINK)
        throw damaged(file, `"${shown(raw.path)}" is a link to a name of ${raw.size} bytes`)
      const target = await collect(zip.content(item))
      const checked = gate({ ...raw, link: target.toString('utf8') })
      if (checked !== undefined) yield { ...checked, content: empty() }
    }
  } finally {
    await zip.close()
  }
}

async function* empty(): AsyncGenerator<Uint8Array> {
  // A link has no content.
}
