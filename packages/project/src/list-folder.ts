import { readdir } from 'node:fs/promises'

/** One entry of a folder. */
export interface FolderEntry {
  /** With U+FFFD for what is not UTF-8; such a path leads nowhere. */
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link' | 'special'
  readonly isUtf8: boolean
}

/** Why a file whose name is not UTF-8 cannot ship. */
export const NOT_UTF8 = 'its name is not UTF-8'

/**
 * Lists a folder, also the names that are not UTF-8: a file system may contain any bytes.
 * @throws system errors
 */
export async function listFolder(folder: string): Promise<FolderEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' })
  return entries.map((entry) => {
    const name = entry.name.toString('utf8')
    return {
      name,
      kind: entry.isSymbolicLink()
        ? 'link'
        : entry.isDirectory()
          ? 'folder'
          : entry.isFile()
            ? 'file'
            : 'special',
      isUtf8: Buffer.from(name, 'utf8').equals(entry.name),
    }
  })
}
