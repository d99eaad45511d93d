import { type CodeDescription, describeCode } from './describe.ts'
import { payloadOf, resolve } from './decode.ts'
import { whyUnreadable } from './form.ts'
import { parseHeader } from './header.ts'
import { layoutForMagic } from './layout.ts'
import { locationsOf } from './line-numbers.ts'
import type { LineDetail } from './lines.ts'
import { type PycFile, readPyc } from './read.ts'
import { describeSizes } from './sizes.ts'
import type { MarshalValue } from './types.ts'

/** How many texts a file contains, and how many of them the program `strings` prints whole. */
export interface Readable {
  readonly all: number
  readonly plain: number
}

/** What can be read back from one .pyc. Every text counts once. */
export interface Reveal {
  /** Names that the source contains: not those that only the compiler adds. */
  readonly names: Readable
  /** Text constants that are neither names nor docstrings. */
  readonly strings: Readable
  /** Docstrings; `places` is the number of modules, classes and named functions, which can have one each. */
  readonly docstrings: Readable & { readonly places: number }
  readonly lines: LineDetail
}

/** Names that every compiler adds to classes and modules, whether the source contains them or not. */
const IMPLICIT: ReadonlySet<string> = new Set([
  '__annotate__',
  '__annotate_func__',
  '__annotations__',
  '__class__',
  '__classcell__',
  '__classdict__',
  '__classdictcell__',
  '__conditional_annotations__',
  '__doc__',
  '__firstlineno__',
  '__module__',
  '__name__',
  '__qualname__',
  '__static_attributes__',
  '__type_params__',
])

/** The texts of a .pyc that its source contains, each once: what a decompiler recovers. */
export function writtenTexts(
  code: CodeDescription,
): Readonly<Record<'names' | 'strings' | 'docstrings', readonly string[]>> {
  // `from x import y`, keyword arguments and, up to 3.10, qualified names are text constants too.
  const known = new Set([...code.names, ...code.functions.map(({ qualifiedName }) => qualifiedName)])
  return {
    names: code.names.filter(isWritten),
    strings: code.strings.filter((text) => !known.has(text)),
    docstrings: code.docstrings.map(({ text }) => text),
  }
}

/**
 * Counts what can be read back from a .pyc, which it reads once; undefined for a layout that nobody knows.
 * @throws BytecodeError for broken files, and what `parseHeader` throws
 */
export function revealPyc(bytes: Uint8Array): Reveal | undefined {
  if (whyUnreadable(parseHeader(bytes).magic) !== undefined) return undefined
  const file = readPyc(bytes)
  const code = describeCode(file)
  if (code === undefined) return undefined
  const { names, strings, docstrings } = writtenTexts(code)
  const named = code.functions.filter(({ qualifiedName }) => isWritten(lastName(qualifiedName)))
  return {
    names: readable(names),
    strings: readable(strings),
    docstrings: { ...readable(docstrings), places: 1 + named.length },
    lines: lineDetailOf(file),
  }
}

/** `<lambda>`, `<listcomp>` and `.0` are names of the compiler's own. */
function isWritten(name: string): boolean {
  return name !== '' && !name.startsWith('<') && !name.startsWith('.') && !IMPLICIT.has(name)
}

function lastName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf('.') + 1)
}

/** Counts texts, and those of them that `strings` prints whole. */
export function readable(texts: readonly string[]): Readable {
  return { all: texts.length, plain: texts.filter((text) => isPlain(text)).length }
}

/**
 * Whether `strings` prints a text whole: it prints runs of four or more printable ASCII characters, and tabs. Lines of
 * a text are runs of their own; those shorter than four do not count.
 */
function isPlain(text: string): boolean {
  const lines = printedLines(text)
  // linear: one class of characters
  return lines.length > 0 && lines.every((line) => /^[\t\u0020-\u007E]*$/.test(line))
}

/** The lines of a text that are long enough for `strings`. */
function printedLines(text: string): readonly string[] {
  // linear: one class of characters, all control characters except the tab
  return text.split(/[^\P{Cc}\t]/u).filter((line) => line.length >= 4)
}

/**
 * What the line tables of a file tell: `none` if they name no line besides the first of each code object.
 * Tables that are broken tell nothing.
 * @throws as `layoutForMagic`
 */
function lineDetailOf(file: PycFile): LineDetail {
  const layout = layoutForMagic(file.magic)
  const seen = new Set<MarshalValue>()
  let detail: LineDetail = 'none'
  for (const { code } of describeSizes(file).codes) {
    const target = resolve(code.linetable)
    if (seen.has(target)) continue
    seen.add(target)
    const table = payloadOf(target)
    // No table describes more, however many share one long code.
    const size = Math.min(payloadOf(code.code).length, 256 * table.length)
    const found = locationsOf(table, size, layout)
    if (found === undefined) continue
    if (found.columns.some((column) => column !== '')) return 'full'
    if (found.lines.some((line) => line > 0)) detail = 'lines'
  }
  return detail
}
