import { type Finding, finding } from '@exuvia/model'
import { parseRuntime, pythonTag, runtimeInWords } from '@exuvia/packaging'
import { errorColumn } from './column.ts'
import type { CompileError } from './frames.ts'
import type { CompileCrash } from './pool.ts'
import { declaredEncoding, sourceLine } from './source-text.ts'
import type { Toolchain } from './toolchain.ts'

const EXCERPT_WIDTH = 100
/** Characters of a long line that are kept before the column. */
const EXCERPT_BEFORE = 60
const TAB_WIDTH = 4

/** Converts Python's error about a source to a finding with the line and a caret. */
export function errorFinding(
  label: string,
  source: Uint8Array,
  error: CompileError,
  toolchain: Toolchain,
): Finding {
  if (error.stage === 'other') return otherFinding(label, error, toolchain)
  if (error.stage === 'fstring') {
    return finding(
      'syntax-error',
      'error',
      { path: label },
      { message: `in an f-string: ${error.message}`, excerpt: excerpt(error.text.trimEnd(), error.offset) },
    )
  }
  const line = error.line
  const text = line === undefined ? undefined : sourceLine(source, line)
  if (line === undefined || text === undefined) {
    return finding(
      'syntax-error',
      'error',
      { path: label, ...(line === undefined ? {} : { line }) },
      {
        message: error.message,
        excerpt: [],
      },
    )
  }
  const column = errorColumn(error, {
    version: versionOf(toolchain),
    text,
    encoding: declaredEncoding(source),
  })
  return finding(
    'syntax-error',
    'error',
    { path: label, line, ...(column === undefined ? {} : { column }) },
    { message: error.message, excerpt: excerpt(text, column) },
  )
}

/** A source that crashed the interpreter. */
export function crashFinding(label: string, crash: CompileCrash, toolchain: Toolchain): Finding {
  return finding(
    'compiler-failed',
    'error',
    { path: label },
    { compiler: compilerInWords(toolchain), detail: `it ended while compiling this file (${crash.detail})` },
  )
}

/** A source whose code object cannot be normalised. */
export function formFinding(label: string, detail: string, toolchain: Toolchain): Finding {
  const args = { compiler: compilerInWords(toolchain), detail }
  return finding('bytecode-not-understood', 'error', { path: label }, args)
}

function otherFinding(label: string, error: CompileError, toolchain: Toolchain): Finding {
  const { type, message } = error
  if (message.includes('null bytes')) {
    return finding('syntax-error', 'error', { path: label }, { message, excerpt: [] })
  }
  const tooDeep = type === 'RecursionError' || type === 'MemoryError'
  const detail = tooDeep
    ? `the source is nested too deeply (${type})`
    : `${type}${message === '' ? '' : `: ${message}`}`
  return finding(
    'compiler-failed',
    'error',
    { path: label },
    { compiler: compilerInWords(toolchain), detail },
  )
}

/** `embedded CPython 3.12 (3.12.1)`. */
function compilerInWords(toolchain: Toolchain): string {
  return `${toolchain.kind} ${runtimeInWords(pythonTag(toolchain.runtime))} (${toolchain.version})`
}

function versionOf(toolchain: Toolchain): readonly [number, number] {
  const parts = parseRuntime(toolchain.runtime)
  return parts === undefined ? [3, 0] : [parts.major, parts.minor]
}

/**
 * Formats a line and a caret under `column` (1-based, in characters). Tabs become spaces,
 * unprintable characters become U+FFFD, and a long line is cut to the part around the column.
 */
export function excerpt(line: string, column: number | undefined): string[] {
  const cells = Array.from(line, (character) => {
    if (character === '\t') return ' '.repeat(TAB_WIDTH)
    return /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character) ? '\uFFFD' : character
  })
  const indent = Math.max(
    cells.findIndex((cell) => cell.trim() !== ''),
    0,
  )
  const at = column === undefined ? indent : column - 1
  const whole = Math.min(indent, at)
  const start = cells.length - whole > EXCERPT_WIDTH ? Math.max(whole, at - EXCERPT_BEFORE) : whole
  const shown = cells.slice(start, start + EXCERPT_WIDTH)
  const before = start > whole ? '…' : ''
  const after = start + EXCERPT_WIDTH < cells.length ? '…' : ''
  const text = `${before}${shown.join('')}${after}`.trimEnd()
  if (text === '') return []
  if (column === undefined) return [text]
  const caret = before.length + cells.slice(start, at).reduce((width, cell) => width + cellWidth(cell), 0)
  return [text, `${' '.repeat(caret)}^`]
}

/** East Asian wide characters and emoji take two columns of a terminal. */
function cellWidth(cell: string): number {
  if (cell.length > 1 && cell.trim() === '') return cell.length
  if (/\p{Mn}/u.test(cell)) return 0
  return /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u.test(
    cell,
  )
    ? 2
    : 1
}
