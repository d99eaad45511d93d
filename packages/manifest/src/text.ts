// Names and reasons come from archives, wheels and configs, so none is printed unescaped.

/** Control characters (C0, C1, DEL), line separators and characters that change text direction. */
// oxlint-disable-next-line no-control-regex -- it must match control characters
const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g

/** Escapes everything that moves the cursor, changes colours or is invisible: `\u001b` for ESC. */
export function visible(text: string): string {
  return text.replaceAll(CONTROLS, (character) => {
    return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0')
  })
}

/** Quotes a value for a message, on one line and shortened. */
export function quoted(text: string): string {
  return visible(JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text))
}

/**
 * Text that GitHub turns into a link or a mention even if it is escaped, because it looks at
 * the rendered page: `@name`, `#12`, `GH-12`, addresses, `:emoji:`.
 */
// linear: each look ahead stops at the next mark
const LINKING = /@(?=\w)|#(?=\d)|\bGH-(?=\d)|:(?=\/\/)|\bwww(?=\.)|:(?=[\w+-]+:)/gi
/** Digits of a commit: seven or more. */
const COMMIT = /(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/gi

/** Escapes text so that Markdown shows it literally in a line or a table cell, without mentions or links. */
export function markdownText(text: string): string {
  const broken = visible(text)
    .replaceAll(LINKING, '$&\0')
    .replaceAll(COMMIT, (digits) => digits.replaceAll(/.{6}(?=.)/g, '$&\0'))
  // A comment is invisible and, unlike an invisible character, is not copied with the text.
  return escaped(broken).replaceAll('\0', '<!-- -->')
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|~&$@]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * Formats text as a Markdown code span that also works in a table: GFM reads `\|` in a
 * table cell as `|` even inside code, so text with `|` becomes HTML instead. GitHub makes no
 * links in code.
 */
export function markdownCode(text: string): string {
  const shown = visible(text)
  if (!/[`|]/.test(shown) && shown.trim() === shown && shown !== '') return `\`${shown}\``
  return `<code>${escaped(shown)}</code>`
}
