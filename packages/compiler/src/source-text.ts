import { Buffer } from 'node:buffer'

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#.*)?$/

/** The encoding that the source declares by a byte order mark or a comment (PEP 263), if any. */
export function declaredEncoding(source: Uint8Array): string | undefined {
  if (source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf) return 'utf-8'
  const start = Buffer.from(source.buffer, source.byteOffset, Math.min(source.length, 1000)).toString(
    'latin1',
  )
  const [first = '', second = ''] = start.split(/\r\n?|\n/, 2)
  const cookie = COOKIE.exec(first) ?? (BLANK_OR_COMMENT.test(first) ? COOKIE.exec(second) : null)
  return cookie?.[1]
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
