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

/** Text as Markdown shows it literally, inside a line or a table's cell. */
export function markdownText(text: string): string {
  return visible(text).replaceAll(/[\\`*_[\]<>#|~&$@]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * Text as a Markdown code span that also stands in a table: GFM takes `\|` in a table's
 * cell for `|` even inside code, so text with `|` is written as HTML instead.
 */
export function markdownCode(text: string): string {
  const shown = visible(text)
  if (!/[`|]/.test(shown) && shown.trim() === shown && shown !== '') return `\`${shown}\``
  return `<code>${markdownText(shown)}</code>`
}
