import type { Layout } from './layout.ts'

/** The opcodes that reveal facts about a code object, from each version's `opcode.opmap`. */
interface Opcodes {
  readonly loadConst: number
  /** 3.12 and 3.13. */
  readonly returnConst?: number
  readonly storeName: number
  readonly extendedArg: number
  /** LOAD_ASSERTION_ERROR (3.9 to 3.13), or LOAD_COMMON_CONSTANT with argument 0. */
  readonly assertion?: number
}

export function opcodesOf({ major, minor }: Layout): Opcodes {
  if (major === 2) return { loadConst: 100, storeName: 90, extendedArg: 145 }
  if (minor >= 15) return { loadConst: 81, storeName: 115, extendedArg: 67, assertion: 80 }
  if (minor === 14) return { loadConst: 82, storeName: 116, extendedArg: 69, assertion: 81 }
  if (minor === 13) {
    return { loadConst: 83, returnConst: 103, storeName: 114, extendedArg: 71, assertion: 23 }
  }
  const old = { loadConst: 100, storeName: 90, extendedArg: 144 }
  if (minor === 12) return { ...old, returnConst: 121, assertion: 74 }
  return minor >= 9 ? { ...old, assertion: 74 } : old
}

/** Yields the instructions of code, with EXTENDED_ARG merged into the next argument. */
export function* instructionsOf(
  code: Uint8Array,
  layout: Layout,
): Generator<readonly [opcode: number, argument: number]> {
  const { extendedArg } = opcodesOf(layout)
  // Up to 3.5 an instruction has 1 byte, or 3 where it has an argument.
  const wide = layout.major === 2 || layout.minor < 6
  let extended = 0
  for (let i = 0; i < code.length;) {
    const opcode = code[i] ?? 0
    const short = wide && opcode < 90
    const low = short ? 0 : (code[i + 1] ?? 0) | (wide ? (code[i + 2] ?? 0) << 8 : 0)
    const argument = extended | low
    i += short ? 1 : wide ? 3 : 2
    extended = opcode === extendedArg ? argument << (wide ? 16 : 8) : 0
    if (opcode !== extendedArg) yield [opcode, argument]
  }
}
