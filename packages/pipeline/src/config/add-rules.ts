import { usageError } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import type { SuggestedRule } from '@exuvia/policy'
import { parseConfig } from './parse.ts'
import { isHeader, splitRows, withoutBlankEnd } from './toml-rows.ts'

/**
 * The rules as TOML for a config.
 * @param file its name: in `pyproject.toml` the rules are `[[tool.exuvia.policy.rules]]`, elsewhere `[[policy.rules]]`
 */
export function formatRules(file: string, rules: readonly SuggestedRule[]): string[] {
  return rules.flatMap((rule, index) => [...(index === 0 ? [] : ['']), ...formatRule(tableIn(file), rule)])
}

/**
 * Adds rules to a config, and leaves everything else in it as it is: before its first rule, because the first that
 * fits decides, or at the end of the file.
 * @throws usage error `rules-not-added` if the file writes its rules in another form
 */
export function addRules(text: string, file: string, rules: readonly SuggestedRule[]): string {
  const { rows, eol } = splitRows(text)
  const added = formatRules(file, rules)
  const first = rows.findIndex((row) => isHeader(row, `[[${tableIn(file)}]]`))
  const changed = first === -1 ? [...withoutBlankEnd(rows), '', ...added, ''] : before(rows, first, added)
  const result = changed.join(eol)
  if (!areFirst(result, file, rules)) throw usageError('rules-not-added', { file, lines: added })
  return result
}

function tableIn(file: string): string {
  return file.endsWith('pyproject.toml') ? 'tool.exuvia.policy.rules' : 'policy.rules'
}

function formatRule(table: string, { distribution, settings, reason }: SuggestedRule): string[] {
  const name = JSON.stringify(normalizeName(distribution))
  // JSON's escapes are TOML's, but for the delete character.
  const said = JSON.stringify(reason).replaceAll('\u007F', '\\u007F')
  return [`[[${table}]]`, `distribution = ${name}`, ...settings, `reason = ${said}`]
}

/** Puts rows before a table; comments right above the table belong to it. */
function before(rows: readonly string[], header: number, added: readonly string[]): readonly string[] {
  const at = rows.slice(0, header).findLastIndex((row) => !row.trimStart().startsWith('#')) + 1
  return [...rows.slice(0, at), ...added, '', ...rows.slice(at)]
}

/** Whether the config reads the rules as its first ones, or as its only ones. */
function areFirst(text: string, file: string, rules: readonly SuggestedRule[]): boolean {
  try {
    const found = parseConfig(text, file).policy.rules
    return rules.every(({ distribution, reason }, index) => {
      const rule = found[index]
      return rule?.distribution === normalizeName(distribution) && rule.reason === reason
    })
  } catch {
    return false
  }
}
