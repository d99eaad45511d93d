/** A node of a syntax tree. */
export interface Node extends Readonly<Record<string, unknown>> {
  readonly type: string
  /** Offsets in the text. */
  readonly start: number
  readonly end: number
}

/** Calls a function for every node of a tree, parents first. */
export function visitNodes(value: unknown, look: (node: Node) => void): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value) && isNode(value)) look(value)
  for (const each of Object.values(value)) visitNodes(each, look)
}

/** Makes a function that returns the 1-based line of an offset. */
export function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1
}

/** Finds comments `// WORD: reason`; the key is the line below. */
export function linesWithReason(
  comments: readonly { readonly value: string; readonly end: number }[],
  word: string,
  lineOf: (offset: number) => number,
): ReadonlyMap<number, string> {
  return new Map(
    comments.flatMap(({ value, end }) => {
      const [name, reason] = value.trim().split(/: (.+)/, 2)
      return name !== word || reason === undefined ? [] : [[lineOf(end) + 1, reason] as const]
    }),
  )
}

function isNode(value: object): value is Node {
  return 'type' in value && typeof value.type === 'string' && 'start' in value
}
