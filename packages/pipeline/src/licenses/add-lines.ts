import { usageError } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import { parseConfig } from '../config/index.ts'
import { addToTable } from '../config/toml-rows.ts'

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
  const table = file.endsWith('pyproject.toml') ? 'tool.exuvia.licenses' : 'licenses'
  const added = lines.map(formatLine)
  const result = addToTable(text, `[${table}]`, added)
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
