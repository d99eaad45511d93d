import { Buffer } from 'node:buffer'
import type { CompileError } from './frames.ts'

/** The facts that determine a column's meaning. */
export interface ColumnContext {
  /** Of Python: `[3, 12]`. */
  readonly version: readonly [number, number]
  /** The line of the source, decoded. */
  readonly text: string
  /** As the source declares it (PEP 263). */
  readonly encoding: string | undefined
}

/**
 * Converts Python's offset of an error to its 1-based column in characters (code points);
 * undefined if there is none for this line. Measured on 2.7 and 3.6 to 3.15:
 * - The compiler, which runs after the parser, counts UTF-8 bytes, from 0 up to 3.7.
 * - The parser counts bytes of the source's own encoding on 2.7 (assumed to be one per
 *   character if that is not UTF-8); characters on 3.6 to 3.8 if it shows the line, else as
 *   the compiler; on 3.9 to 3.12 characters if the source declares its encoding, else bytes;
 *   from 3.13 characters.
 * - Inside an f-string, before 3.12, both are those of the expression alone.
 */
export function errorColumn(error: CompileError, context: ColumnContext): number | undefined {
  const { offset } = error
  if (offset === undefined || offset < 0 || error.stage === 'fstring' || error.stage === 'other')
    return undefined
  const [major, minor] = context.version
  if (major === 3 && minor < 12 && error.message.startsWith('f-string')) return undefined
  const fromZero = major === 3 && minor < 8 && (error.stage === 'compiler' || error.text === '')
  const column = fromZero ? offset + 1 : offset
  if (column < 1) return undefined
  const characters = countsBytes(error, context) ? charactersBefore(context.text, column - 1) + 1 : column
  return Math.min(characters, Array.from(context.text).length + 1)
}

function countsBytes(error: CompileError, { version: [major, minor], encoding }: ColumnContext): boolean {
  if (major === 2) return encoding === undefined || /^utf-?8$/i.test(encoding)
  if (error.stage === 'compiler') return true
  if (minor < 9) return error.text === ''
  return minor < 13 && encoding === undefined
}

/** Number of characters in the first `bytes` bytes of the text's UTF-8. */
function charactersBefore(text: string, bytes: number): number {
  let characters = 0
  let left = bytes
  for (const character of text) {
    left -= Buffer.byteLength(character)
    if (left < 0) break
    characters += 1
  }
  return characters
}
