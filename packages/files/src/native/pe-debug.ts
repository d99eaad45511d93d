import { type DebugFacts, type FoundDebug, debugFacts } from './debug-facts.ts'
import type { FileWindow } from './file-window.ts'
import { NativeError } from './native-error.ts'

// Microsoft's PE format: section table, COFF string table, debug directory.

const SECTION = 40
/** A loader takes 96; compilers of other systems write some more. */
const MOST_SECTIONS = 4096
const SYMBOL = 18
/** The index of the debug directory among the data directories. */
const DEBUG = 6
const DEBUG_ENTRY = 28
const MOST_ENTRIES = 64
const COFF_SYMBOLS = 1
const CODE_VIEW = 2
const EMBEDDED_PDB = 17

interface Section {
  readonly name: string
  readonly address: number
  /** Bytes in the file. */
  readonly size: number
  readonly offset: number
}

/**
 * Adds up the debug data in a file of Windows: sections of DWARF, as MinGW and Go write them, COFF symbols and an
 * embedded PDB; and the path of the PDB beside it, which MSVC writes into every file that it links with /DEBUG.
 * @param start where the PE header is
 * @param header its first 24 bytes
 */
export function readPeDebug(file: FileWindow, start: number, header: Buffer): Promise<DebugFacts> {
  return debugFacts(file, async (found) => {
    const optionalSize = header.readUInt16LE(20)
    const sections = await readSections(file, start + 24 + optionalSize, header)
    for (const { name, size } of sections) if (/^\.z?debug_/.test(name)) found.bytes += size
    await readDirectory(file, start + 24, optionalSize, sections, found)
  })
}

async function readSections(file: FileWindow, start: number, header: Buffer): Promise<Section[]> {
  const count = header.readUInt16LE(6)
  if (count > MOST_SECTIONS) throw new NativeError(`it has ${count} sections`)
  const table = await file.bytes(start, count * SECTION)
  const texts = header.readUInt32LE(12) + SYMBOL * header.readUInt32LE(16)
  const sections: Section[] = []
  for (let at = 0; at < table.length; at += SECTION) {
    const plain = table.toString('latin1', at, at + 8).replace(/\0[^]*$/, '')
    // `/4`: the name is at 4 in the string table, behind the symbols.
    const long = /^\/(\d+)$/.exec(plain)?.[1]
    sections.push({
      name: long === undefined ? plain : await file.text(texts + Number(long)),
      address: table.readUInt32LE(at + 12),
      size: table.readUInt32LE(at + 16),
      offset: table.readUInt32LE(at + 20),
    })
  }
  return sections
}

async function readDirectory(
  file: FileWindow,
  start: number,
  optionalSize: number,
  sections: readonly Section[],
  found: FoundDebug,
): Promise<void> {
  const optional = await file.bytes(start, Math.min(optionalSize, 256))
  if (optional.length < 2) return
  const directories = optional.readUInt16LE(0) === 0x20b ? 112 : 96
  const place = directories + 8 * DEBUG
  if (optional.length < place + 8 || optional.readUInt32LE(directories - 4) <= DEBUG) return
  const [address, size] = [optional.readUInt32LE(place), optional.readUInt32LE(place + 4)]
  if (address === 0 || size === 0) return
  const count = Math.floor(size / DEBUG_ENTRY)
  if (count > MOST_ENTRIES) throw new NativeError(`its debug directory has ${count} entries`)
  const table = await file.bytes(offsetOf(address, sections), count * DEBUG_ENTRY)
  for (let at = 0; at < table.length; at += DEBUG_ENTRY) {
    const type = table.readUInt32LE(at + 12)
    const [length, offset] = [table.readUInt32LE(at + 16), table.readUInt32LE(at + 24)]
    if (type === COFF_SYMBOLS || type === EMBEDDED_PDB) found.bytes += length
    if (type !== CODE_VIEW || length < 16 || offset === 0) continue
    const signature = (await file.bytes(offset, 4)).toString('latin1')
    // A GUID and an age, or the two numbers of older linkers, come before the path.
    const skip = signature === 'RSDS' ? 24 : signature === 'NB10' ? 16 : undefined
    if (skip !== undefined && length > skip) found.paths.add(await file.text(offset + skip))
  }
}

/** The offset in the file of an address in memory. */
function offsetOf(address: number, sections: readonly Section[]): number {
  const section = sections.find((each) => address >= each.address && address < each.address + each.size)
  if (section === undefined)
    throw new NativeError('its debug directory is at an address that it does not load')
  return section.offset + address - section.address
}
