/** A config as rows of text, for changes that leave everything else in it as it is. */
export interface TomlRows {
  readonly rows: readonly string[]
  /** What ends a row. */
  readonly eol: '\n' | '\r\n'
}

/** Splits a config into its rows. */
export function splitRows(text: string): TomlRows {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  return { rows: text.split(eol), eol }
}

/**
 * Whether a row opens a table.
 * @param header as TOML writes it without spaces and quotes: `[a.b]`, or `[[a.b]]` for one of several
 */
export function isHeader(row: string, header: string): boolean {
  const found = /^\s*(\[{1,2}[^[\]]+\]{1,2})\s*(?:#.*)?$/.exec(row)?.[1]
  return found !== undefined && found.replaceAll(/[\s"']/g, '') === header
}

/** The rows without empty ones at the end. */
export function withoutBlankEnd(rows: readonly string[]): readonly string[] {
  return rows.slice(0, rows.findLastIndex((row) => row.trim() !== '') + 1)
}
