import type { FileRole } from '@exuvia/model'

/**
 * A file's kind for rules: its role, except that a data file with the name of Python source is
 * `loose-source`: it is source, but cannot ship as bytecode.
 */
export type FileKind = FileRole | 'loose-source'

/** Recognises Python source by name, ignoring case as Windows and macOS do. */
export function isSourceName(path: string): boolean {
  return /\.pyw?$/i.test(path)
}

/** Recognises Cython source, which becomes native code rather than bytecode. */
export function isCythonName(path: string): boolean {
  return /\.pyx$/i.test(path)
}

/** Type stubs and their marker (PEP 561). */
export function isStubName(path: string): boolean {
  return /\.pyi$|(?:^|\/)py\.typed$/i.test(path)
}

/** Recognises an archive, whose content the check cannot see. */
export function isArchiveName(path: string): boolean {
  return /\.(?:zip|whl|egg|pyz|tar|tgz|tar\.(?:gz|bz2|xz|zst)|7z)$/i.test(path)
}

/** zip, gzip, xz, zstd, 7-Zip; hex. */
const ARCHIVE_MAGICS = ['504b0304', '1f8b08', 'fd377a585a00', '28b52ffd', '377abcaf271c']

/** The same by its first bytes: zip, gzip, xz, zstd, 7-Zip; a zip may follow a `#!` line (PEP 441). */
export function hasArchiveHead(head: Uint8Array): boolean {
  const bytes = Buffer.from(head)
  if (ARCHIVE_MAGICS.some((magic) => bytes.subarray(0, magic.length / 2).toString('hex') === magic))
    return true
  return pythonLine(head) !== undefined && bytes.includes('PK\u0003\u0004', 0, 'latin1')
}

/** Recognises a Python script by its `#!` line, whatever its name. */
export function isPythonScript(head: Uint8Array): boolean {
  return pythonLine(head) !== undefined
}

function pythonLine(head: Uint8Array): string | undefined {
  const text = Buffer.from(head).toString('latin1')
  return /^#!.*\b(?:python|pypy)[\d.]*w?\b.*/i.exec(text)?.[0]
}

/** Places of commands with a `#!` line: `bin/` of a tarball, `*.data/scripts/` of a wheel (PEP 427). */
export function isCommandPath(path: string): boolean {
  return /^(?:bin|Scripts)\/[^/]+$|^[^/]+\.data\/scripts\/[^/]+$/.test(path)
}
