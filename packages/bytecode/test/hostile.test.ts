import { array, assert, nat, property, record } from 'fast-check'
import { ExuviaError } from '@exuvia/model'
import { magicForRuntime } from '@exuvia/packaging'
import { describe, expect, test } from 'vitest'
import {
  BytecodeError,
  describePyc,
  diffPyc,
  makeHeader,
  normalise,
  readMarshal,
  readPyc,
  resolve,
  slim,
  writeMarshal,
  writePyc,
} from '../src/index.ts'
import { corpus } from './corpus.ts'

const PY27 = 62211
const PY312 = 3531

function errorOf(bytes: Uint8Array | string, magic = PY312): BytecodeError {
  try {
    readMarshal(typeof bytes === 'string' ? Buffer.from(bytes, 'hex') : bytes, { magic })
  } catch (error) {
    if (error instanceof BytecodeError) return error
    throw error
  }
  throw new Error('it was read')
}

describe('a broken file gives an error with cause and offset', () => {
  test.each([
    ['nothing at all', '', 'bytecode-truncated', 0],
    ['a type code that does not exist', '3f', 'bytecode-bad-type', 0],
    ['a string longer than the file', '73ffffff7f6162', 'bytecode-truncated', 5],
    ['a negative length', '73ffffffff', 'bytecode-bad-size', 1],
    ['a tuple of more elements than bytes', '28ffffff7f4e4e', 'bytecode-truncated', 5],
    ['a number of more digits than bytes', '6cffffff7f0100', 'bytecode-truncated', 1],
    ['a number of minus 2**31 digits', '6c00000080', 'bytecode-truncated', 1],
    ['a digit above 32767', '6c010000000080', 'bytecode-bad-value', 5],
    ['a highest digit of 0', '6c0200000001000000', 'bytecode-bad-value', 7],
    ['a text float that is cut off', '66ff31', 'bytecode-truncated', 1],
    ['a reference to nothing', '7200000000', 'bytecode-bad-reference', 0],
    ['a frozenset that refers to itself', 'be010000007200000000', 'bytecode-bad-reference', 5],
    ['a dict that does not end', '7b4e4e', 'bytecode-truncated', 3],
    ['a code object whose code is None', `63${'00'.repeat(20)}4e`, 'bytecode-bad-value', 21],
  ])('%s', (_, hex, code, offset) => {
    const error = errorOf(hex)
    expect([error.kind, error.code, error.offset]).toEqual(['refused', code, offset])
    expect(error.message).toContain(`offset ${offset}`)
  })

  test.each([
    ['references', '7200000000'],
    ['short strings', '7a0161'],
    ['FLAG_REF', 'e900000000'],
  ])('%s in a file of 2.7, which does not have it', (_, hex) => {
    expect(errorOf(hex, PY27).code).toBe('bytecode-bad-type')
  })

  test('an unknown Python', () => {
    expect(errorOf('4e', 1).code).toBe('bytecode-unsupported')
    expect(errorOf('4e', 336).message).toContain('PyPy 3.9')
    expect(errorOf('4e', 3460).message).toContain('3.11a1')
  })
})

