import type { Scan, ScanAllowance } from '@exuvia/leaks'
import { openFileScan } from './scan-file.ts'

/** Characters that are searched in an archive of any size, and for each of its bytes. */
const CHARACTERS = { fixed: 16 * 1024 * 1024, perByte: 30 }

/** Beginnings of secrets and paths, in the same way. */
const ANCHORS = { fixed: 20_000, perByte: 1 / 20 }

/**
 * Scans the files of one archive of any origin. What is more than its size allows is not scanned, and says so: a real
 * archive unpacks to less than 30 times its size, and an address or a key has more than 20 bytes.
 * @param packed bytes of the archive
 */
export function archiveScan(packed: number): (path: string, size: number) => Scan {
  const allowance: ScanAllowance = {
    characters: CHARACTERS.fixed + packed * CHARACTERS.perByte,
    anchors: ANCHORS.fixed + packed * ANCHORS.perByte,
  }
  return (path, size) => openFileScan(path, size, { allowance })
}
