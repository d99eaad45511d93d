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

/** Every call of a TypeScript source that spreads a list into arguments, in its order. */
export function findSpreads(file: string, text: string): Spread[] {
  const { program, comments } = parseSync(file, text)
  const lineOf = lineFinder(text)
  const reasons = linesWithReason(comments, 'few', lineOf)
  const found: Spread[] = []
  visitNodes(program, ({ type, start, end, arguments: given }) => {
    if (type !== 'CallExpression' && type !== 'NewExpression') return
    if (!Array.isArray(given) || !given.some(isSpread)) return
    const line = lineOf(start)
    const call = text.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 100)
    found.push({ line, text: call, reason: reasons.get(line) })
  })
  return found
}

function isSpread(argument: unknown): boolean {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'type' in argument &&
    argument.type === 'SpreadElement'
  )
}
