import { largest } from '@exuvia/model'
import { KIND_WORDS, formatBytes } from '@exuvia/pipeline'
import { columns, paintOut, safeLine } from '../terminal.ts'

/** How many names, strings, functions and files are shown; `--json` shows all. */
export const SHOWN = 20

/** Bytes by kind; a missing kind counts as 0. */
export type Kinds = Readonly<Partial<Record<(typeof KIND_WORDS)[number][0], number>>>

export function title(text: string): string {
  return paintOut('bold', safeLine(text))
}

/** Formats aligned, indented cells, always one line per row. */
export function rows(cells: readonly (readonly string[])[]): string {
  return columns(cells.map((row) => ['', ...row.map(safeLine)]))
}

/** The same, with all but the last column aligned to the right. */
export function figures(cells: readonly (readonly string[])[]): string {
  const widths = (cells[0] ?? []).map((_, index) => largest(cells.map((row) => (row[index] ?? '').length)))
  return rows(
    cells.map((row) =>
      row.map((cell, index) => (index === row.length - 1 ? cell : cell.padStart(widths[index] ?? 0))),
    ),
  )
}

export function section(name: string, body: string): string {
  return `${paintOut('bold', name)}\n${body}`
}

/** Formats bytes by kind with their shares; skips empty kinds. */
export function kindRows(kinds: Kinds, whole: number): string {
  return rows(
    KIND_WORDS.flatMap(([kind, words]) => {
      const size = kinds[kind] ?? 0
      return size === 0 ? [] : [[words, formatBytes(size), percent(size, whole)]]
    }),
  )
}

export function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1).padStart(5)} %`
}

/** The place in which a path was found. */
export const FOUND = { 'file-name': 'co_filename', string: 'string', docstring: 'docstring' } as const

/** The paths that lead out of the project. */
export function pathLines(
  paths: readonly { readonly path: string; readonly found: keyof typeof FOUND; readonly where: string }[],
): string {
  if (paths.length === 0) return '  no paths outside the project'
  const list = paths
    .slice(0, SHOWN)
    .map(({ path, found, where }) => [`  ${path}`, `${FOUND[found]} of ${clip(where, 40)}`])
  return `  paths outside the project\n${rows(list)}${more(paths.length)}`
}

/** Formats the first of many texts on one line, each cut at 40 characters. */
export function some(items: readonly string[]): string {
  const list = items.slice(0, SHOWN).map((item) => clip(item, 40))
  return `${list.join(', ') || 'none'}${items.length > SHOWN ? `, and ${items.length - SHOWN} more` : ''}`
}

/** A line that counts items not shown. */
export function more(all: number): string {
  return all > SHOWN ? `\n  and ${all - SHOWN} more; --json shows all` : ''
}

export function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line
}

export function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
