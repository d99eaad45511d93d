/** Control characters (C0, C1, DEL), line separators and those that turn the direction of text (CVE-2021-42574). */
// oxlint-disable-next-line no-control-regex -- finding them is its purpose
const HARMFUL = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g

/** A text in which nothing moves the cursor, changes colours, breaks the line or hides: `\u001b` for ESC. */
export function visible(text: string): string {
  return text.replaceAll(HARMFUL, (character) => {
    return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0')
  })
}

/** A name from outside on one line of a terminal or a log. */
export function printable(text: string): string {
  return withoutCommands(visible(text))
}

/**
 * A text that is visible already, for a log of GitHub Actions too: the runner takes `##[` anywhere, and
 * `::` at the start of a line, for a command to itself.
 */
export function withoutCommands(text: string): string {
  return text
    .replaceAll('##[', String.raw`#\u0023[`)
    .split('\n')
    .map((line) => {
      const rest = line.trimStart()
      return rest.startsWith('::')
        ? `${line.slice(0, line.length - rest.length)}${String.raw`\u003a`}${rest.slice(1)}`
        : line
    })
    .join('\n')
}
