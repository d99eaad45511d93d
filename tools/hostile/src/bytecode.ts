import { makeTar, padded, tarHeader } from '@exuvia/crafted-archives'
import { makeHeader } from '@exuvia/bytecode'
import { type HostileInput, fileCommands, plant } from './input.ts'
import { mutated } from './random.ts'

/** Bytes below the promise's 1 MB. */
const LARGE = 900_000

/** Bytecode that no compiler writes: deep, endless, cyclic, with huge counts, and changed at random. */
export function bytecode(): HostileInput[] {
  return [...Object.entries(codes()), ...Object.entries(mpys())].flatMap(([name, bytes]) => {
    const file = name.startsWith('mpy') ? 'module.mpy' : 'module.pyc'
    const inside = `demo-1.0/lib/${file}`
    return [
      {
        kind: 'bytecode',
        name,
        write: ({ folder }) => plant(folder, file, bytes()),
        commands: fileCommands(file).filter(({ name: command }) => command !== 'verify'),
      },
      {
        kind: 'bytecode in a tarball',
        name,
        write: ({ folder }) => {
          const content = bytes()
          plant(
            folder,
            'demo.tar',
            makeTar([tarHeader(inside, '0', { size: content.length }), padded(content)]),
          )
        },
        commands: fileCommands('demo.tar').filter(({ name: command }) => command !== 'verify'),
      },
    ] satisfies HostileInput[]
  })
}

const i32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
const counted = (type: number, count: number, ...items: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([type]), i32(count), ...items])
const text = (value: string): Buffer => counted(0x75, value.length, Buffer.from(value))
const empty = counted(0x73, 0)
const none = Buffer.from('N')
/** A type code that is kept as a reference. */
const KEPT = 0x80

/** A module of 3.12 whose constants are the given values. */
function module(constants: Buffer): Buffer {
  const code = Buffer.concat([
    Buffer.from('c'),
    Buffer.alloc(16),
    i32(0),
    empty,
    constants,
    counted(0x28, 0),
    counted(0x28, 0),
    empty,
    text('m.py'),
    text('m'),
    text('m'),
    i32(1),
    empty,
    empty,
  ])
  return Buffer.concat([header(), code])
}

function header(): Buffer {
  return Buffer.from(makeHeader('cp312', 'timestamp'))
}

function nested(type: number, depth: number): Buffer {
  return Buffer.concat([Buffer.alloc(depth * 5, counted(type, 1)), none])
}

const raw =
  (...values: Buffer[]) =>
  (): Buffer =>
    Buffer.concat([header(), ...values])

function codes(): Readonly<Record<string, () => Buffer>> {
  const repeated = (count: number, item: Buffer): Buffer =>
    counted(0x28, count, Buffer.alloc(count * item.length, item))
  const valid = module(repeated(20, text('constant')))
  return {
    valid: () => valid,
    'header alone': raw(),
    'half a header': () => header().subarray(0, 7),
    'unknown magic number': () => Buffer.concat([Buffer.from([1, 2, 13, 10]), Buffer.alloc(LARGE)]),
    'tuples 180,000 deep': raw(nested(0x28, 180_000)),
    'lists 180,000 deep': raw(nested(0x5b, 180_000)),
    'small tuples 400,000 deep': raw(Buffer.alloc(LARGE - 2, Buffer.from([0x29, 1])), none),
    'dicts 400,000 deep': raw(Buffer.alloc(LARGE - 2, Buffer.from('{N'))),
    'a tuple of 2 billion items': raw(counted(0x28, 0x7fffffff)),
    'a tuple of -1 items': raw(counted(0x28, -1)),
    'a text of 2 billion bytes': raw(counted(0x73, 0x7fffffff)),
    'a number of 2 billion digits': raw(counted(0x6c, 0x7fffffff)),
    'a number of 400,000 digits': () => module(counted(0x6c, 400_000, Buffer.alloc(800_000, 1))),
    'a reference to nothing': raw(Buffer.from('r'), i32(99)),
    'a tuple that refers to itself': raw(counted(0x28 | KEPT, 1, Buffer.from('r'), i32(0))),
    'a list that refers to itself': () => module(counted(0x5b | KEPT, 1, Buffer.from('r'), i32(0))),
    'tuples that double 60 times': () => {
      let value = counted(0x28 | KEPT, 0)
      for (let index = 0; index < 60; index += 1) {
        value = counted(0x28 | KEPT, 2, value, Buffer.from('r'), i32(Math.max(0, 60 - index)))
      }
      return module(value)
    },
    'a text of 400,000 letters, 80,000 times': () =>
      module(
        counted(
          0x28,
          80_001,
          counted(0x75 | KEPT, 400_000, Buffer.alloc(400_000, 'a')),
          Buffer.alloc(80_000 * 5, Buffer.concat([Buffer.from('r'), i32(0)])),
        ),
      ),
    '800,000 times None': () => module(repeated(800_000, none)),
    '90,000 texts': () => module(repeated(90_000, text('abcde'))),
    'text that is not UTF-8': () =>
      module(repeated(1, counted(0x75, 4, Buffer.from([0xff, 0xfe, 0xed, 0xa0])))),
    'names that speak to a runner': () => module(repeated(50, text('\n::error::forged\n\u001B[2J'))),
    'nothing but zeros': raw(Buffer.alloc(LARGE)),
    'nothing but opening brackets': raw(Buffer.alloc(LARGE, '(')),
    'bytes after the code': () => Buffer.concat([valid, Buffer.alloc(LARGE, 'x')]),
    ...Object.fromEntries(
      mutated(valid.subarray(16), 20).map((bytes, seed) => [
        `changed at random, ${seed}`,
        () => Buffer.concat([header(), bytes]),
      ]),
    ),
  }
}

function mpys(): Readonly<Record<string, () => Buffer>> {
  const start = Buffer.from([0x4d, 6, 0, 31])
  const number = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f])
  return {
    'mpy: header alone': () => start,
    'mpy: unknown version': () => Buffer.concat([Buffer.from([0x4d, 9, 0, 31]), Buffer.alloc(LARGE)]),
    'mpy: many names': () => Buffer.concat([start, number, number, Buffer.alloc(LARGE, 2)]),
    'mpy: numbers without an end': () => Buffer.concat([start, Buffer.alloc(LARGE, 0x80)]),
    'mpy: nothing but ones': () => Buffer.concat([start, Buffer.alloc(LARGE, 0xff)]),
    'mpy: nothing but small names': () =>
      Buffer.concat([start, Buffer.from([0x8f, 0x7f, 0]), Buffer.alloc(LARGE, 4)]),
  }
}
