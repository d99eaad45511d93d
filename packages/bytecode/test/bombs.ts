import { makeHeader } from '../src/index.ts'

/** Small files of 3.12 that become very large if a reader follows a reference each time. */

function i32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32LE(value)
  return buffer
}

function ref(index: number): Buffer {
  return Buffer.concat([Buffer.from('r'), i32(index)])
}

function bytes(data: Buffer, flagged = false): Buffer {
  return Buffer.concat([Buffer.from([0x73 | (flagged ? 0x80 : 0)]), i32(data.length), data])
}

function text(value: string, flagged = false): Buffer {
  return Buffer.concat([Buffer.from([0x75 | (flagged ? 0x80 : 0)]), i32(value.length), Buffer.from(value)])
}

function tuple(items: readonly Buffer[], flagged = false): Buffer {
  return Buffer.concat([Buffer.from([0x28 | (flagged ? 0x80 : 0)]), i32(items.length), ...items])
}

interface Fields {
  readonly code: Buffer
  readonly consts: Buffer
  readonly names: Buffer
  readonly name: Buffer
  readonly lines: Buffer
}

const NOTHING: Fields = {
  code: bytes(Buffer.alloc(0)),
  consts: tuple([]),
  names: tuple([]),
  name: text('f'),
  lines: bytes(Buffer.alloc(0)),
}

/** A code object of 3.12 with no argument. */
function codeObject(fields: Partial<Fields>, flags = 1): Buffer {
  const { code, consts, names, name, lines } = { ...NOTHING, ...fields }
  const numbers = Buffer.concat([Buffer.alloc(16), i32(flags)])
  const rest = [
    tuple([]),
    bytes(Buffer.alloc(0)),
    text('m.py'),
    name,
    name,
    i32(1),
    lines,
    bytes(Buffer.alloc(0)),
  ]
  return Buffer.concat([Buffer.from('c'), numbers, code, consts, names, ...rest])
}

function module(consts: readonly Buffer[]): Buffer {
  return Buffer.concat([makeHeader('cp312', 'timestamp'), codeObject({ consts: tuple(consts) }, 0)])
}

function repeat(count: number, item: (index: number) => Buffer): Buffer[] {
  return Array.from({ length: count }, (_, index) => item(index))
}

const ENTRIES = 200_000
const LINES = Buffer.alloc(2 * ENTRIES, Buffer.from([0xe8, 0x02]))
const TEXT = 'x'.repeat(400_000)

/** Files by what they share; `variant` makes two that differ wherever something is compared. */
export const BOMBS: Readonly<Record<string, (variant: string) => Buffer>> = {
  'long code, among many functions': (variant) =>
    module([
      bytes(Buffer.from(`${TEXT}${variant}`), true),
      ...repeat(3000, () => codeObject({ code: ref(0) })),
    ]),
  'a long line table and long code, among many functions': (variant) =>
    module([
      bytes(Buffer.alloc(16 * ENTRIES), true),
      bytes(Buffer.concat([LINES, Buffer.from([0xe8, variant.charCodeAt(0) & 0x3e])]), true),
      ...repeat(3000, () => codeObject({ code: ref(0), lines: ref(1) })),
    ]),
  'many names, among many functions': (variant) =>
    module([
      tuple([...repeat(50_000, (i) => text(`n${i}`)), text(variant)], true),
      ...repeat(3000, () => codeObject({ names: ref(0) })),
    ]),
  'many names, with as many functions that have one other': (variant) =>
    module([
      tuple(
        repeat(50_000, (i) => text(`n${i}`)),
        true,
      ),
      ...repeat(3000, (i) => codeObject({ names: variant === 'a' ? ref(0) : tuple([text(`m${i}`)]) })),
    ]),
  'many constants, with as many functions that have one other': (variant) =>
    module([
      tuple(
        repeat(50_000, (i) => text(`c${i}`)),
        true,
      ),
      ...repeat(3000, (i) => codeObject({ consts: variant === 'a' ? ref(0) : tuple([text(`d${i}`)]) })),
    ]),
  'a long name, among many functions': (variant) =>
    module([text(TEXT + variant, true), ...repeat(8000, () => codeObject({ name: ref(0) }))]),
  'a long text, in many names': (variant) =>
    module([text(TEXT + variant, true), codeObject({ names: tuple(repeat(100_000, () => ref(0))) })]),
  'a long text, in tuples of tuples of tuples': (variant) => {
    const hundred = (index: number): Buffer =>
      tuple(
        repeat(100, () => ref(index)),
        true,
      )
    const last = repeat(50, (i) => tuple([text(variant + String(i)), ref(3)]))
    return module([text(TEXT, true), hundred(0), hundred(1), hundred(2), ...last])
  },
  'two long texts that begin alike, in many frozensets': (variant) =>
    module([
      text(`${TEXT}a`, true),
      text(`${TEXT}b`, true),
      ...repeat(40_000, () =>
        Buffer.concat([Buffer.from('>'), i32(2), ref(variant === 'a' ? 0 : 1), ref(variant === 'a' ? 1 : 0)]),
      ),
    ]),
  'a long text, in a frozenset many times': (variant) => {
    const places = [ref(0), ref(1)]
    const set = Buffer.concat([
      Buffer.from('>'),
      i32(50_000),
      ...repeat(50_000, (i) => places[(i + Number(variant === 'b')) % 2] ?? ref(0)),
    ])
    return module([text(`${TEXT}a`, true), text(`${TEXT}b`, true), set])
  },
  'functions in functions with long names': (variant) => {
    let inner = codeObject({
      consts: tuple(repeat(3000, (i) => codeObject({ name: text(`${variant}${i}`) }))),
    })
    for (let depth = 0; depth < 900; depth += 1) {
      inner = codeObject({
        name: text(String(depth).padEnd(200, '_')),
        consts: tuple([inner]),
        code: bytes(Buffer.from(variant)),
      })
    }
    return module([inner])
  },
}
