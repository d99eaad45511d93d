import { metadataLimit, metadataText } from '@exuvia/packaging'
import { readContent } from './content.ts'

/**
 * Reads a file of metadata of a wheel as text.
 * @throws refusals `file-too-large`, `metadata-too-many-lines`, and what `readContent` throws
 */
export async function readWheelText(archive: string, entry: string): Promise<string> {
  return metadataText(
    archive,
    entry,
    await readContent({ kind: 'zip', archive, entry }, metadataLimit(entry)),
  )
}
