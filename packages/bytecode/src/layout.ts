import { parseRuntime, runtimeInWords, runtimesForMagic } from '@exuvia/packaging'
import { message } from '@exuvia/model'
import { BytecodeError } from './error.ts'

/** How a version of CPython writes code objects and values. */
export interface Layout {
  readonly magic: number
  readonly major: number
  readonly minor: number
  /** The version of marshal that this Python writes: 2, 4, 5 or 6. */
  readonly marshal: 2 | 4 | 5 | 6
  readonly kwonlyargcount: boolean
  readonly posonlyargcount: boolean
  /** From 3.11 on: locals, cells and free variables in one, exception table, qualified name. */
  readonly localsplus: boolean
}

const cache = new Map<number, Layout>()

/**
 * The layout for a magic number.
 * @throws BytecodeError `bytecode-unsupported` for unknown ones, for PyPy (whose code objects are
 *   its own), and for the few pre-releases in the middle of a change of layout
 */
export function layoutForMagic(magic: number): Layout {
  const known = cache.get(magic)
  if (known !== undefined) return known
  const info = runtimesForMagic(magic)
  const parts = info === undefined ? undefined : parseRuntime(info.runtime)
  if (info === undefined || parts === undefined) {
    throw unsupported(`no known Python has magic number ${magic}`)
  }
  if (parts.implementation !== 'cp') {
    throw unsupported(
      `${runtimeInWords(info.runtime)} has code objects of its own, which Exuvia does not read`,
    )
  }
  const { major, minor } = parts
  if (major === 3 && minor < 3) {
    throw unsupported(`Exuvia reads CPython 2.7 and 3.3 or later, not ${major}.${minor}`)
  }
  // 3.11 took six alphas to settle on its layout; the last step was the location table (3494).
  if (minor === 11 && magic < 3494) {
    throw unsupported(`the pre-release ${info.release} has a layout between those of 3.10 and 3.11`)
  }
  const layout: Layout = {
    magic,
    major,
    minor,
    marshal: major === 2 || minor < 4 ? 2 : minor < 14 ? 4 : minor === 14 ? 5 : 6,
    kwonlyargcount: major === 3,
    posonlyargcount: major === 3 && magic >= 3410,
    localsplus: major === 3 && minor >= 11,
  }
  cache.set(magic, layout)
  return layout
}

function unsupported(reason: string): BytecodeError {
  return new BytecodeError(message('bytecode-unsupported', { offset: 0, reason }))
}