function refusalOf(work: () => unknown): BytecodeError {
  try {
    work()
  } catch (error) {
    if (error instanceof BytecodeError) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('a readable file without a normal form is refused, with the offset of the value', () => {
  const header = makeHeader('cp312', 'timestamp')
  test('a tuple that contains itself', () => {
    // (None, <itself>)
    const bytes = Buffer.concat([header, Buffer.from('a9024e7200000000', 'hex')])
    const error = refusalOf(() => normalise(readPyc(bytes)))
    expect([error.code, error.offset]).toEqual(['bytecode-cyclic', 16 + 3])
    // In a comparison, the error names the file with that value.
    const sound = Buffer.concat([header, Buffer.from('4e', 'hex')])
    expect(refusalOf(() => diffPyc(sound, bytes)).offset).toBe(16 + 3)
  })

  test('values that are nested too deep through references', () => {
    // A tuple 1501 deep, and one of 600 around a reference to it: the 499th of these, from inside, is too much.
    const inner = Buffer.from(nest(1500))
    const outer = Buffer.concat([Buffer.from('2901'.repeat(600), 'hex'), Buffer.from('7200000000', 'hex')])
    inner[0] = 0xa9
    const bytes = Buffer.concat([header, Buffer.from('2902', 'hex'), inner, outer])
    const error = refusalOf(() => normalise(readPyc(bytes)))
    expect([error.code, error.offset]).toEqual(['bytecode-too-deep', 16 + 2 + inner.length + 2 * (600 - 499)])
  })

  test('a broken line table', { tags: ['cp312'] }, () => {
    const [code = new Uint8Array()] = corpus('cp312', 10_000)
    const bytes = Buffer.concat([header, code])
    const { value } = readPyc(bytes)
    const table = value.kind === 'code' ? resolve(value.linetable) : undefined
    const start = table?.kind === 'leaf' ? table.start : 0
    bytes[start] = 0
    const error = refusalOf(() => slim(readPyc(bytes), { lines: 'lines' }))
    expect([error.code, error.offset]).toEqual(['bytecode-bad-value', start])
  })
})

function nest(depth: number): Uint8Array {
  return Buffer.from(`${'2901'.repeat(depth)}4e`, 'hex')
}

describe('a hostile file takes little time and memory', () => {
  test('nesting up to Python’s limit is read; deeper nesting is refused', () => {
    const file = readMarshal(nest(1999), { magic: PY312 })
    expect(writeMarshal(file).length).toBe(1999 * 2 + 1)
    expect(errorOf(nest(2000)).code).toBe('bytecode-too-deep')
    expect(errorOf(nest(1_000_000)).code).toBe('bytecode-too-deep')
  })

  test('code objects nested up to that limit are read, written and described', () => {
    const start = `63${'00'.repeat(20)}7300000000`
    const tail = `290029007300000000${'7a0161'.repeat(3)}0100000073000000007300000000`
    const hex = `${`${start}2901`.repeat(998)}${start}2900${tail}${tail.repeat(998)}`
    const bytes = Buffer.concat([makeHeader('cp312', 'timestamp'), Buffer.from(hex, 'hex')])
    expect(Buffer.compare(writePyc(readPyc(bytes)), bytes)).toBe(0)
    expect(describePyc(bytes).code?.counts.codeObjects).toBe(999)
  })

  test('values that contain each other twice, thirty levels deep, take no more than their size', () => {
    // t0 = ('long enough',); t1 = (t0, t0); t2 = (t1, t1); and so on: written out it would be 2**30 values.
    const first = 'a901fa0b6c6f6e6720656e6f756768'
    let hex = first
    for (let level = 1; level <= 30; level += 1) hex = `a902${hex}72${i32(31 - level).toString('hex')}`
    // The outermost tuple takes index 0, the one inside 1, and so on.
    const file = readMarshal(Buffer.from(hex, 'hex'), { magic: PY312 })
    expect(writeMarshal(normalise(file)).length).toBeLessThan(hex.length)
  })

  test('many code objects that refer to one large tuple are described in time', () => {
    const bytes = sharedNames(4000, 20_000)
    const description = describePyc(bytes)
    expect(description.code?.counts.codeObjects).toBe(4001)
    expect(Buffer.compare(writePyc(readPyc(bytes)), bytes)).toBe(0)
  })
})

function i32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32LE(value)
  return buffer
}

/** A module of `codes` empty functions whose names are all one tuple of `names` strings. */
function sharedNames(codes: number, names: number): Uint8Array {
  const head = Buffer.concat([Buffer.from([0x63]), Buffer.alloc(20)])
  const text = Buffer.from('7a0161', 'hex')
  const bytes = Buffer.from('7300000000', 'hex')
  const ref = Buffer.concat([Buffer.from('r'), i32(0)])
  const rest = Buffer.concat([text, text, text, i32(1), bytes, bytes])
  const code = (consts: Buffer): Buffer => Buffer.concat([head, bytes, consts, ref, ref, bytes, rest])
  const inner = code(Buffer.from('2900', 'hex'))
  const large = Buffer.concat([Buffer.from([0xa8]), i32(names), ...Array<Buffer>(names).fill(text)])
  const consts = Buffer.concat([Buffer.from('('), i32(codes + 1), large, ...Array<Buffer>(codes).fill(inner)])
  return Buffer.concat([makeHeader('cp312', 'timestamp'), code(consts)])
}

describe('mutated files', () => {
  const RUNTIMES = ['cp27', 'cp38', 'cp310', 'cp312', 'cp313'] as const

  test(
    'are read and written back, or refused with a typed error; nothing else happens',
    { timeout: 120_000, tags: [...RUNTIMES] },
    () => {
      const files = RUNTIMES.map((runtime) => {
        const codes = [...corpus(runtime, 150)].filter((bytes) => bytes.length < 20_000).slice(0, 12)
        return { magic: magicForRuntime(runtime) ?? 0, runtime, codes }
      })
      const mutation = record({
        file: nat(),
        code: nat(),
        edits: array(record({ at: nat(), byte: nat(255), kind: nat(3) }), {
          minLength: 1,
          maxLength: 6,
        }),
      })
      assert(
        property(mutation, ({ file, code, edits }) => {
          const { runtime, codes } = files[file % files.length] as (typeof files)[number]
          const original = codes[code % codes.length] as Uint8Array
          const bytes = Buffer.concat([makeHeader(runtime, 'timestamp'), mutate(original, edits)])
          try {
            const written = writePyc(readPyc(bytes))
            expect(Buffer.compare(written, bytes)).toBe(0)
            describePyc(bytes)
            const slimmed = writePyc(slim(readPyc(bytes), { lines: 'lines' }))
            expect(Buffer.compare(writePyc(normalise(readPyc(slimmed))), slimmed)).toBe(0)
          } catch (error) {
            if (!(error instanceof ExuviaError)) throw error
          }
        }),
        { seed: 20_260, numRuns: 4000 },
      )
    },
  )
})

/** Changes, removes and repeats bytes. */
function mutate(bytes: Uint8Array, edits: readonly { at: number; byte: number; kind: number }[]): Uint8Array {
  let result = Buffer.from(bytes)
  for (const { at, byte, kind } of edits) {
    const place = at % (result.length + 1)
    if (kind === 0 && place < result.length) result[place] = byte
    else if (kind === 1)
      result = Buffer.concat([result.subarray(0, place), result.subarray(place + (byte % 8))])
    else if (kind === 2)
      result = Buffer.concat([result.subarray(0, place), Buffer.from([byte]), result.subarray(place)])
    else result = result.subarray(0, place)
  }
  return result
}
