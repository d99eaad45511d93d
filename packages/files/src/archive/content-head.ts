import { kindOfHead } from './archive-kind.ts'

/** Bytes at the start of a file that its kind needs: a `.pyc` header, a `#!` line or the mark of any archive. */
export const HEAD_BYTES = 512

/** Recognises an archive by its first bytes; a zip may follow a `#!` line of Python (PEP 441). */
export function hasArchiveHead(head: Uint8Array): boolean {
  if (kindOfHead(head) !== undefined) return true
  return pythonLine(head) && Buffer.from(head).includes('PK\u0003\u0004', 0, 'latin1')
}

/** Recognises a Python script by its `#!` line, whatever its name. */
export function isPythonScript(head: Uint8Array): boolean {
  return pythonLine(head) && !hasArchiveHead(head)
}

/** Recognises Python source by name, ignoring case as Windows and macOS do. */
export function isSourceName(path: string): boolean {
  return /\.pyw?$/i.test(path)
}

/**
 * Whether a file may be an archive although its first bytes alone do not show it: behind a `#!` line or a
 * Windows program there may be a zip, which its end shows.
 */
export function mayBeArchive(head: Uint8Array): boolean {
  return startsWith(head, '#!') || startsWith(head, 'MZ') || hasArchiveHead(head)
}

function startsWith(head: Uint8Array, [first = '', second = '']: string): boolean {
  return head[0] === first.charCodeAt(0) && head[1] === second.charCodeAt(0)
}

function pythonLine(head: Uint8Array): boolean {
  if (!startsWith(head, '#!')) return false
  const text = Buffer.from(head).toString('latin1')
  return /^#!.*\b(?:python|pypy)[\d.]*w?\b/i.test(text)
}
