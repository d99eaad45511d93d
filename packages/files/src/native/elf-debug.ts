import { type DebugFacts, type FoundDebug, debugFacts } from './debug-facts.ts'
import type { Layout } from './elf-layout.ts'
import type { FileWindow } from './file-window.ts'
import { NativeError } from './native-error.ts'

const MOST_SECTIONS = 65_536
const MOST_NAMES = 2 ** 20
/** A section without bytes in the file. */
const SHT_NOBITS = 8

/**
 * Adds up the debug sections of an ELF file (`.debug_info`, `.zdebug_line` …; System V ABI, DWARF 5 section 7). The
 * loader needs no sections; a file without a table of them has no debug symbols that a debugger finds.
 */
export function readElfDebug(file: FileWindow, layout: Layout): Promise<DebugFacts> {
  return debugFacts(file, (found) => readSections(file, layout, found))
}

async function readSections(
  file: FileWindow,
  { is64, u16, u32, word }: Layout,
  found: FoundDebug,
): Promise<void> {
  const header = await file.bytes(0, is64 ? 64 : 52)
  const start = word(header, is64 ? 40 : 32)
  const [size, count, names] = [58, 60, 62].map((at) => u16(header, is64 ? at : at - 12)) as [
    number,
    number,
    number,
  ]
  if (start === 0 || count === 0) return
  if (count > MOST_SECTIONS || names >= count || size < (is64 ? 64 : 40) || size > 1024)
    throw new NativeError(`it has ${count} sections of ${size} bytes`)
  const table = await file.bytes(start, count * size)
  const [offsetAt, sizeAt] = is64 ? [24, 32] : [16, 20]
  const namesAt = names * size
  const texts = await file.atMost(
    word(table, namesAt + offsetAt),
    Math.min(word(table, namesAt + sizeAt), MOST_NAMES),
  )
  for (let at = 0; at < table.length; at += size) {
    if (u32(table, at + 4) === SHT_NOBITS) continue
    const name = texts.toString('latin1', u32(table, at), u32(table, at) + 7)
    if (name.startsWith('.debug_') || name === '.zdebug') found.bytes += word(table, at + sizeAt)
  }
}
