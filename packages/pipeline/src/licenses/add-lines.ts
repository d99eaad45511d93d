import { usageError } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import { parseConfig } from '../config/index.ts'
import { isHeader, splitRows, withoutBlankEnd } from '../config/toml-rows.ts'

/** A line for `[tool.exuvia.licenses]`. */
export interface LicenseLine {
  /** PEP 503. */
  readonly name: string
  /** SPDX expression; undefined makes a comment for a person to complete. */
  readonly expression: string | undefined
  /** What it rests on, for a comment. */
  readonly found: string
}

/** Longer remarks are cut: the line is for a person who looks it up. */
const MAX_REMARK = 80

/**
 * Adds lines to the table of licences of a config, and leaves everything else in it as it is: at the end of the table,
 * or as a table at the end of the file.
 * @param text the config file
 * @param file its name: in `pyproject.toml` the table is `[tool.exuvia.licenses]`, elsewhere `[licenses]`
 * @throws usage error `licenses-not-added` if the file writes its licences in another form
 */
export function addLicenseLines(text: string, file: string, lines: readonly LicenseLine[]): string {
  const { rows, eol } = splitRows(text)
  const table = file.endsWith('pyproject.toml') ? 'tool.exuvia.licenses' : 'licenses'
  const at = rows.findIndex((row) => isHeader(row, `[${table}]`))
  const added = lines.map(formatLine)
  const result =
    at === -1
      ? [...withoutBlankEnd(rows), '', `[${table}]`, ...added, ''].join(eol)
      : insertAfter(rows, endOfTable(rows, at), added).join(eol)
  const known = licensesIn(result, file)
  const missing = lines.filter(({ name, expression }) => known?.[normalizeName(name)] !== expression)
  if (missing.length > 0) throw usageError('licenses-not-added', { file, table, lines: added })
  return result
}

/** The licences of a config; undefined if it is none, as after a table that the file has in another form. */
function licensesIn(text: string, file: string): Readonly<Record<string, string>> | undefined {
  try {
    return parseConfig(text, file).licenses
  } catch {
    return undefined
  }
}

/** The last row of a table that is not blank. */
function endOfTable(rows: readonly string[], header: number): number {
  const next = rows.findIndex((row, index) => index > header && row.trimStart().startsWith('['))
  const body = rows.slice(header, next === -1 ? rows.length : next)
  // Comments right above the next table belong to it.
  const own =
    next === -1 ? body : body.slice(0, body.findLastIndex((row) => !row.trimStart().startsWith('#')) + 1)
  return header + own.findLastIndex((row) => row.trim() !== '')
}

function insertAfter(rows: readonly string[], index: number, added: readonly string[]): string[] {
  return [...rows.slice(0, index + 1), ...added, ...rows.slice(index + 1)]
}

function formatLine({ name, expression, found }: LicenseLine): string {
  // A comment of TOML has no control characters, and this one must stay on its line.
  const said = found
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, MAX_REMARK)
    .toWellFormed()
  const key = JSON.stringify(name)
  return expression === undefined
    ? `# ${key} = "" # found: ${said}`
    : `${key} = ${JSON.stringify(expression)} # guessed from ${said}: check it`
}
