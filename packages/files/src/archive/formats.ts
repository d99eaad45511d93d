import type { ArchiveEntry } from './archive-entry.ts'
import { type ReadLimits, readBudget } from './limits.ts'
import type { OnPacked } from '../packed/overheard.ts'
import { readZip } from './read-zip.ts'
import { readPackedTar, readPlainTar } from './tar-file.ts'

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
    read: (file, limits, onPacked) => readZip(file, readBudget(file, limits), limits.copies, onPacked),
  },
  { name: 'gzip', offset: 0, marks: ['1f8b'], endings: ['tar.gz', 'tgz'], read: readPackedTar('gzip') },
  // "ustar", as POSIX and GNU write it.
  { name: 'tar', offset: 257, marks: ['7573746172'], endings: ['tar'], read: readPlainTar },
  { name: 'xz', offset: 0, marks: ['fd377a585a00'], endings: ['tar.xz', 'txz'], read: readPackedTar('xz') },
  {
    name: 'bzip2',
    offset: 0,
    marks: ['425a68'],
    endings: ['tar.bz2', 'tbz2', 'tbz'],
    read: readPackedTar('bzip2'),
  },
  {
    name: 'zstd',
    offset: 0,
    // A frame with data, or one of the 16 kinds that zstd skips, with which pzstd begins.
    marks: ['28b52ffd', ...Array.from({ length: 16 }, (_, kind) => `5${kind.toString(16)}2a4d18`)],
    endings: ['tar.zst', 'tzst'],
    read: readPackedTar('zstd'),
  },
  { name: 'lzip', offset: 0, marks: ['4c5a495001'], endings: ['tar.lz', 'tlz'] },
  { name: 'lz4', offset: 0, marks: ['04224d18', '02214c18'], endings: ['tar.lz4'] },
  // The third byte has the number of bits, 9 to 16.
  {
    name: 'compress',
    offset: 0,
    marks: Array.from({ length: 8 }, (_, bits) => `1f9d${(0x89 + bits).toString(16)}`),
    endings: ['tar.z'],
  },
  { name: '7-Zip', offset: 0, marks: ['377abcaf271c'], endings: ['7z'] },
  { name: 'RAR', offset: 0, marks: ['526172211a07'], endings: ['rar'] },
] as const satisfies readonly ArchiveFormat[]
