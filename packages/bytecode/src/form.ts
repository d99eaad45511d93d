import { BytecodeError } from './error.ts'
import { layoutForMagic } from './layout.ts'

/**
 * The version of the bytes that `normalise` and `slim` write. Increase it with every change that
 * gives different bytes for the same code: caches then rebuild older entries. A release records
 * it, and a test compares it with the bytes.
 */
export const NORMAL_FORM = 3

/**
 * Returns why code objects of the Python with this magic number cannot be read, normalised or
 * slimmed, as a clause: "PyPy 3.9 has code objects of its own, which Exuvia does not read". Undefined if they can.
 */
export function whyUnreadable(magic: number): string | undefined {
  try {
    layoutForMagic(magic)
    return undefined
  } catch (error) {
    if (error instanceof BytecodeError) return String(error.args['reason'])
    throw error
  }
}
