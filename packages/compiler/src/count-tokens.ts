import { declaredEncoding } from './source-text.ts'

/** Encodings in which every character of Python's syntax is its ASCII byte, and no other character has that byte. */
const PLAIN =
  /^(?:utf[-_]?8|us[-_]?ascii|ascii|latin[-_]?1|iso[-_]?8859[-_]?\d+|cp125\d|windows[-_]125\d|koi8[-_]\w)$/i

/**
 * Counts what may be tokens of a source, before a Python parses it: words, marks and ends of lines, also those in
 * strings and comments, because an f-string can contain any code. What Python needs of time and memory for a source
 * grows with its tokens, not with its bytes. Only `0or` and the like are two tokens in one word.
 * @param most the count ends beyond it
 */
export function countTokens(source: Uint8Array, most = Number.POSITIVE_INFINITY): number {
  const encoding = declaredEncoding(source)
  // In other encodings (utf-7, unicode_escape) each byte may stand for a token.
  if (encoding !== undefined && !PLAIN.test(encoding)) return source.length
  let count = 0
  let isInWord = false
  for (const byte of source) {
    const isWord = isWordByte(byte)
    if (isWord ? !isInWord : !isBlank(byte)) count += 1
    if (count > most) return count
    isInWord = isWord
  }
  return count
}

function isWordByte(byte: number): boolean {
  const lower = byte | 0x20
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte >= 0x80
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0c
}
