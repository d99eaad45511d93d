/** What a made ELF file says of itself. */
export interface ElfParts {
  /** `e_machine`: 62 is x86_64, 183 aarch64. */
  readonly machine?: number
  readonly bits?: 32 | 64
  readonly bigEndian?: boolean
  readonly interpreter?: string
  /** Libraries, `DT_NEEDED`. */
  readonly needed?: readonly string[]
  /** Versions of symbols that it needs, by library; a name that begins with `weak ` is weak. */
  readonly versions?: Readonly<Record<string, readonly string[]>>
  /** Folders in which the loader looks for libraries, `DT_RUNPATH`. */
  readonly rpaths?: readonly string[]
  /** Bytes of a section `.debug_info`. */
  readonly debugBytes?: number
}

/** Makes a shared library of Linux: headers and what the loader reads, without code. */
export function makeElf(parts: ElfParts = {}): Buffer {
  const { machine = 62, bits = 64, bigEndian = false, interpreter, needed = [], versions = {} } = parts
  const { rpaths = [], debugBytes = 0 } = parts
  const is64 = bits === 64
  const out: Buffer[] = []
  let size = 0
  const add = (bytes: Buffer): number => {
    const padding = Buffer.alloc((8 - (size % 8)) % 8)
    out.push(padding, bytes)
    size += padding.length + bytes.length
    return size - bytes.length
  }
  const number = (width: number, value: number): Buffer => {
    const bytes = Buffer.alloc(width)
    for (let index = 0; index < width; index += 1)
      bytes[bigEndian ? width - 1 - index : index] = Math.floor(value / 256 ** index) % 256
    return bytes
  }
  const u16 = (value: number): Buffer => number(2, value)
  const u32 = (value: number): Buffer => number(4, value)
  const word = (value: number): Buffer => number(is64 ? 8 : 4, value)

  const texts = ['']
  const textAt = (text: string): number => {
    if (!texts.includes(text)) texts.push(text)
    return texts.slice(0, texts.indexOf(text)).reduce((sum, each) => sum + each.length + 1, 0)
  }
  const libraries = Object.entries(versions)
  const verneed = Buffer.concat(
    libraries.flatMap(([library, names], index) => {
      const isLast = index === libraries.length - 1
      const next = isLast ? 0 : 16 * (names.length + 1)
      return [
        Buffer.concat([u16(1), u16(names.length), u32(textAt(library)), u32(16), u32(next)]),
        ...names.map((name, each) => {
          const plain = name.replace(/^weak /, '')
          const flags = plain === name ? 0 : 2
          const after = each === names.length - 1 ? 0 : 16
          return Buffer.concat([u32(0), u16(flags), u16(each + 2), u32(textAt(plain)), u32(after)])
        }),
      ]
    }),
  )
  const neededAt = needed.map(textAt)
  const rpathAt = textAt(rpaths.join(':'))
  const headers = interpreter === undefined ? 2 : 3
  const headerSize = is64 ? 64 : 52
  const entrySize = is64 ? 56 : 32
  add(Buffer.alloc(headerSize + headers * entrySize))
  const strings = add(Buffer.from(texts.map((text) => `${text}\0`).join(''), 'latin1'))
  const verneedAt = add(verneed)
  // Addresses are offsets plus this, as in a real library whose segments are moved.
  const base = 0x10000
  const entries: [number, number][] = [
    ...neededAt.map((at): [number, number] => [1, at]),
    [5, base + strings],
    [10, texts.join('\0').length + 1],
    ...(rpaths.length === 0 ? [] : [[29, rpathAt] as [number, number]]),
    ...(libraries.length === 0
      ? []
      : ([
          [0x6ffffffe, base + verneedAt],
          [0x6fffffff, libraries.length],
        ] as [number, number][])),
    [0, 0],
  ]
  const dynamic = Buffer.concat(entries.flatMap(([tag, value]) => [word(tag), word(value)]))
  const dynamicAt = add(dynamic)
  const loader = Buffer.from(`${interpreter ?? ''}\0`)
  const loaderAt = interpreter === undefined ? 0 : add(loader)
  const sectionNames = Buffer.from('\0.shstrtab\0.debug_info\0', 'latin1')
  const namesAt = debugBytes === 0 ? 0 : add(sectionNames)
  const debugAt = debugBytes === 0 ? 0 : add(Buffer.alloc(debugBytes, 1))
  const section = (name: number, type: number, offset: number, length: number): Buffer =>
    Buffer.concat([
      u32(name),
      u32(type),
      word(0),
      word(0),
      word(offset),
      word(length),
      u32(0),
      u32(0),
      word(1),
      word(0),
    ])
  const sections = [
    section(0, 0, 0, 0),
    section(1, 3, namesAt, sectionNames.length),
    section(11, 1, debugAt, debugBytes),
  ]
  const sectionsAt = debugBytes === 0 ? 0 : add(Buffer.concat(sections))
  const sectionCount = debugBytes === 0 ? 0 : sections.length
  const segment = (type: number, offset: number, length: number): Buffer => {
    const [at, place] = [word(base + offset), word(offset)]
    return is64
      ? Buffer.concat([u32(type), u32(5), place, at, at, word(length), word(length), word(8)])
      : Buffer.concat([u32(type), place, at, at, word(length), word(length), u32(5), word(8)])
  }
  const header = Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, bigEndian ? 2 : 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    u16(3),
    u16(machine),
    u32(1),
    word(0),
    word(headerSize),
    word(sectionsAt),
    u32(0),
    u16(headerSize),
    u16(entrySize),
    u16(headers),
    u16(sectionCount === 0 ? 0 : is64 ? 64 : 40),
    u16(sectionCount),
    u16(sectionCount === 0 ? 0 : 1),
    segment(1, 0, size),
    segment(2, dynamicAt, dynamic.length),
    ...(interpreter === undefined ? [] : [segment(3, loaderAt, loader.length)]),
  ])
  const file = Buffer.concat(out)
  header.copy(file)
  return file
}

