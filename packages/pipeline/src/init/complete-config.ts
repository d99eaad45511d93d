import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Config, addAll, usageError } from '@exuvia/model'
import { formatOpenLicense, formatStrings } from '../config/initial.ts'
import { parseConfig } from '../config/index.ts'
import { addToTable } from '../config/toml-rows.ts'
import { replaceText } from '../release/staging.ts'
import type { FirstSettings } from './first-settings.ts'

/** Rows that a config lacks. */
interface MissingRows {
  /** Without the prefix of pyproject.toml; empty for the keys outside any table. */
  readonly table: string
  readonly rows: readonly string[]
}

/**
 * Adds to a config what a first one would have and this one lacks, and leaves everything else in it as it is: targets,
 * the folder of wheels, and comments for licences that nothing settles.
 * @returns the added rows
 * @throws usage error `settings-not-added` if the file writes its tables in another form
 */
export async function completeConfig(
  root: string,
  config: Config,
  settings: FirstSettings,
): Promise<readonly string[]> {
  const file = config.file ?? 'pyproject.toml'
  const place = path.resolve(root, file)
  const before = await readFile(place, 'utf8')
  const missing = missingRows(before, config, settings)
  if (missing.length === 0) return []
  const prefix = file.endsWith('pyproject.toml') ? 'tool.exuvia' : ''
  const added: string[] = []
  let text = before
  for (const { table, rows } of missing) {
    const header = `[${[prefix, table].filter((part) => part !== '').join('.')}]`
    text = addToTable(text, header, rows)
    addAll(added, header === '[]' ? rows : [header, ...rows])
  }
  if (!holds(text, file, settings)) throw usageError('settings-not-added', { file, lines: added })
  await replaceText(place, text)
  return added
}

function missingRows(text: string, config: Config, settings: FirstSettings): MissingRows[] {
  const missing: MissingRows[] = []
  if (config.targets.length === 0) {
    missing.push({ table: '', rows: [`targets = ${formatStrings(settings.targets)}`] })
  }
  const { wheelhouse } = config.dependencies
  const isNamed = wheelhouse.length > 0 || settings.lock !== undefined
  if (!isNamed && settings.wheelhouse.length > 0) {
    missing.push({ table: 'dependencies', rows: [`wheelhouse = ${formatStrings(settings.wheelhouse)}`] })
  }
  const open = settings.openLicenses.filter(({ name }) => !isRemarked(text, name))
  if (open.length > 0) missing.push({ table: 'licenses', rows: open.map(formatOpenLicense) })
  return missing
}

/** Whether an earlier run left a comment for a distribution's licence. */
function isRemarked(text: string, name: string): boolean {
  return text.split(/\r?\n/).some((row) => {
    const remark = /^# ?"?([\w.-]+)"? ?[=:]/.exec(row.trim())?.[1]
    return remark === name
  })
}

/** Whether a config reads what was added. */
function holds(text: string, file: string, { targets, wheelhouse, lock }: FirstSettings): boolean {
  try {
    const { targets: found, dependencies } = parseConfig(text, file)
    const isNamed = dependencies.lock.kind === 'file' || lock !== undefined
    return (
      found.length === targets.length && (isNamed || dependencies.wheelhouse.length === wheelhouse.length)
    )
  } catch {
    return false
  }
}
