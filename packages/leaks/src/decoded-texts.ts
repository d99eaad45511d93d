/** A text that stands in another in base64. */
export interface DecodedText {
  /** Where its base64 begins. */
  readonly index: number
  readonly text: string
}

/** Characters of base64; a token of 24 characters has 32. */
const LEAST = 32

/** How long lines are on which base64 is wrapped: 64 in PEM, 76 in MIME. */
const WRAPPED = { least: 60, most: 76 }

/** Characters that are decoded first: 18 bytes, which are text by chance once in forty million times. */
const BEGINNING = 24

const PRINTABLE = /^[\t\n\r\x20-\x7e]*$/

const IS_BASE64 = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/]/.test(String.fromCharCode(code)) ? 1 : 0,
)

/**
 * Decodes the base64 in a text that begins with text: variables of build services, Kubernetes' secrets and settings hold
 * credentials in it. Pictures, digests and names are none. Most characters are not looked at.
 */
export function* decodedTexts(text: string): Generator<DecodedText> {
  const isAt = (at: number): boolean => IS_BASE64[text.charCodeAt(at)] === 1
  for (let index = 0; index + LEAST <= text.length;) {
    let last = index + LEAST - 1
    while (last >= index && isAt(last)) last -= 1
    if (last >= index) {
      index = last + 1
      continue
    }
    let end = index + LEAST
    while (isAt(end)) end += 1
    const beginning = Buffer.from(text.slice(index, index + BEGINNING), 'base64').toString('latin1')
    if (PRINTABLE.test(beginning)) {
      end = endOfLines(text, index, end, isAt)
      yield { index, text: Buffer.from(text.slice(index, end), 'base64').toString('latin1') }
    }
    index = end + 1
  }
}

/** Where base64 ends that may go on in the next lines. */
function endOfLines(text: string, start: number, end: number, isAt: (at: number) => boolean): number {
  let [lineStart, lineEnd] = [start, end]
  while (lineEnd - lineStart >= WRAPPED.least && lineEnd - lineStart <= WRAPPED.most) {
    let next = lineEnd
    while (text[next] === '\r' || text[next] === '\n') next += 1
    if (next === lineEnd) break
    while (text[next] === ' ' || text[next] === '\t') next += 1
    if (!isAt(next)) break
    lineStart = next
    while (isAt(next)) next += 1
    lineEnd = next
  }
  return lineEnd
}
