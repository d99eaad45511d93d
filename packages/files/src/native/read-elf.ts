import { type ElfFacts, addAll } from '@exuvia/model'
import { readElfDebug } from './elf-debug.ts'
import { BIG_ENDIAN, type Layout, layoutOf } from './elf-layout.ts'
import type { FileWindow } from './file-window.ts'
import { NativeError } from './native-error.ts'

// The fields are those of the System V ABI, and for versions of symbols of the Linux Standard Base. The program
// headers are read, not the sections, because the loader reads these, and `strip` may remove the others; debug
// sections are the exception.

const PT_LOAD = 1
const PT_DYNAMIC = 2
const PT_INTERP = 3
const DT_NEEDED = 1
const DT_STRTAB = 5
const DT_RPATH = 15
const DT_RUNPATH = 29
const DT_VERNEED = 0x6ffffffe
const DT_VERNEEDNUM = 0x6fffffff
/** A symbol of a weak version may be missing. */
const VER_FLG_WEAK = 2

// Far above what linkers write; a file beyond them is not examined.
const MOST_HEADERS = 1024
const MOST_DYNAMIC = 2 ** 20
const MOST_VERSIONS = 2 ** 20
const MOST_LIBRARIES = 4096
const MOST_FOLDERS = 100

/** `e_machine`, with the class (32 or 64 bits) and the byte order where they distinguish machines. */
const MACHINES: Readonly<Record<string, string>> = {
  '3 32': 'i686',
  '62 64': 'x86_64',
  '62 32': 'x32',
  '183 64': 'aarch64',
  '40 32': 'arm',
  '20 32 big': 'ppc',
  '21 64': 'ppc64le',
  '21 64 big': 'ppc64',
  '22 64 big': 's390x',
  '243 64': 'riscv64',
  '243 32': 'riscv32',
  '258 64': 'loongarch64',
  '8 32': 'mipsel',
  '8 32 big': 'mips',
  '8 64': 'mips64el',
}

interface Segment {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

/** Reads an ELF file. @throws NativeError */
export async function readElf(file: FileWindow): Promise<Omit<ElfFacts, 'isModule'>> {
  const ident = await file.bytes(0, 20)
  const layout = layoutOf(ident)
  const machine = machineOf(ident, layout)
  const segments = await readSegments(file, layout)
  const interpreter = segments.find(({ type }) => type === PT_INTERP)
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC)
  const loader = interpreter === undefined ? '' : await file.text(interpreter.offset)
  const { needed, glibc, rpaths } =
    dynamic === undefined
      ? { needed: [], glibc: undefined, rpaths: [] }
      : await readDynamic(file, layout, dynamic, segments)
  return {
    format: 'ELF',
    machine,
    libc: libcOf(loader, needed, glibc !== undefined),
    ...(glibc === undefined ? {} : { glibc }),
    ...(rpaths.length === 0 ? {} : { rpaths }),
    ...(await readElfDebug(file, layout)),
  }
}

function machineOf(ident: Buffer, { u16, is64 }: Layout): string {
  const number = u16(ident, 18)
  const name = `${number} ${is64 ? 64 : 32}`
  return MACHINES[ident[5] === BIG_ENDIAN ? `${name} big` : name] ?? `ELF machine ${number}`
}

async function readSegments(file: FileWindow, layout: Layout): Promise<Segment[]> {
  const { is64, u16, u32, word } = layout
  const header = await file.bytes(0, is64 ? 64 : 52)
  const start = word(header, is64 ? 32 : 28)
  const [size, count] = [u16(header, is64 ? 54 : 42), u16(header, is64 ? 56 : 44)]
  if (count === 0) return []
  if (count > MOST_HEADERS || size < (is64 ? 56 : 32) || size > 1024)
    throw new NativeError(`it has ${count} program headers of ${size} bytes`)
  const table = await file.bytes(start, count * size)
  return Array.from({ length: count }, (_, index) => {
    const at = index * size
    return is64
      ? {
          type: u32(table, at),
          offset: word(table, at + 8),
          address: word(table, at + 16),
          size: word(table, at + 32),
        }
      : {
          type: u32(table, at),
          offset: word(table, at + 4),
          address: word(table, at + 8),
          size: word(table, at + 16),
        }
  })
}

interface Dynamic {
  /** Libraries. */
  readonly needed: readonly string[]
  /** The newest version of glibc 2 that a symbol needs: 34 for 2.34. */
  readonly glibc: number | undefined
  /** Folders in which the loader looks for the libraries. */
  readonly rpaths: readonly string[]
}

