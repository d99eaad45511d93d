import path from 'node:path'
import { readBounded } from '@exuvia/files'
import { parseChecksums } from '@exuvia/manifest'
import { CHECKSUMS } from '../stages/manifest.ts'
import { isBundleName } from '../publication/provenance.ts'
import type { FileDigest, VerifyContext } from './digest.ts'
import type { VerifiedItem } from './item.ts'

/** A release has at most 1,000 files. */
export const MAX_CHECKSUMS_BYTES = 16 * 1024 * 1024

/**
 * Compares SHA256SUMS with the files beside it: each listed file must have its digest, and
 * SHA256SUMS must list all `assets`.
 * @param onListed called with each listed name before its digest is asked for, to read the file for more than that
 */
export async function verifyChecksums(
  folder: string,
  assets: readonly string[],
  { digests }: VerifyContext,
  onListed?: (name: string) => Promise<void>,
): Promise<VerifiedItem[]> {
  const file = path.join(folder, CHECKSUMS)
  const own = await digests.of(file)
  const wrong = own === undefined ? 'missing from the release' : own.problem
  if (wrong !== undefined) return [{ name: CHECKSUMS, kind: 'file', files: 0, problems: [wrong] }]
  const bytes = await readBounded(file, MAX_CHECKSUMS_BYTES)
  if (bytes === undefined)
    return [{ name: CHECKSUMS, kind: 'file', files: 0, problems: ['it is too large for a list of digests'] }]
  const items: VerifiedItem[] = []
  for (const { name, sha256 } of parseChecksums(bytes.toString('utf8'), CHECKSUMS)) {
    await onListed?.(name)
    const found = await digests.of(path.join(folder, path.basename(name)))
    const problem = problemOf(found, sha256)
    items.push({ name, kind: 'file', files: 0, problems: problem === undefined ? [] : [problem] })
  }
  for (const name of assets) {
    if (name === CHECKSUMS || isBundleName(name) || items.some((item) => item.name === name)) continue
    items.push({ name, kind: 'file', files: 0, problems: [`not listed in ${CHECKSUMS}`] })
  }
  return items
}

function problemOf(found: FileDigest | undefined, sha256: string): string | undefined {
  if (found === undefined) return `listed in ${CHECKSUMS} but not found`
  if (found.problem !== undefined) return found.problem
  return found.sha256 === sha256 ? undefined : `SHA-256 is ${found.sha256}; expected ${sha256} (${CHECKSUMS})`
}
