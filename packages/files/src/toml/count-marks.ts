const LINE_FEED = 0x0a
const DOT = 0x2e
/** And the comma and the equals sign. */
const MARKS = new Set([LINE_FEED, DOT, 0x2c, 0x3d])
const HASH = 0x23
const BACKSLASH = 0x5c
const QUOTE = 0x22
const APOSTROPHE = 0x27

/**
 * Counts line ends, commas and equals signs, and dots outside of strings and comments. Every key, part of a key and
 * value requires one, so a parser makes at most a few objects for each. In a malformed text it counts at
 * least those before the place at which a parser stops.
 */
export function countMarks(text: string): number {
  let marks = 0
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    if (MARKS.has(code)) marks += 1
    const end = endOfSkipped(text, at, code)
    for (let inside = at + 1; inside < end; inside += 1) {
      const skipped = text.charCodeAt(inside)
      // A long array of strings may have its marks in a string that does not end.
      if (skipped !== DOT && MARKS.has(skipped)) marks += 1
    }
    at = end
  }
  return marks
}

/** The end of a comment or string that begins here; of anything else, the next character. */
function endOfSkipped(text: string, at: number, code: number): number {
  if (code === HASH) return endOfLine(text, at)
  if (code !== QUOTE && code !== APOSTROPHE) return at + 1
  const three = String.fromCharCode(code).repeat(3)
  const isLong = text.startsWith(three, at)
  const start = at + (isLong ? 3 : 1)
  for (let end = start; end < text.length; end += 1) {
    const next = text.charCodeAt(end)
    if (next === BACKSLASH && code === QUOTE) end += 1
    else if (isLong ? next === code && text.startsWith(three, end) : next === code)
      return end + (isLong ? 3 : 1)
    else if (!isLong && next === LINE_FEED) return end
  }
  return text.length
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}
