import type { PeFacts } from '@exuvia/model'
import type { FileWindow } from './file-window.ts'
import { NativeError } from './native-error.ts'
import { readPeDebug } from './pe-debug.ts'

/** `Machine` of the COFF header (Microsoft's PE format). */
const MACHINES: Readonly<Record<number, string>> = {
  0x14c: 'x86',
  0x8664: 'amd64',
  0xaa64: 'arm64',
  0x1c4: 'arm',
}

/** The index of the CLR header among the data directories. */
const CLR = 14

/** Reads a Windows program or library. @throws NativeError */
export async function readPe(file: FileWindow): Promise<Omit<PeFacts, 'isModule'>> {
  const start = (await file.bytes(0, 64)).readUInt32LE(60)
  const header = await file.bytes(start, 24)
  if (header.toString('latin1', 0, 4) !== 'PE\0\0') throw new NativeError('it has no PE header')
  const machine = header.readUInt16LE(4)
  return {
    format: 'PE',
    machine: MACHINES[machine] ?? `PE machine 0x${machine.toString(16)}`,
    isManaged: await hasClr(file, start + 24, header.readUInt16LE(20)),
    ...(await readPeDebug(file, start, header)),
  }
}

/** Whether .NET runs it: then the machine is that of no machine code. */
async function hasClr(file: FileWindow, start: number, size: number): Promise<boolean> {
  const optional = await file.bytes(start, Math.min(size, 256))
  if (optional.length < 2) return false
  const directories = optional.readUInt16LE(0) === 0x20b ? 112 : 96
  const at = directories + 8 * CLR
  if (optional.length < at + 8 || optional.readUInt32LE(directories - 4) <= CLR) return false
  return optional.readUInt32LE(at) !== 0
}
