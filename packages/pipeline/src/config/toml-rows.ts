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

/**
 * Adds rows to a table of a config: at its end, or as a table at the end of the file.
 * @param table its header: `[a.b]`; `[]` is the root, before the first table
 */
export function addToTable(text: string, table: string, added: readonly string[]): string {
  const { rows, eol } = splitRows(text)
  const at = rows.findIndex((row) => isHeader(row, table))
  if (table !== '[]' && at === -1) {
    return [...withoutBlankEnd(rows), '', table, ...added, ''].join(eol)
  }
  const end = endOfTable(rows, at)
  return [...rows.slice(0, end + 1), ...added, ...rows.slice(end + 1)].join(eol)
}

/** The last row of a table that is not blank. @param header its row; -1 for the root */
function endOfTable(rows: readonly string[], header: number): number {
  const next = rows.findIndex((row, index) => index > header && row.trimStart().startsWith('['))
  const body = rows.slice(Math.max(header, 0), next === -1 ? rows.length : next)
  // Comments right above the next table belong to it.
  const own =
    next === -1 ? body : body.slice(0, body.findLastIndex((row) => !row.trimStart().startsWith('#')) + 1)
  return Math.max(header, 0) + own.findLastIndex((row) => row.trim() !== '')
}

/** The rows without empty ones at the end. */
export function withoutBlankEnd(rows: readonly string[]): readonly string[] {
  return rows.slice(0, rows.findLastIndex((row) => row.trim() !== '') + 1)
}
