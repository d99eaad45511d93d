import { kindOfHead } from '@exuvia/files'
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

/** Recognises an archive by its first bytes; a zip may follow a `#!` line (PEP 441). */
export function hasArchiveHead(head: Uint8Array): boolean {
  if (kindOfHead(head) !== undefined) return true
  return pythonLine(head) !== undefined && Buffer.from(head).includes('PK\u0003\u0004', 0, 'latin1')
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
