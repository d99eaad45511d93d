import type { Layout } from './elf-layout.ts'
import type { FileWindow } from './file-window.ts'
import { NativeError } from './native-error.ts'

const MOST_SECTIONS = 65_536
const MOST_NAMES = 2 ** 20
/** A section without bytes in the file. */
const SHT_NOBITS = 8

/**
 * Adds up the debug sections of an ELF file (`.debug_info`, `.zdebug_line` …; System V ABI, DWARF 5 section 7). The
 * loader needs no sections, so a file whose table is missing or damaged has no debug symbols that a debugger finds: 0.
 */
export async function debugBytesOf(file: FileWindow, layout: Layout): Promise<number> {
  try {
    return await readSections(file, layout)
  } catch (error) {
    if (error instanceof NativeError) return 0
    throw error
  }
}

async function readSections(file: FileWindow, { is64, u16, u32, word }: Layout): Promise<number> {
  const header = await file.bytes(0, is64 ? 64 : 52)
  const start = word(header, is64 ? 40 : 32)
  const [size, count, names] = [58, 60, 62].map((at) => u16(header, is64 ? at : at - 12)) as [
    number,
    number,
    number,
  ]
  if (start === 0 || count === 0 || count > MOST_SECTIONS || names >= count || size < (is64 ? 64 : 40))
    return 0
  const table = await file.bytes(start, count * size)
  const [offsetAt, sizeAt] = is64 ? [24, 32] : [16, 20]
  const namesAt = names * size
  const texts = await file.atMost(
    word(table, namesAt + offsetAt),
    Math.min(word(table, namesAt + sizeAt), MOST_NAMES),
  )
  let total = 0
  for (let at = 0; at < table.length; at += size) {
    if (u32(table, at + 4) === SHT_NOBITS) continue
    const name = texts.toString('latin1', u32(table, at), u32(table, at) + 7)
    if (name.startsWith('.debug_') || name === '.zdebug') total += word(table, at + sizeAt)
  }
  // What the file does not have is no size of it.
  return Math.min(total, file.size)
}
