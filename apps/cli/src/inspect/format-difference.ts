import { type ChangedMember, type Difference, type InspectedDifference, formatBytes } from '@exuvia/pipeline'
import { paintOut, safeLine } from '../terminal.ts'
import { SHOWN, count, more, section } from './parts.ts'

/** Formats the differences between two files or archives for a terminal. */
export function formatDifference(difference: InspectedDifference): string {
  if (difference.same) {
    const what =
      difference.kind === 'file' ? 'the same bytes' : `the same ${count(difference.unchanged, 'file')}`
    return `${safeLine(difference.a)} and ${safeLine(difference.b)} contain ${what}`
  }
  if (difference.kind === 'file') {
    const head = `${safeLine(difference.a)} and ${safeLine(difference.b)} differ`
    return [paintOut('bold', head), ...differenceLines(difference.differences, '  ')].join('\n')
  }
  const { added, removed, changed, unchanged } = difference
  const parts = [
    paintOut('bold', `${safeLine(difference.a)} and ${safeLine(difference.b)} differ`),
    `  ${added.length} added, ${removed.length} removed, ${changed.length} changed, ${unchanged} unchanged`,
  ]
  const list = (name: string, files: typeof added): void => {
    if (files.length === 0) return
    const lines = files.slice(0, SHOWN).map(({ path, size }) => `  ${safeLine(path)}  ${formatBytes(size)}`)
    parts.push('', section(name, lines.join('\n') + more(files.length)))
  }
  list('Only in the first', removed)
  list('Only in the second', added)
  if (changed.length > 0) {
    const lines = changed.slice(0, SHOWN).flatMap(memberLines)
    parts.push('', section('Changed', lines.join('\n') + more(changed.length)))
  }
  return parts.join('\n')
}

/** Lines shown for one file of an archive; `--member` shows all. */
const MEMBER_LINES = 8

function memberLines(member: ChangedMember): string[] {
  const { path, before, after, modeOnly, differences, problem } = member
  const sizes = before === after ? formatBytes(after) : `${formatBytes(before)} → ${formatBytes(after)}`
  const head = `  ${paintOut('bold', safeLine(path))}  ${sizes}`
  if (modeOnly) return [`${head}  only its link target or executable bit`]
  if (problem !== undefined) return [head, `    not compared: ${safeLine(problem)}`]
  if (differences === undefined) return [head]
  const kinds = [...new Set(differences.map(({ kind }) => kind))].join(', ')
  const lines = summaryLines(differences, '    ')
  const shown = lines.slice(0, MEMBER_LINES)
  if (lines.length > MEMBER_LINES) {
    shown.push(`    and ${lines.length - MEMBER_LINES} more; --member ${safeLine(path)} shows all`)
  }
  return [`${head}  ${kinds}`, ...shown]
}

/** Code objects for which a kind is listed line by line. With more, only the first and the number are shown. */
const MOST_PLACES = 3

/** Like `differenceLines`, but with one line for a kind that differs in many functions. */
function summaryLines(differences: readonly Difference[], indent: string): string[] {
  const byKind = Map.groupBy(differences, ({ kind }) => kind)
  return [...byKind].flatMap(([kind, all]) => {
    const [first] = all
    if (first === undefined || all.length <= MOST_PLACES) return differenceLines(all, indent)
    const [change] = first.changes
    const words = change === undefined ? '' : `: ${change.what}${values(change.before, change.after)}`
    const head = `${indent}${paintOut('yellow', kind)} in ${all.length} functions and classes`
    return [`${head}, first ${safeLine(first.where)}${safeLine(words)}`]
  })
}

/** One line per code object and kind, or one per change if there are several. */
function differenceLines(differences: readonly Difference[], indent: string): string[] {
  return differences.flatMap(({ kind, where, changes, untold }) => {
    const head = `${indent}${paintOut('yellow', kind)}${where === '' ? '' : ` in ${safeLine(where)}`}`
    const lines = changes.map(({ what, before, after }) => `${what}${values(before, after)}`)
    if (untold > 0) lines.push(`and ${untold} more`)
    return lines.length === 1
      ? [`${head}: ${safeLine(lines[0] ?? '')}`]
      : [`${head}:`, ...lines.map((line) => `${indent}  ${safeLine(line)}`)]
  })
}

function values(before: string | undefined, after: string | undefined): string {
  if (before !== undefined && after !== undefined) return `: ${before} → ${after}`
  if (before !== undefined) return ` removed: ${before}`
  return after === undefined ? '' : ` added: ${after}`
}