/** Makes a library of Windows: headers, and debug data where it is wanted. */
export function makePe({
  machine = 0x8664,
  managed = false,
  /** Bytes of a section `.debug_info`, whose name is in the string table as MinGW has it. */
  debugBytes = 0,
  /** The path of the PDB, as MSVC writes it. */
  pdb = '',
} = {}): Buffer {
  const wide = machine !== 0x14c
  const optional = Buffer.alloc(wide ? 240 : 224)
  optional.writeUInt16LE(wide ? 0x20b : 0x10b, 0)
  const directories = wide ? 112 : 96
  optional.writeUInt32LE(16, directories - 4)
  if (managed) optional.writeUInt32LE(0x2008, directories + 8 * 14)
  const dos = Buffer.alloc(128)
  dos.write('MZ')
  dos.writeUInt32LE(128, 60)
  const coff = Buffer.alloc(24)
  coff.write('PE\0\0')
  coff.writeUInt16LE(machine, 4)
  coff.writeUInt16LE(optional.length, 20)
  coff.writeUInt16LE(0x2022, 22)
  const record =
    pdb === '' ? Buffer.alloc(0) : Buffer.from(`RSDS${'g'.repeat(16)}\u0001\0\0\0${pdb}\0`, 'latin1')
  const entry = Buffer.alloc(record.length === 0 ? 0 : 28)
  const contents: (readonly [string, Buffer])[] = [
    ...(record.length === 0 ? [] : [['.rdata', Buffer.concat([entry, record])] as const]),
    ...(debugBytes === 0 ? [] : [['/4', Buffer.alloc(debugBytes, 1)] as const]),
  ]
  if (contents.length === 0) return Buffer.concat([dos, coff, optional])
  coff.writeUInt16LE(contents.length, 6)
  // Without these objdump does not read it.
  optional.writeUInt32LE(0x1000, 32)
  optional.writeUInt32LE(0x200, 36)
  // The string table comes after the symbols, of which there is one without a name.
  const symbol = Buffer.alloc(18)
  symbol.write('tide')
  const texts = Buffer.concat([symbol, Buffer.from('\u0010\0\0\0.debug_info\0', 'latin1')])
  let at = dos.length + coff.length + optional.length + 40 * contents.length
  coff.writeUInt32LE(at, 12)
  coff.writeUInt32LE(1, 16)
  at += texts.length
  const sections = contents.map(([name, content], index) => {
    const section = Buffer.alloc(40)
    section.write(name, 'latin1')
    section.writeUInt32LE(content.length, 8)
    section.writeUInt32LE(0x1000 * (index + 1), 12)
    section.writeUInt32LE(content.length, 16)
    section.writeUInt32LE(at, 20)
    section.writeUInt32LE(0x42000040, 36)
    if (name === '.rdata') {
      optional.writeUInt32LE(0x1000, directories + 8 * 6)
      optional.writeUInt32LE(entry.length, directories + 8 * 6 + 4)
      entry.writeUInt32LE(2, 12)
      entry.writeUInt32LE(record.length, 16)
      entry.writeUInt32LE(0x1000 + entry.length, 20)
      entry.writeUInt32LE(at + entry.length, 24)
      entry.copy(content)
    }
    at += content.length
    return section
  })
  return Buffer.concat([dos, coff, optional, ...sections, texts, ...contents.map(([, content]) => content)])
}

