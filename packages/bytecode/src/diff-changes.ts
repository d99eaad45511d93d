import { flagNames } from './code-facts.ts'
import { payloadOf } from './decode.ts'
import type { PycHeader } from './header.ts'
import type { Layout } from './layout.ts'
import { type Locations, NONE, locationsOf } from './line-numbers.ts'
import type { CodeValue, MarshalValue } from './types.ts'
import { textInWords } from './value-words.ts'

/** One change: removed without `after`, added without `before`. */
export interface Change {
  /** `constant`, `name`, `mtime`, `first line`. */
  readonly what: string
  readonly before?: string
  readonly after?: string
}

/** Values of the first and the second file. */
export type Pair<T> = readonly [T, T]

/** Maximum changes listed for one code object and kind. */
export const MOST_CHANGES = 20

/** Keeps the first changes and counts the others. */
export class Changes {
  readonly told: Change[] = []
  untold = 0

  add(change: Change): void {
    if (this.told.length === MOST_CHANGES) this.untold += 1
    else this.told.push(change)
  }
}

export function textChange(what: string, [a, b]: Pair<MarshalValue>): Change {
  return { what, before: textInWords(a), after: textInWords(b) }
}

export function headerChanges(a: PycHeader, b: PycHeader): Change[] {
  const [before, after] = [headerFields(a), headerFields(b)]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((what) =>
    changed(what, before.get(what), after.get(what)),
  )
}

function headerFields(header: PycHeader): ReadonlyMap<string, string> {
  const fields = new Map([['invalidation', header.kind as string]])
  if (header.kind === 'timestamp') {
    fields.set("source's time", String(header.mtime))
    if (header.sourceSize !== undefined) fields.set("source's size", String(header.sourceSize))
  } else fields.set("source's hash", Buffer.from(header.hash).toString('hex'))
  return fields
}

export function argumentChanges([a, b]: Pair<CodeValue>): Change[] {
  return [
    ...numbers('positional arguments', a.argcount, b.argcount),
    ...numbers('positional-only arguments', a.posonlyargcount, b.posonlyargcount),
    ...numbers('keyword-only arguments', a.kwonlyargcount, b.kwonlyargcount),
  ]
}

export function flagChanges([a, b]: Pair<CodeValue>, layout: Layout): Change[] {
  const [before, after] = [flagNames(a.flags, layout), flagNames(b.flags, layout)]
  return [
    ...before.filter((flag) => !after.includes(flag)).map((flag) => ({ what: 'flag', before: flag })),
    ...after.filter((flag) => !before.includes(flag)).map((flag) => ({ what: 'flag', after: flag })),
  ]
}

export function* codeChanges([a, b]: Pair<CodeValue>, instructions: boolean): Generator<Change> {
  if (instructions) {
    const [before, after] = [payloadOf(a.code), payloadOf(b.code)]
    const at = firstDifference(before, after)
    yield {
      what: `instructions from offset ${at}`,
      before: `${before.length} bytes`,
      after: `${after.length} bytes`,
    }
  }
  yield* numbers('stack size', a.stacksize, b.stacksize)
  yield* numbers('local variables', a.nlocals, b.nlocals)
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1
  return at - (at % 2)
}

/** Describes how line tables differ: lines, or only columns. */
export function lineChanges(
  [a, b]: Pair<CodeValue>,
  tables: boolean,
  layout: Layout,
): { readonly lines: readonly Change[]; readonly columns: readonly Change[] } {
  const first = numbers('first line', a.firstlineno, b.firstlineno)
  if (!tables) return { lines: first, columns: [] }
  const before = locationsOf(payloadOf(a.linetable), payloadOf(a.code).length, layout)
  const after = locationsOf(payloadOf(b.linetable), payloadOf(b.code).length, layout)
  if (before === undefined || after === undefined) {
    return { lines: [...first, { what: 'broken line table' }], columns: [] }
  }
  const units = Math.max(before.lines.length, after.lines.length)
  let other = 0
  for (let i = 0; i < units; i += 1) if (before.lines[i] !== after.lines[i]) other += 1
  if (other > 0) {
    const what = `lines of ${other} of ${units} code units`
    const lines: Change[] = [
      ...first,
      { what, ...sides(hasLines(before.lines), hasLines(after.lines), 'lines') },
    ]
    return { lines, columns: [] }
  }
  let columns = 0
  for (let i = 0; i < units; i += 1) if (before.columns[i] !== after.columns[i]) columns += 1
  const what =
    columns === 0
      ? 'encoding of the table; the lines are the same'
      : `columns or end lines of ${columns} of ${units} code units`
  return { lines: first, columns: [{ what, ...sides(hasColumns(before), hasColumns(after), 'columns') }] }
}

/** Used if one of the two has none. */
function sides(was: boolean, is: boolean, what: string): Omit<Change, 'what'> {
  return was === is ? {} : { before: was ? what : 'none', after: is ? what : 'none' }
}

function hasColumns({ columns }: Locations): boolean {
  return columns.some((column) => column !== '')
}

/** Whether there are lines besides that of the `def`, which is what `lines: 'none'` leaves. */
function hasLines(lines: Int32Array): boolean {
  return lines.some((line) => line !== NONE && line !== 0)
}

function numbers(what: string, a: number, b: number): Change[] {
  return changed(what, String(a), String(b))
}

function changed(what: string, before: string | undefined, after: string | undefined): Change[] {
  if (before === after) return []
  return [{ what, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]
}
