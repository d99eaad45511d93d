import { ExuviaError } from '@exuvia/model'
import {
  BytecodeError,
  describePyc,
  diffPyc,
  normalise,
  parseHeader,
  parseMpy,
  readPyc,
  revealPyc,
  slim,
  writePyc,
} from '../../src/index.ts'
import { type Seed, mutate, mutateBlindly } from './mutate.ts'
import { Random } from './random.ts'

export interface Case {
  readonly bytes: Buffer
  /** A file to compare with. */
  readonly original: Buffer
  readonly kind: 'pyc' | 'mpy'
  /** Whether to pass a file that reading refuses to all other readers too, which usually refuse it. */
  readonly thorough: boolean
}

/** How far a case gets: `refused` if reading refuses it, `read` if a later step does, `through` if none does. */
export type Fate = 'refused' | 'read' | 'through'

/** Makes case number `index` of a seed. */
export function makeCase(seeds: readonly Seed[], mpys: readonly Seed[], seed: number, index: number): Case {
  const random = new Random(seed, index)
  const thorough = index % 8 === 0
  if (random.below(16) === 0) {
    const original = random.pick(mpys)
    return { bytes: mutateBlindly(original, random), original: original.bytes, kind: 'mpy', thorough }
  }
  const original = random.pick(seeds)
  return {
    bytes: mutate(original, random.pick(seeds), random),
    original: original.bytes,
    kind: 'pyc',
    thorough,
  }
}

/**
 * Passes the bytes to every function that accepts bytes.
 *
 * @throws Error for anything except a typed error with an offset inside the file, for bytes that differ from those
 *   read, for a normal form that is not its own normal form, and for a disproportionately large output
 */
export function check({ bytes, original, kind, thorough }: Case): Fate {
  if (kind === 'mpy')
    return attempt(bytes, () => void JSON.stringify(parseMpy(bytes))) ? 'through' : 'refused'
  let file: ReturnType<typeof readPyc> | undefined
  attempt(bytes, () => (file = readPyc(bytes)))
  if (file === undefined) {
    if (!thorough) return 'refused'
    // The other readers refuse it too, or describe the header as far as they can.
    attempt(bytes, () => void describePyc(bytes))
    attempt(bytes, () => void diffPyc(bytes, original))
    attempt(bytes, () => void parseHeader(bytes))
    return 'refused'
  }
  const read = file
  if (Buffer.compare(writePyc(read), bytes) !== 0) throw new Error('written in other bytes than were read')
  let through = attempt(bytes, () => proportionate(JSON.stringify(describePyc(bytes)).length, bytes))
  attempt(bytes, () => void revealPyc(bytes))
  through =
    attempt(bytes, () => proportionate(JSON.stringify(diffPyc(original, bytes)).length, bytes)) && through
  for (const steps of [{}, { lines: 'lines' }, { lines: 'none', filename: () => 'm.py' }] as const) {
    through =
      attempt(bytes, () => {
        const slimmed = writePyc(slim(read, steps))
        proportionate(slimmed.length, bytes)
        if (Buffer.compare(writePyc(normalise(readPyc(slimmed))), slimmed) !== 0)
          throw new Error('its normal form has another normal form')
        if (Buffer.compare(writePyc(slim(readPyc(slimmed), steps)), slimmed) !== 0)
          throw new Error('slimming it again gives other bytes')
      }) && through
  }
  return through ? 'through' : 'read'
}

/** Limits the output: JSON writes a byte in at most 6 characters, and a description repeats a name a few times. */
function proportionate(length: number, bytes: Buffer): void {
  if (length > 200_000 + 1000 * bytes.length) throw new Error(`${bytes.length} bytes became ${length}`)
}

/** Whether the work succeeds; false for a typed error. */
function attempt(bytes: Buffer, work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (error instanceof BytecodeError) {
      if (!Number.isInteger(error.offset) || error.offset < 0 || error.offset > bytes.length)
        throw new Error(`an offset outside the file: ${error.offset}`, { cause: error })
      return false
    }
    if (error instanceof ExuviaError && error.kind === 'refused') return false
    throw error
  }
}
