import type { BytecodeKinds } from '@exuvia/model'
import { BytecodeError } from './error.ts'
import { readPyc } from './read.ts'
import { describeSizes } from './sizes.ts'

/** No bytes of any kind. */
const NO_KINDS: BytecodeKinds = {
  code: 0,
  caches: 0,
  names: 0,
  strings: 0,
  docstrings: 0,
  constants: 0,
  lineTables: 0,
  exceptionTables: 0,
  fileNames: 0,
  framing: 0,
  unread: 0,
}

/**
 * The bytes of a .pyc file by kind; they add up to its size. A file whose code objects are of a form
 * that is not known is `unread` as a whole.
 *
 * @throws BytecodeError for a broken file, and what `parseHeader` throws
 */
export function measureKinds(bytes: Uint8Array): BytecodeKinds {
  try {
    return { ...describeSizes(readPyc(bytes)).total, unread: 0 }
  } catch (error) {
    if (error instanceof BytecodeError && error.code === 'bytecode-unsupported') {
      return { ...NO_KINDS, unread: bytes.length }
    }
    throw error
  }
}

/** Adds up bytes by kind. */
export function addKinds(all: Iterable<BytecodeKinds>): BytecodeKinds {
  const total = { ...NO_KINDS }
  for (const each of all) for (const kind of Object.keys(total) as Kind[]) total[kind] += each[kind]
  return total
}

type Kind = keyof BytecodeKinds