async function readDynamic(
  file: FileWindow,
  layout: Layout,
  { offset, size }: Segment,
  segments: readonly Segment[],
): Promise<Dynamic> {
  if (size > MOST_DYNAMIC) throw new NativeError(`its dynamic section has ${size} bytes`)
  const table = await file.bytes(offset, size)
  const step = layout.is64 ? 16 : 8
  const needed: number[] = []
  const values = new Map<number, number>()
  for (let at = 0; at + step <= table.length; at += step) {
    const tag = layout.word(table, at)
    const value = layout.word(table, at + step / 2)
    if (tag === 0) break
    if (tag === DT_NEEDED) needed.push(value)
    else values.set(tag, value)
  }
  if (needed.length > MOST_LIBRARIES) throw new NativeError(`it needs ${needed.length} libraries`)
  const strings = placeOf(values.get(DT_STRTAB), segments)
  const names: string[] = []
  if (needed.length > 0 && strings === undefined) throw new NativeError('it has no names of libraries')
  for (const name of needed) names.push(await file.text((strings ?? 0) + name))
  const rpaths: string[] = []
  for (const tag of [DT_RPATH, DT_RUNPATH]) {
    const place = values.get(tag)
    if (place === undefined || strings === undefined) continue
    addAll(rpaths, (await file.text(strings + place)).split(':').slice(0, MOST_FOLDERS))
  }
  const versions = placeOf(values.get(DT_VERNEED), segments)
  if (versions === undefined || strings === undefined) return { needed: names, glibc: undefined, rpaths }
  const count = values.get(DT_VERNEEDNUM) ?? 0
  return { needed: names, glibc: await newestGlibc(file, layout, versions, count, strings), rpaths }
}

/** The offset in the file of an address in memory. */
function placeOf(address: number | undefined, segments: readonly Segment[]): number | undefined {
  if (address === undefined) return undefined
  const segment = segments.find(
    (each) => each.type === PT_LOAD && address >= each.address && address < each.address + each.size,
  )
  if (segment === undefined) throw new NativeError('it refers to an address that it does not load')
  return segment.offset + address - segment.address
}

/** Walks the list of needed versions, one entry for each library with a list of its own. */
async function newestGlibc(
  file: FileWindow,
  { u16, u32 }: Layout,
  start: number,
  count: number,
  strings: number,
): Promise<number | undefined> {
  const table = await file.atMost(start, MOST_VERSIONS)
  const entry = (at: number): Buffer => {
    if (at < 0 || at + 16 > table.length) throw new NativeError('its list of symbol versions is damaged')
    return table.subarray(at, at + 16)
  }
  let newest: number | undefined
  let left = MOST_VERSIONS / 16
  const texts = new Map<number, string>()
  for (let at = 0, library = 0; library < count; library += 1) {
    const head = entry(at)
    for (let version = at + u32(head, 8), index = 0; index < u16(head, 2); index += 1) {
      // A list that refers to itself ends here.
      if ((left -= 1) < 0) throw new NativeError('its list of symbol versions is too long')
      const item = entry(version)
      const name = texts.get(u32(item, 8)) ?? (await file.text(strings + u32(item, 8)))
      texts.set(u32(item, 8), name)
      const minor = (u16(item, 4) & VER_FLG_WEAK) === 0 ? glibcMinor(name) : undefined
      if (minor !== undefined) newest = Math.max(newest ?? 0, minor)
      if (u32(item, 12) === 0) break
      version += u32(item, 12)
    }
    if (u32(head, 12) === 0) break
    at += u32(head, 12)
  }
  return newest
}

/** `GLIBC_2.34` and `GLIBC_2.2.5`. With relative relocations (`DT_RELR`), a file needs glibc 2.36. */
function glibcMinor(version: string): number | undefined {
  if (version === 'GLIBC_ABI_DT_RELR') return 36
  const found = /^GLIBC_2\.(\d{1,3})(?:\.\d{1,3})?$/.exec(version)
  return found === null ? undefined : Number(found[1])
}

const MUSL = /^(?:libc\.musl-|ld-musl-)|^libc\.so$/
const GLIBC = /^libc\.so\.6|^ld-linux|^ld64\.so/

/** The C library that a file was linked to; undefined for a static file, and for one that calls none. */
function libcOf(loader: string, needed: readonly string[], hasGlibc: boolean): ElfFacts['libc'] {
  const names = [loader.slice(loader.lastIndexOf('/') + 1), ...needed]
  if (names.some((name) => MUSL.test(name))) return 'musl'
  return hasGlibc || names.some((name) => GLIBC.test(name)) ? 'glibc' : undefined
}
