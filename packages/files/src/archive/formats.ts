import type { ArchiveEntry } from './archive-entry.ts'
import { type ReadLimits, readBudget } from './limits.ts'
import type { OnPacked } from './overheard.ts'
import { readZip } from './read-zip.ts'
import { readGzippedTar, readPlainTar } from './tar-file.ts'

/** A kind of archive: how to recognise it, and how to read it. */
export interface ArchiveFormat {
  /** For messages. */
  readonly name: string
  /** The offset of its mark in a file. */
  readonly offset: number
  /** The bytes there, in hex; one of these. */
  readonly marks: readonly string[]
  /** The ends of its file names, without the dot. */
  readonly endings: readonly string[]
  /** Undefined for common formats that Exuvia does not read. */
  readonly read?: (
    file: string,
    limits: ReadLimits,
    onPacked: OnPacked | undefined,
  ) => AsyncGenerator<ArchiveEntry>
}

/** Every known archive format, in the order of the checks. */
export const FORMATS = [
  {
    name: 'zip',
    offset: 0,
    marks: ['504b0304', '504b0506'],
    endings: ['zip', 'whl', 'egg', 'pyz'],
    read: (file, limits) => readZip(file, readBudget(file, limits), limits.copies),
  },
  { name: 'gzip', offset: 0, marks: ['1f8b'], endings: ['tar.gz', 'tgz'], read: readGzippedTar },
  // "ustar", as POSIX and GNU write it.
  { name: 'tar', offset: 257, marks: ['7573746172'], endings: ['tar'], read: readPlainTar },
  { name: 'xz', offset: 0, marks: ['fd377a585a00'], endings: ['tar.xz', 'txz'] },
  { name: 'bzip2', offset: 0, marks: ['425a68'], endings: ['tar.bz2', 'tbz2'] },
  { name: 'zstd', offset: 0, marks: ['28b52ffd'], endings: ['tar.zst', 'tzst'] },
  { name: '7-Zip', offset: 0, marks: ['377abcaf271c'], endings: ['7z'] },
  { name: 'RAR', offset: 0, marks: ['526172211a07'], endings: ['rar'] },
] as const satisfies readonly ArchiveFormat[]
