import type { LicenseText, SourceFile } from '@exuvia/model'
import { MAX_LICENSE_TEXT, readLicenseTexts } from '@exuvia/packaging'
import { readStart } from './content.ts'

/** Bytes of all licence files of one distribution that are read. */
const MAX_ALL = 4 * MAX_LICENSE_TEXT

/**
 * Reads the licence files of a distribution and compares them with SPDX's texts. A file that is too large, or that
 * comes after too many others, is among the results as one of which nothing is known.
 * @param name how messages call a file: `licenses/LICENSE`
 * @throws what `openContent` throws
 */
export async function readLicenseFiles(
  files: readonly SourceFile[],
  name: (file: SourceFile) => string,
): Promise<readonly LicenseText[]> {
  const texts: { readonly path: string; readonly text: string }[] = []
  let left = MAX_ALL
  for (const file of files) {
    const isRead = file.size <= Math.min(left, MAX_LICENSE_TEXT)
    left -= isRead ? file.size : 0
    const bytes = isRead ? await readStart(file.content, MAX_LICENSE_TEXT) : new Uint8Array()
    texts.push({ path: name(file), text: Buffer.from(bytes).toString('utf8') })
  }
  return readLicenseTexts(texts)
}
