/** A fenced block of a page. */
export interface Block {
  /** What follows the fence: `ts`, `toml`, `sh`. */
  readonly language: string
  readonly text: string
  /** 1-based, of its first line. */
  readonly line: number
}

/** The fenced blocks of a page, in order. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    line: markdown.slice(0, match.index).split('\n').length + 1,
  }))
}

/**
 * The output that a block's program claims for itself: each `console.log(…) // text`, on a line
 * that is not indented. Empty if the block only must type-check.
 */
export function printedBy(block: Block): string[] {
  return [...block.text.matchAll(/^console\.log\(.*\) \/\/ (.+)$/gm)].map((match) => match[1] ?? '')
}
