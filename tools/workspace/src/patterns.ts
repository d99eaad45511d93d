import { parseSync } from 'oxc-parser'

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
  const reasons = new Map(
    comments.flatMap(({ value, end }) => {
      const reason = /^\s*linear: (.+)$/.exec(value)?.[1]
      return reason === undefined ? [] : [[lineOf(end) + 1, reason] as const]
    }),
  )
  const found: Pattern[] = []
  const take = (start: number, source: string | undefined, flags: string): void => {
    const line = lineOf(start)
    found.push({ line, source, flags, reason: reasons.get(line) })
  }
  visit(program, (node) => {
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

interface Node extends Readonly<Record<string, unknown>> {
  readonly type: string
  readonly start: number
}

interface Call {
  readonly callee: { readonly type: string; readonly name?: string }
  readonly arguments: readonly { readonly type: string; readonly value?: unknown }[]
}

function isRegex(value: unknown): value is { readonly pattern: string; readonly flags: string } {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value
}

function isNode(value: object): value is Node {
  return 'type' in value && typeof value.type === 'string' && 'start' in value
}

function visit(value: unknown, look: (node: Node) => void): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value) && isNode(value)) look(value)
  for (const each of Object.values(value)) visit(each, look)
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1
}
