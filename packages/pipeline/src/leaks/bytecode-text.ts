import { describePyc } from '@exuvia/bytecode'
import { ExuviaError } from '@exuvia/model'

/**
 * What a reader of bytecode sees in it, one text for each constant: file names, strings, byte strings, docstrings.
 * Parts of an f-string are joined where one of them begins an address, because a compiler splits
 * `f"redis://{user}:secret@host"`. Undefined for bytecode that Exuvia cannot read.
 */
export function bytecodeText(bytes: Uint8Array): string | undefined {
  try {
    const { code } = describePyc(bytes)
    if (code === undefined) return undefined
    const constants = [...code.strings, ...code.byteStrings]
    const names = [code.filename, ...code.filenames]
    return [...names, ...constants, ...code.docstrings.map(({ text }) => text), ...joined(constants)].join(
      '\n',
    )
  } catch (error) {
    if (error instanceof ExuviaError) return undefined
    throw error
  }
}

/** Parts that are joined, with `{}` in the place of what a program puts between them. */
const MOST_PARTS = 6

function joined(constants: readonly string[]): string[] {
  return constants.flatMap((text, index) => {
    // linear: the text after the last `://` is looked at once
    const open = text.slice(text.lastIndexOf('://') + 1)
    if (!text.includes('://') || /\s/.test(open)) return []
    const parts = [text]
    for (const next of constants.slice(index + 1, index + MOST_PARTS)) {
      if (/^\s/.test(next)) break
      parts.push(next)
      if (next.includes('@')) return [parts.join('{}')]
    }
    return []
  })
}
