import stringWidth from 'string-width'

// Names and reasons come from archives, wheels and configs: none is printed as it is.

/** Control characters (C0, C1, DEL), line separators and those that turn the direction of text. */
// oxlint-disable-next-line no-control-regex -- finding them is what it is for
const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g

/** A text in which nothing moves the cursor, changes colours or hides: `\u001b` for ESC. */
export function visible(text: string): string {
  return text.replaceAll(CONTROLS, (character) => {
    return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0')
  })
}

/** A value in a message: in quotes, on one line, not too long. */
export function quoted(text: string): string {
  return visible(JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text))
}

/** Columns that a text takes on a terminal. */
export function width(text: string): number {
  return stringWidth(text)
}

/**
 * What GitHub makes a link or a notice of, in text that no escape protects, as it looks at the page
 * that Markdown was made to: `@name`, `#12`, `GH-12`, addresses, `:emoji:`.
 */
const LINKING = /@(?=\w)|#(?=\d)|\bGH-(?=\d)|:(?=\/\/)|\bwww(?=\.)|:(?=[\w+-]+:)/gi
/** Digits of a commit: seven or more. */
const COMMIT = /(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/gi

/** Text as Markdown shows it literally, inside a line or a table's cell; it names nobody and links nowhere. */
export function markdownText(text: string): string {
  const broken = visible(text)
    .replaceAll(LINKING, '$&\0')
    .replaceAll(COMMIT, (digits) => digits.replaceAll(/.{6}(?=.)/g, '$&\0'))
  // A comment is not seen, and not copied along as an invisible character would be.
  return escaped(broken).replaceAll('\0', '<!-- -->')
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|~&$@]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * Text as a Markdown code span that also stands in a table: GFM takes `\|` in a table's
 * cell for `|` even inside code, so text with `|` is written as HTML instead. GitHub links
 * nothing in code.
 */
export function markdownCode(text: string): string {
  const shown = visible(text)
  if (!/[`|]/.test(shown) && shown.trim() === shown && shown !== '') return `\`${shown}\``
  return `<code>${escaped(shown)}</code>`
}