/** What one architecture of a made Mach-O file says. */
export interface SliceParts {
  readonly machine: 'x86_64' | 'arm64'
  readonly system?: readonly [number, number]
  /** Whether it has the load command of systems before macOS 10.14. */
  readonly old?: boolean
  readonly rpaths?: readonly string[]
  /** Its own install name. */
  readonly installName?: string
  /** Bytes of a section `__debug_info` of the segment `__DWARF`. */
  readonly debugBytes?: number
  /** Object files that a linker names for debuggers (N_OSO). */
  readonly objects?: readonly string[]
}

/** Makes a library of macOS; with several architectures a fat file. */
export function makeMachO(slices: readonly SliceParts[]): Buffer {
  const made = slices.map(makeSlice)
  const [only] = made
  if (only !== undefined && made.length === 1) return only
  const header = Buffer.alloc(8 + 20 * made.length)
  header.writeUInt32BE(0xcafebabe, 0)
  header.writeUInt32BE(made.length, 4)
  let at = 4096
  const parts: Uint8Array[] = [header, Buffer.alloc(4096 - header.length)]
  for (const [index, slice] of made.entries()) {
    header.writeUInt32BE(slice.readUInt32LE(4), 8 + 20 * index)
    header.writeUInt32BE(at, 16 + 20 * index)
    header.writeUInt32BE(slice.length, 20 + 20 * index)
    parts.push(slice)
    at += slice.length
  }
  return Buffer.concat(parts)
}

function makeSlice(parts: SliceParts): Buffer {
  const { machine, system, old = false, rpaths = [], installName, debugBytes = 0, objects = [] } = parts
  const commands: Buffer[] = []
  if (system !== undefined) {
    const version = (system[0] << 16) | (system[1] << 8)
    const fields = old ? [0x24, 16, version, 0] : [0x32, 24, 1, version, 0, 0]
    commands.push(littleEndian(fields))
  }
  if (installName !== undefined) commands.push(withText([0xd, 0, 24, 0, 0x10000, 0x10000], installName))
  for (const rpath of rpaths) commands.push(withText([0x8000001c, 0, 12], rpath))
  const texts = Buffer.from(`\0${objects.map((object) => `${object}\0`).join('')}`, 'latin1')
  const symbols = Buffer.alloc(16 * objects.length)
  for (const [index, object] of objects.entries()) {
    symbols.writeUInt32LE(texts.indexOf(`${object}\0`), 16 * index)
    symbols[16 * index + 4] = 0x66
  }
  const sizes = [
    ...commands.map(({ length }) => length),
    ...(debugBytes > 0 ? [152] : []),
    ...(objects.length > 0 ? [24] : []),
  ]
  const start = 32 + sizes.reduce((sum, size) => sum + size, 0)
  if (debugBytes > 0) {
    const place = [0, 0, debugBytes, 0, start, 0, debugBytes, 0]
    const section = [
      ...fixedName('__debug_info'),
      ...fixedName('__DWARF'),
      0,
      0,
      debugBytes,
      0,
      start,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ]
    commands.push(littleEndian([0x19, 152, ...fixedName('__DWARF'), ...place, 7, 3, 1, 0, ...section]))
  }
  const symbolsAt = start + debugBytes
  if (objects.length > 0)
    commands.push(littleEndian([2, 24, symbolsAt, objects.length, symbolsAt + symbols.length, texts.length]))
  const body = Buffer.concat(commands)
  const type = machine === 'arm64' ? 0x100000c : 0x1000007
  const header = littleEndian([0xfeedfacf, type, 0, 6, commands.length, body.length, 0, 0])
  const rest = objects.length > 0 ? [symbols, texts] : []
  return Buffer.concat([header, body, Buffer.alloc(debugBytes, 1), ...rest])
}

/** A name of 16 bytes as four words. */
function fixedName(text: string): number[] {
  const bytes = Buffer.alloc(16)
  bytes.write(text)
  return [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at))
}

/** A load command with a text behind it; its size is filled in. */
function withText(words: readonly number[], text: string): Buffer {
  const bytes = littleEndian(words)
  const end = Buffer.alloc(8 - ((bytes.length + text.length) % 8))
  const command = Buffer.concat([bytes, Buffer.from(text, 'latin1'), end])
  command.writeUInt32LE(command.length, 4)
  return command
}

function littleEndian(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length)
  for (const [index, word] of words.entries()) bytes.writeUInt32LE(word >>> 0, 4 * index)
  return bytes
}
