import { parseSync } from 'oxc-parser'
import { lineFinder, linesWithReason, visitNodes } from './syntax.ts'

/** A regular expression in a source. */
export interface Pattern {
  /** 1-based. */
  readonly line: number
  /** Undefined if the source makes the expression at run time. */
  readonly source: string | undefined
  readonly flags: string
  /** The text of a comment `// linear: …` on the line above. */
  readonly reason: string | undefined
}

/** Every regular expression of a TypeScript source, literal or made by `RegExp`, in its order. */
export function findPatterns(file: string, text: string): Pattern[] {
  const { program, comments } = parseSync(file, text)
  const lineOf = lineFinder(text)
  const reasons = linesWithReason(comments, 'linear', lineOf)
  const found: Pattern[] = []
  const take = (start: number, source: string | undefined, flags: string): void => {
    const line = lineOf(start)
    found.push({ line, source, flags, reason: reasons.get(line) })
  }
  visitNodes(program, (node) => {
    const { type, start } = node
    if (type === 'Literal' && isRegex(node['regex'])) take(start, node['regex'].pattern, node['regex'].flags)
    if (type !== 'NewExpression' && type !== 'CallExpression') return
    const { callee, arguments: given } = node as unknown as Call
    if (callee.type === 'Identifier' && callee.name === 'RegExp') {
      const [first] = given
      if (first?.type !== 'Literal' || typeof first.value !== 'string') take(start, undefined, '')
      else take(start, first.value, typeof given[1]?.value === 'string' ? given[1].value : '')
    }
  })
  return found
}

interface Call {
  readonly callee: { readonly type: string; readonly name?: string }
  readonly arguments: readonly { readonly type: string; readonly value?: unknown }[]
}

function isRegex(value: unknown): value is { readonly pattern: string; readonly flags: string } {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value
}
