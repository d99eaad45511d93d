import { Buffer } from 'node:buffer'

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#.*)?$/

/** The encoding that the source declares by a byte order mark or a comment (PEP 263), if any. */
export function declaredEncoding(source: Uint8Array): string | undefined {
  if (source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf) return 'utf-8'
  const [first = '', second = ''] = startOf(source).split(/\r\n?|\n/, 2)
  const cookie = COOKIE.exec(first) ?? (BLANK_OR_COMMENT.test(first) ? COOKIE.exec(second) : null)
  return cookie?.[1]
}

/** The first two lines, however long they are: Python reads all of them. */
function startOf(source: Uint8Array): string {
  let lines = 0
  let end = 0
  for (; end < source.length && lines < 2; end += 1) {
    const byte = source[end]
    if (byte === 0x0a || (byte === 0x0d && source[end + 1] !== 0x0a)) lines += 1
  }
  return Buffer.from(source.buffer, source.byteOffset, end).toString('latin1')
}

/**
 * Returns the text of one line (1-based) without its end; undefined if there is none.
 * Undecodable bytes become U+FFFD.
 */
export function sourceLine(source: Uint8Array, line: number): string | undefined {
  return decode(source).split(/\r\n?|\n/)[line - 1]
}

function decode(source: Uint8Array): string {
  try {
    return new TextDecoder(declaredEncoding(source) ?? 'utf-8').decode(source)
  } catch {
    return new TextDecoder().decode(source)
  }
}
