import { parseSync } from 'oxc-parser'
import { lineFinder, linesWithReason, visitNodes } from './syntax.ts'

/** A call with a spread argument. */
export interface Spread {
  /** 1-based. */
  readonly line: number
  /** The call, shortened. */
  readonly text: string
  /** The text of a comment `// few: …` on the line above. */
  readonly reason: string | undefined
}

/** Every call of a TypeScript source that spreads a list into arguments, in its order, except constants (`NAMES`). */
export function findSpreads(file: string, text: string): Spread[] {
  const { program, comments } = parseSync(file, text)
  const lineOf = lineFinder(text)
  const reasons = linesWithReason(comments, 'few', lineOf)
  const found: Spread[] = []
  visitNodes(program, ({ type, start, end, arguments: given }) => {
    if (type !== 'CallExpression' && type !== 'NewExpression') return
    // A constant in capitals is as long as its source says.
    const spread: unknown = Array.isArray(given)
      ? given.find((each) => isSpread(each) && !isConstant(each))
      : undefined
    if (spread === undefined) return
    const line = lineOf(start)
    const call = text.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 100)
    found.push({ line, text: call, reason: reasons.get(line) })
  })
  return found
}

function isConstant(argument: unknown): boolean {
  const { argument: spread } = argument as { readonly argument?: { readonly name?: unknown } }
  return typeof spread?.name === 'string' && /^[A-Z][A-Z0-9_]*$/.test(spread.name)
}

function isSpread(argument: unknown): boolean {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'type' in argument &&
    argument.type === 'SpreadElement'
  )
}
