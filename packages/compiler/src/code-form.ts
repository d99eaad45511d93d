import { NORMAL_FORM, readMarshal, slim, whyUnreadable, writeMarshal } from '@exuvia/bytecode'
import type { DebugLevel } from '@exuvia/model'
import type { Toolchain } from './toolchain.ts'

/** What a code object becomes before it is kept: the normal form, with as much debug information. */
export interface CodeForm {
  readonly debug: DebugLevel
}

/**
 * Why a toolchain's code objects cannot be brought into a form, as a clause (PyPy's, and those of
 * Pythons that are not known yet); undefined if they can.
 */
export function whyAsCompiled(toolchain: Toolchain): string | undefined {
  return whyUnreadable(toolchain.magic)
}

/**
 * A marshalled code object in a form. About 80 MB/s, so that one thread keeps up with some twenty
 * interpreters.
 * @param magic of the Python that wrote it
 * @throws BytecodeError for what it cannot read
 */
export function formCode(code: Uint8Array, magic: number, form: CodeForm): Uint8Array {
  return writeMarshal(slim(readMarshal(code, { magic }), { lines: form.debug }))
}

/** A form as the cache's key has it: other bytes, another name. */
export function formName(form: CodeForm | undefined): string {
  return form === undefined ? 'as compiled' : `normal form ${NORMAL_FORM}, debug ${form.debug}`
}
