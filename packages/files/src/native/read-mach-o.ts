import type { MachOFacts, MachOSlice } from '@exuvia/model'
import { type FileWindow, type PlacedBytes, fileWindow } from './file-window.ts'
import { type LoadCommand, isTrace, readTraces } from './mach-o-traces.ts'
import { NativeError } from './native-error.ts'

// Apple's <mach-o/loader.h> and <mach-o/fat.h>.

const LC_VERSION_MIN_MACOSX = 0x24
const LC_BUILD_VERSION = 0x32
const PLATFORM_MACOS = 1

const MACHINES: Readonly<Record<number, string>> = {
  7: 'i386',
  12: 'arm',
  18: 'ppc',
  0x1000007: 'x86_64',
  0x100000c: 'arm64',
  0x1000012: 'ppc64',
}

/** Compilers write two or three. A Java class begins with the same bytes, and its version is larger. */
export const MOST_SLICES = 20
const MOST_COMMANDS = 2 ** 20

/** Reads a Mach-O file, with one or several architectures. @throws NativeError */
export async function readMachO(handle: PlacedBytes, size: number): Promise<Omit<MachOFacts, 'isModule'>> {
  const file = fileWindow(handle, 0, size)
  const magic = (await file.bytes(0, 4)).readUInt32BE(0)
  const slices: MachOSlice[] = []
  const traces: LoadCommand[] = []
  if (magic !== 0xcafebabe && magic !== 0xcafebabf) slices.push(await readSlice(file, traces))
  else
    for (const { offset, length } of await readFat(file, magic === 0xcafebabf)) {
      // Refuses a place that is not in the file.
      await file.bytes(offset, 4)
      if (offset + length > size) throw new NativeError('a part of it is cut off')
      slices.push(await readSlice(fileWindow(handle, offset, length), traces))
    }
  return { format: 'Mach-O', slices, ...(await readTraces(file, traces)) }
}

async function readFat(
  file: FileWindow,
  is64: boolean,
): Promise<readonly { readonly offset: number; readonly length: number }[]> {
  const count = (await file.bytes(4, 4)).readUInt32BE(0)
  if (count > MOST_SLICES) throw new NativeError(`it has ${count} architectures`)
  const step = is64 ? 32 : 20
  const table = await file.bytes(8, count * step)
  return Array.from({ length: count }, (_, index) => {
    const at = index * step + 8
    return is64
      ? { offset: Number(table.readBigUInt64BE(at)), length: Number(table.readBigUInt64BE(at + 8)) }
      : { offset: table.readUInt32BE(at), length: table.readUInt32BE(at + 4) }
  })
}

async function readSlice(file: FileWindow, traces: LoadCommand[]): Promise<MachOSlice> {
  const magic = (await file.bytes(0, 4)).toString('hex')
  const isBig = magic === 'feedface' || magic === 'feedfacf'
  const is64 = magic === 'cffaedfe' || magic === 'feedfacf'
  if (!isBig && magic !== 'cefaedfe' && magic !== 'cffaedfe')
    throw new NativeError('a part of it is not a Mach-O file')
  const u32 = (bytes: Buffer, at: number): number => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at))
  const headerSize = is64 ? 32 : 28
  const header = await file.bytes(0, headerSize)
  const type = u32(header, 4)
  const machine = MACHINES[type] ?? `Mach-O machine ${type}`
  const [count, size] = [u32(header, 16), u32(header, 20)]
  if (size > MOST_COMMANDS) throw new NativeError(`its load commands have ${size} bytes`)
  const commands = await file.bytes(headerSize, size)
  let system: MachOSlice['system']
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at + 8 > size) throw new NativeError('its load commands are damaged')
    const [command, length] = [u32(commands, at), u32(commands, at + 4)]
    if (length < 8 || at + length > size) throw new NativeError('its load commands are damaged')
    const start = at
    system ??= minimumSystem(command, length, (field) => u32(commands, start + field))
    if (isTrace(command)) traces.push({ command, body: commands.subarray(at, at + length), file, is64, u32 })
    at += length
  }
  return { machine, ...(system === undefined ? {} : { system }) }
}

/** The oldest macOS that a load command names: version and minor version. */
function minimumSystem(
  command: number,
  length: number,
  field: (offset: number) => number,
): readonly [number, number] | undefined {
  const isBuild = command === LC_BUILD_VERSION && length >= 16 && field(8) === PLATFORM_MACOS
  const isOld = command === LC_VERSION_MIN_MACOSX && length >= 12
  if (!isBuild && !isOld) return undefined
  const version = field(isBuild ? 12 : 8)
  return [version >>> 16, (version >>> 8) & 0xff]
}
