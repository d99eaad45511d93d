import { plain } from './ansi.ts'

/** A command of the demo, and which of its lines a picture shows. */
export interface Shown {
  /** How the command begins: `exuvia build`. */
  readonly command: string
  readonly lines: readonly RegExp[]
}

/**
 * Takes lines from what the demo printed, unchanged and in order; `…` stands for lines that are left out.
 * @throws Error if a command or a line that should be shown is not there, so that no picture loses one in silence
 */
export function excerpt(output: string, shown: readonly Shown[]): string[] {
  const lines = output.split('\n')
  return shown.flatMap(({ command, lines: wanted }, index) => {
    const start = lines.findIndex((line) => plain(line).startsWith(`$ ${command}`))
    if (start < 0) throw new Error(`the demo does not run ${command}`)
    const length = lines.slice(start + 1).findIndex((line) => plain(line).startsWith('$ '))
    const own = lines.slice(start + 1, length < 0 ? undefined : start + 1 + length)
    for (const pattern of wanted) {
      if (!own.some((line) => pattern.test(plain(line))))
        throw new Error(`${command} prints no line like ${pattern.source}`)
    }
    const kept = own.map((line) => (wanted.some((pattern) => pattern.test(plain(line))) ? line : '…'))
    const folded = kept.filter(
      (line, at) => line !== '…' || (kept[at - 1] !== '…' && at > 0 && at < kept.length - 1),
    )
    while (folded.at(-1) === '…') folded.pop()
    return [...(index === 0 ? [] : ['']), lines[start] ?? '', ...folded]
  })
}
