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
 * fits decides, or at the end of the file. A policy that is an inline table gets them inside of it, because TOML allows
 * no table below one.
 * @throws usage error `rules-not-added` if the file writes its policy in another form
 */
export function addRules(text: string, file: string, rules: readonly SuggestedRule[]): string {
  const { rows, eol } = splitRows(text)
  const added = formatRules(file, rules)
  const first = rows.findIndex((row) => isHeader(row, `[[${tableIn(file)}]]`))
  const asTables = first === -1 ? [...withoutBlankEnd(rows), '', ...added, ''] : before(rows, first, added)
  for (const changed of [asTables, ...insideOf(rows, rules.map(inlineRule))]) {
    const result = changed.join(eol)
    if (areAdded(text, result, file, rules)) return result
  }
  throw usageError('rules-not-added', { file, lines: added })
}

function tableIn(file: string): string {
  return file.endsWith('pyproject.toml') ? 'tool.exuvia.policy.rules' : 'policy.rules'
}

function formatRule(table: string, rule: SuggestedRule): string[] {
  return [`[[${table}]]`, ...pairsOf(rule)]
}

function inlineRule(rule: SuggestedRule): string {
  return `  { ${pairsOf(rule).join(', ')} },`
}

function pairsOf({ distribution, settings, reason }: SuggestedRule): string[] {
  const name = JSON.stringify(normalizeName(distribution))
  // JSON's escapes are TOML's, but for the delete character.
  const said = JSON.stringify(reason).replaceAll('\u007F', '\\u007F')
  return [`distribution = ${name}`, ...settings, `reason = ${said}`]
}

/** Puts rows before a table; comments right above the table belong to it. */
function before(rows: readonly string[], header: number, added: readonly string[]): readonly string[] {
  const at = rows.slice(0, header).findLastIndex((row) => !row.trimStart().startsWith('#')) + 1
  return [...rows.slice(0, at), ...added, '', ...rows.slice(at)]
}

/** The config with rules in an inline list of rules, and in an inline policy without one. */
function insideOf(rows: readonly string[], added: readonly string[]): readonly string[][] {
  return rows.flatMap((row, index) => {
    const put = (changed: readonly string[]): string[] => [
      ...rows.slice(0, index),
      ...changed,
      ...rows.slice(index + 1),
    ]
    const list = /\brules\s*=\s*\[/.exec(row)
    if (list !== null) {
      const start = list.index + list[0].length
      const others = row.slice(start).trim()
      return [put([row.slice(0, start), ...added, ...(others === '' ? [] : [`  ${others}`])])]
    }
    if (!/\bpolicy\s*=\s*\{/.test(row)) return []
    // The brace may be one in a comment; what comes out is read before it is written.
    const ends = new Set([row.split('#')[0] ?? '', row].map((each) => each.lastIndexOf('}')))
    return [...ends].map((at) => {
      const start = row.slice(0, at).trimEnd()
      const separator = start.endsWith('{') ? ' ' : ', '
      return put([`${start}${separator}rules = [`, ...added, `] ${row.slice(at)}`])
    })
  })
}

/** Whether the config reads the rules as its first ones, and those that it had after them. */
function areAdded(text: string, result: string, file: string, rules: readonly SuggestedRule[]): boolean {
  try {
    const found = parseConfig(result, file).policy.rules
    const hasAll = found.length === parseConfig(text, file).policy.rules.length + rules.length
    return (
      hasAll &&
      rules.every(({ distribution, reason }, index) => {
        const rule = found[index]
        return rule?.distribution === normalizeName(distribution) && rule.reason === reason
      })
    )
  } catch {
    return false
  }
}
