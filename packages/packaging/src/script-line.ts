/** Bytes of a first line that the search for its end covers. */
const MAX_LINE = 4096

/** The interpreter of `PATH`, because no path on the customer's machine is known. */
const INTERPRETER = '#!/usr/bin/env python3'

/**
 * Writes the first line of a script of `.data/scripts` as pip does: one that begins with `#!python` means the
 * installation's interpreter (binary distribution format), and is replaced as a whole, with its arguments and its
 * line end.
 * @returns undefined if the script stays as it is
 */
export function withInterpreter(bytes: Uint8Array): Uint8Array | undefined {
  const start = Buffer.from(bytes.subarray(0, MAX_LINE)).toString('latin1')
  if (!start.startsWith('#!python')) return undefined
  const end = start.indexOf('\n')
  if (end === -1 && bytes.length > MAX_LINE) return undefined
  const rest = end === -1 ? new Uint8Array() : bytes.subarray(end + 1)
  return Buffer.concat([Buffer.from(`${INTERPRETER}\n`), rest])
}

/**
 * Gives a script in Python the first line that installers replace by the installation's Python (binary distribution
 * format), whatever Python its own line names.
 */
export function withInstallersLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0x0a)
  const line = Buffer.from(bytes.subarray(0, Math.max(end, 0))).toString('latin1')
  const rest = end === -1 ? new Uint8Array() : bytes.subarray(end + 1)
  return Buffer.concat([Buffer.from(/\bpythonw/.test(line) ? '#!pythonw\n' : '#!python\n'), rest])
}
