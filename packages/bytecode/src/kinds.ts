import type { BytecodeKinds } from '@exuvia/model'
import { BytecodeError } from './error.ts'
import { readPyc } from './read.ts'
import { describeSizes, emptyKinds } from './sizes.ts'

/**
 * Measures the bytes of a .pyc file by kind; they add up to its size. A file with unknown code
 * objects is `unread` as a whole.
 *
 * @throws BytecodeError for a broken file, and what `parseHeader` throws
 */
export function measureKinds(bytes: Uint8Array): BytecodeKinds {
  try {
    return { ...describeSizes(readPyc(bytes)).total, unread: 0 }
  } catch (error) {
    if (error instanceof BytecodeError && error.code === 'bytecode-unsupported') {
      return unreadKinds(bytes.length)
    }
    throw error
  }
}

/** The kinds of a file of `size` bytes in an unknown format. */
export function unreadKinds(size: number): BytecodeKinds {
  return { ...emptyKinds(), unread: size }
}

/** Adds up bytes by kind. */
export function addKinds(all: Iterable<BytecodeKinds>): BytecodeKinds {
  const total = { ...emptyKinds(), unread: 0 }
  for (const each of all) for (const kind of Object.keys(total) as Kind[]) total[kind] += each[kind]
  return total
}

type Kind = keyof BytecodeKinds
