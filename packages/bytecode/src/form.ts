import { BytecodeError } from './error.ts'
import { layoutForMagic } from './layout.ts'

/**
 * The version of the bytes that `normalise` and `slim` write. It goes up with every change that
 * gives other bytes for the same code: what was kept under an older version is then made again, and
 * a release says which one it has. A test holds it against the bytes.
 */
export const NORMAL_FORM = 3

/**
 * Why code objects of the Python with this magic number cannot be read, and so neither normalised nor
 * slimmed, as a clause: "PyPy 3.9 has code objects of its own, which are not read". Undefined if they can.
 */
export function whyUnreadable(magic: number): string | undefined {
  try {
    layoutForMagic(magic)
    return undefined
  } catch (error) {
    if (error instanceof BytecodeError) return error.message.replace(/ \(at offset \d+\)$/, '')
    throw error
  }
}
