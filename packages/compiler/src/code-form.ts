import { NORMAL_FORM, readMarshal, slim, whyUnreadable, writeMarshal } from '@exuvia/bytecode'
import type { DebugLevel } from '@exuvia/model'
import type { Toolchain } from './toolchain.ts'

/** The form of stored code objects: the normal form with a debug level. */
export interface CodeForm {
  readonly debug: DebugLevel
}

/**
 * Returns why a toolchain's code objects cannot be normalised, as a clause (PyPy's, and those
 * of unknown Pythons); undefined if they can.
 */
export function whyAsCompiled(toolchain: Toolchain): string | undefined {
  return whyUnreadable(toolchain.magic)
}

/**
 * Converts a marshalled code object to a form. About 80 MB/s, so one thread keeps up with about
 * twenty interpreters.
 * @param magic of the Python that wrote it
 * @throws BytecodeError for what it cannot read
 */
export function formCode(code: Uint8Array, magic: number, form: CodeForm): Uint8Array {
  return writeMarshal(slim(readMarshal(code, { magic }), { lines: form.debug }))
}

/** A form's part of the cache key: different bytes need a different name. */
export function formName(form: CodeForm | undefined): string {
  return form === undefined ? 'as compiled' : `normal form ${NORMAL_FORM}, debug ${form.debug}`
}
