import type { MachOFacts } from '@exuvia/model'
import { type FoundDebug, debugFacts } from './debug-facts.ts'
import type { FileWindow } from './file-window.ts'
import { NativeError } from './native-error.ts'

// Apple's <mach-o/loader.h>, <mach-o/nlist.h> and <mach-o/stab.h>.

const LC_SEGMENT = 0x1
const LC_SYMTAB = 0x2
const LC_SEGMENT_64 = 0x19
const LC_RPATH = 0x8000001c
/** `LC_ID_DYLIB`, and the commands that load a library: plain, weak, re-exported, lazy, upward. */
const DYLIBS: ReadonlySet<number> = new Set([0xd, 0xc, 0x80000018, 0x8000001f, 0x20, 0x80000023])
/** The bits of a symbol's type that make it a debugger's. */
const N_STAB = 0xe0
/** A source, or its folder with `/` at the end; an object file. */
const [N_SO, N_OSO] = [0x64, 0x66]

const MOST_NAMES = 64
const MOST_PATHS = 256
const PIECE = 2 ** 20

/** A load command of one architecture. */
export interface LoadCommand {
  readonly command: number
  /** All of its bytes. */
  readonly body: Buffer
  readonly is64: boolean
  readonly u32: (bytes: Buffer, at: number) => number
  /** The architecture's part of the file. */
  readonly file: FileWindow
}

/** Whether a load command says something about the machine of the build. */
export function isTrace(command: number): boolean {
  return (
    command === LC_SEGMENT ||
    command === LC_SEGMENT_64 ||
    command === LC_SYMTAB ||
    command === LC_RPATH ||
    DYLIBS.has(command)
  )
}

/**
 * Reads where a file of macOS looks for libraries, and its debug data: sections of DWARF, and the symbols for debuggers
 * (stabs), which name the object files that have it.
 * @throws NativeError if a load command is damaged
 */
export async function readTraces(
  file: FileWindow,
  commands: readonly LoadCommand[],
): Promise<Omit<MachOFacts, 'format' | 'isModule' | 'slices'>> {
  const rpaths = new Set<string>()
  const names = new Set<string>()
  for (const each of commands) {
    if (each.command === LC_RPATH && rpaths.size < MOST_NAMES) rpaths.add(textOf(each))
    if (DYLIBS.has(each.command) && names.size < MOST_NAMES) names.add(textOf(each))
  }
  const debug = await debugFacts(file, async (found) => {
    for (const each of commands) {
      if (each.command === LC_SEGMENT || each.command === LC_SEGMENT_64) addSections(each, found)
      if (each.command === LC_SYMTAB) await addStabs(each, found)
    }
  })
  return {
    ...(rpaths.size === 0 ? {} : { rpaths: [...rpaths] }),
    ...(names.size === 0 ? {} : { installNames: [...names] }),
    ...debug,
  }
}

/** The text of a command, at the offset that its third word names. */
function textOf({ body, u32 }: LoadCommand): string {
  const start = body.length < 12 ? 0 : u32(body, 8)
  if (start < 12 || start > body.length) throw new NativeError('its load commands are damaged')
  const end = body.indexOf(0, start)
  return body.toString('latin1', start, end < 0 ? body.length : end)
}

function addSections({ command, body, u32 }: LoadCommand, found: FoundDebug): void {
  const is64 = command === LC_SEGMENT_64
  const [countAt, first, step, sizeAt] = is64 ? [64, 72, 80, 40] : [48, 56, 68, 36]
  if (body.length < first) throw new NativeError('a segment of it is damaged')
  const count = u32(body, countAt)
  if (first + count * step > body.length) throw new NativeError('a segment of it is damaged')
  for (let at = first, index = 0; index < count; index += 1, at += step) {
    // Sections name their segment: in object files all are in one without a name.
    if (body.toString('latin1', at + 16, at + 24) !== '__DWARF\0') continue
    found.bytes += sizeOf(body, at + sizeAt, is64, u32)
  }
}

/** A size of 32 or 64 bits; the byte order shows in which of two words is 0. */
function sizeOf(body: Buffer, at: number, is64: boolean, u32: LoadCommand['u32']): number {
  return u32(body, at) + (is64 ? u32(body, at + 4) : 0)
}

async function addStabs({ body, is64, u32, file }: LoadCommand, found: FoundDebug): Promise<void> {
  if (body.length < 24) throw new NativeError('its table of symbols is damaged')
  const [start, count, texts] = [8, 12, 16].map((at) => u32(body, at)) as [number, number, number]
  const step = is64 ? 16 : 12
  const perPiece = Math.floor(PIECE / step)
  let paths = 0
  for (let done = 0; done < count; done += perPiece) {
    const piece = await file.bytes(start + done * step, Math.min(perPiece, count - done) * step)
    for (let at = 0; at < piece.length; at += step) {
      const type = piece[at + 4] ?? 0
      if ((type & N_STAB) === 0) continue
      found.bytes += step
      if ((type !== N_SO && type !== N_OSO) || paths >= MOST_PATHS) continue
      paths += 1
      found.paths.add(await file.text(texts + u32(piece, at)))
    }
  }
}
