import { posix } from 'node:path'
import type { NativeFacts } from '@exuvia/model'
import { openRegular } from '../open-regular.ts'
import { type PlacedBytes, fileWindow, placedBytes } from './file-window.ts'
import { NativeError } from './native-error.ts'
import { readElf } from './read-elf.ts'
import { MOST_SLICES, readMachO } from './read-mach-o.ts'
import { readPe } from './read-pe.ts'

/** Whether a file's first bytes are those of machine code: ELF, PE or Mach-O. */
export function hasNativeHead(head: Uint8Array): boolean {
  return formatOf(head) !== undefined
}

function formatOf(head: Uint8Array): 'ELF' | 'PE' | 'Mach-O' | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 8))
  const magic = bytes.toString('hex', 0, 4)
  if (magic === '7f454c46') return 'ELF'
  if (magic.startsWith('4d5a')) return 'PE'
  if (['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe'].includes(magic)) return 'Mach-O'
  const isFat = (magic === 'cafebabe' || magic === 'cafebabf') && bytes.length === 8
  return isFat && bytes.readUInt32BE(4) <= MOST_SLICES ? 'Mach-O' : undefined
}

/**
 * Describes the machine code in a file; undefined if it holds none. It reads headers and tables at places
 * that the file names, each bounded, and never throws for a damaged file: `unread` has the reason.
 * @param file its path on disk, or its bytes
 * @param name its path in the release, which tells modules of Python from libraries
 * @throws system errors
 */
export async function describeNative(
  file: string | Buffer,
  name: string,
  head: Uint8Array,
): Promise<NativeFacts | undefined> {
  const format = formatOf(head)
  if (format === undefined) return undefined
  if (typeof file !== 'string') return describePlaced(format, placedBytes(file), file.length, name)
  const { handle, size } = await openRegular(file)
  try {
    return await describePlaced(format, handle, size, name)
  } finally {
    await handle.close()
  }
}

async function describePlaced(
  format: 'ELF' | 'PE' | 'Mach-O',
  handle: PlacedBytes,
  size: number,
  name: string,
): Promise<NativeFacts> {
  try {
    const isModule = await isPythonModule(handle, size, name)
    if (format === 'Mach-O') return { ...(await readMachO(handle, size)), isModule }
    const window = fileWindow(handle, 0, size)
    return format === 'ELF'
      ? { ...(await readElf(window)), isModule }
      : { ...(await readPe(window)), isModule }
  } catch (error) {
    if (error instanceof NativeError) return { format: 'unread', reason: error.message }
    throw error
  }
}

const PIECE = 2 ** 20

/**
 * Whether Python imports the file: by a suffix that only modules have, or by the function that Python calls
 * (`PyInit_<name>`). A plain `.so` may be a library.
 */
async function isPythonModule(handle: PlacedBytes, size: number, name: string): Promise<boolean> {
  const base = posix.basename(name)
  if (/\.(?:pyd|(?:cpython-\d|pypy\d|abi3)[\w-]*\.so)$/.test(base)) return true
  const stem = /^(\w+)\.so$/.exec(base)?.[1]
  if (stem === undefined) return false
  const wanted = Buffer.from(`PyInit_${stem}\0`)
  const buffer = Buffer.allocUnsafe(Math.min(PIECE, size) + wanted.length)
  for (let at = 0; at < size; at += PIECE) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
    if (buffer.subarray(0, bytesRead).includes(wanted)) return true
  }
  return false
}
