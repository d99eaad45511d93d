import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseChecksums } from '@exuvia/manifest'
import type { RunContext } from '../context.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { describeAsset } from '../release/folder.ts'
import type { VerifiedItem } from './item.ts'

/**
 * Compares SHA256SUMS with the files beside it: each listed file must have its digest, and
 * SHA256SUMS must list all `assets`.
 */
export async function verifyChecksums(
  folder: string,
  assets: readonly string[],
  context: RunContext,
): Promise<VerifiedItem[]> {
  const file = path.join(folder, CHECKSUMS)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined)
    return [{ name: CHECKSUMS, kind: 'file', files: 0, problems: ['missing from the release'] }]
  const items: VerifiedItem[] = []
  for (const { name, sha256 } of parseChecksums(text, CHECKSUMS)) {
    const listed = path.join(folder, path.basename(name))
    const asset = existsSync(listed) ? await describeAsset(listed, context.signal) : undefined
    const problems =
      asset === undefined
        ? [`listed in ${CHECKSUMS} but not found`]
        : asset.sha256 === sha256
          ? []
          : [`SHA-256 is ${asset.sha256}; expected ${sha256} (${CHECKSUMS})`]
    items.push({ name, kind: 'file', files: 0, problems })
  }
  for (const name of assets) {
    if (name === CHECKSUMS || items.some((item) => item.name === name)) continue
    items.push({ name, kind: 'file', files: 0, problems: [`not listed in ${CHECKSUMS}`] })
  }
  return items
}
