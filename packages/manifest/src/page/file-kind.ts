import type { ManifestFile } from '@exuvia/model'

/** The kinds of files that a page distinguishes, in the order of its legend. */
export const FILE_KINDS = [
  'bytecode',
  'Python source',
  'machine code',
  'data',
  'metadata',
  'licence texts',
  'made by Exuvia',
] as const

export type FileKind = (typeof FILE_KINDS)[number]

/** Tells the kind of a packed file from its name and from what the manifest records. */
export function fileKindOf({ path, ship, sourceSize }: Omit<ManifestFile, 'sha256' | 'mode'>): FileKind {
  if (sourceSize !== undefined || /\.(?:pyc|mpy)$/i.test(path)) return 'bytecode'
  if (/(?:^|\/)LICENSES\//.test(path) || /\.dist-info\/licenses\//.test(path)) return 'licence texts'
  if (/\.dist-info\//.test(path)) return 'metadata'
  if (/\.pyw?$/i.test(path) || ship === 'source' || ship === 'both') return 'Python source'
  if (/\.(?:so|pyd|dll|dylib)(?:\.[0-9.]+)?$/i.test(path)) return 'machine code'
  return ship === undefined ? 'made by Exuvia' : 'data'
}
