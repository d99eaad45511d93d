import { crc32, deflateRawSync } from 'node:zlib'
import {
  type ZipEnding,
  type ZipPart,
  descriptor,
  extraField,
  makeZip,
  u16,
  u32,
  u64,
  wheelParts,
  zip64End,
} from '@exuvia/crafted-archives'
import type { Crafted } from './input.ts'
import { mutated } from './random.ts'
import { overlappingBomb } from './zip-bombs.ts'

const WHEEL = 'demo-1.0-py3-none-any.whl'
const EVIL = 'demo/evil.py'

/** Every wheel-shaped zip: valid odd ones, and those in which two tools could see two things. */
export function zips(): Crafted[] {
  return [...placesOfJunk(), ...headers(), ...names(), ...endings(), ...sizes(), ...mutations()]
}

function zip(name: string, parts: () => readonly ZipPart[], ending?: () => ZipEnding): Crafted {
  return { name, file: WHEEL, bytes: () => makeZip(parts(), ending?.()) }
}

/** The valid wheel, with one more entry in front of its `.dist-info`. */
function withEntry(part: ZipPart): ZipPart[] {
  return [part, ...wheelParts()]
}

/** A wheel whose first entry differs. */
function changed(change: Partial<ZipPart>): ZipPart[] {
  return wheelParts().map((part, index) => (index === 0 ? { ...part, ...change } : part))
}

const other = (): Buffer => makeZip([{ name: EVIL, content: 'VALUE = "evil"\n' }, ...wheelParts()])

function placesOfJunk(): Crafted[] {
  const junk: Readonly<Record<string, () => Buffer>> = {
    text: () => Buffer.from('junk'),
    zeros: () => Buffer.alloc(4096),
    'a whole zip': other,
    'a local entry': () => makeZip([{ name: EVIL, content: 'evil' }]).subarray(0, 30 + EVIL.length + 4),
    'a #! line': () => Buffer.from('#!/usr/bin/env python3\n'),
  }
  return Object.entries(junk).flatMap(([what, make]) => [
    zip(`${what} in front, offsets count it`, wheelParts, () => ({ front: make() })),
    {
      name: `${what} in front, offsets do not count it`,
      file: WHEEL,
      bytes: () => Buffer.concat([make(), makeZip(wheelParts())]),
    },
    zip(`${what} between entries`, () => changed({ behind: make() })),
    zip(`${what} before the directory`, wheelParts, () => ({ gap: make() })),
    zip(`${what} behind the directory`, wheelParts, () => ({ beforeEnd: make() })),
    zip(`${what} behind the end`, wheelParts, () => ({ behind: make() })),
    zip(`${what} as the comment`, wheelParts, () => ({ comment: make() })),
    zip(`${what} as an entry's comment`, () => changed({ comment: make().toString('latin1') })),
    zip(`${what} behind compressed data`, () => {
      const content = 'VALUE = 1\n'
      return changed({ method: 8, packed: Buffer.concat([deflateRawSync(content), make()]) })
    }),
  ])
}

function headers(): Crafted[] {
  const content = 'VALUE = 1\n'
  const packed = deflateRawSync(content).length
  const wide = [true, false]
  return [
    zip('valid', wheelParts),
    zip('stored', () => wheelParts().map((part) => ({ ...part, deflated: false }))),
    zip('directory in another order', wheelParts, () => ({ order: [3, 2, 1, 0] })),
    ...wide.flatMap((isWide) =>
      wide.map((signed) =>
        zip(`data descriptor, wide ${isWide}, signed ${signed}`, () =>
          changed({ flags: 8, behind: descriptor(content, packed, isWide, signed) }),
        ),
      ),
    ),
    zip('descriptor is missing', () => changed({ flags: 8 })),
    zip('descriptor in the local header alone', () => changed({ local: { flags: 8 } })),
    zip('descriptor with another size', () => changed({ flags: 8, behind: descriptor('other', packed) })),
    zip('two descriptors', () => {
      const one = descriptor(content, packed)
      return changed({ flags: 8, behind: Buffer.concat([one, one]) })
    }),
    zip('another local name', () => changed({ local: { name: EVIL } })),
    zip('another local method', () => changed({ local: { method: 0 } })),
    zip('another local size', () => changed({ local: { size: 3 } })),
    zip('another local packed size', () => changed({ local: { packedSize: 3 } })),
    zip('another local checksum', () => changed({ local: { crc: 3 } })),
    zip('wrong checksums in both headers', () => changed({ local: { crc: 3 }, central: { crc: 3 } })),
    zip('smaller size in both headers', () => changed({ local: { size: 3 }, central: { size: 3 } })),
    zip('larger size in both headers', () => changed({ local: { size: 99 }, central: { size: 99 } })),
    zip('negative size', () => changed({ local: { size: 0xfffffffe }, central: { size: 0xfffffffe } })),
    ...[1, 6, 9, 12, 14, 93, 95, 99].map((method) => zip(`method ${method}`, () => changed({ method }))),
    ...[0x1, 0x20, 0x40, 0x2000].map((flags) =>
      zip(`flags 0x${flags.toString(16)}`, () => changed({ flags })),
    ),
    zip('compressed data ends early', () =>
      changed({ method: 8, packed: deflateRawSync(content).subarray(0, -2) }),
    ),
    zip('two entries at one place', () => [
      ...wheelParts(),
      { name: EVIL, content, deflated: true, central: { offset: 0 } },
    ]),
    zip('an entry inside another', () => [
      { name: 'demo/inner.bin', content: makeZip([{ name: EVIL }]) },
      ...wheelParts(),
      { name: EVIL, central: { offset: 44 } },
    ]),
    ...(
      [
        ['zip64 that is not asked for', extraField(1, u64(7))],
        ['zip64 twice', Buffer.concat([extraField(1, u64(7)), extraField(1, u64(9))])],
        ['zip64 cut off', Buffer.from([1, 0, 9, 0, 1])],
        ['a longer length than there is', Buffer.from([0x55, 0x54, 0xff, 0xff])],
        ['Unix time and owner', extraField(0x5455, Buffer.from([1, 0, 0, 0, 0x40]))],
        ['Info-ZIP owner', extraField(0x7875, Buffer.from([1, 4, 0, 0, 0, 0, 4, 0, 0, 0, 0]))],
        ['Unicode path', unicodePath('demo/__init__.py', EVIL)],
        ['Unicode path with a wrong checksum', unicodePath('other', EVIL)],
        ['Unicode comment', extraField(0x6375, Buffer.from([1, 0, 0, 0, 0, 0x65]))],
        ['AES', extraField(0x9901, Buffer.from([2, 0, 0x41, 0x45, 3, 8, 0]))],
        ['NTFS times', extraField(0x000a, Buffer.alloc(32))],
        ['unknown, of 60 kB', extraField(0x6666, Buffer.alloc(60_000))],
      ] as const
    ).flatMap(([what, field]) => [
      zip(`extra field: ${what}`, () => changed({ extra: field })),
      zip(`extra field: ${what}, in the local header alone`, () => changed({ localExtra: field })),
      zip(`extra field: ${what}, in the directory alone`, () =>
        changed({ extra: field, localExtra: Buffer.alloc(0) }),
      ),
    ]),
  ]
}

function unicodePath(name: string, shown: string): Buffer {
  return extraField(0x7075, Buffer.concat([Buffer.from([1]), u32(crc32(name)), Buffer.from(shown)]))
}

function names(): Crafted[] {
  const REGULAR = 0o100644
  const entries: Readonly<Record<string, ZipPart>> = {
    'above the folder': { name: '../evil.py' },
    'above, from inside': { name: 'demo/../../evil.py' },
    'up and down again': { name: 'demo/../demo/x.py' },
    absolute: { name: '/tmp/evil.py' },
    'a drive': { name: 'C:/evil.py' },
    'a backslash': { name: 'demo\\evil.py' },
    'a dot': { name: './demo/x.py' },
    'two slashes': { name: 'demo//x.py' },
    empty: { name: '' },
    'a NUL': { name: 'demo/x.py\0.txt' },
    'a line feed': { name: 'demo/x\n::error::forged.py' },
    'an escape': { name: 'demo/x\u001B[2J.py' },
    blanks: { name: ' demo / x .py ' },
    'UTF-8 that is marked': { name: 'demo/größe.py' },
    'UTF-8 that is not marked': { name: 'demo/größe.py', flags: 0 },
    'Latin-1': { name: Buffer.from('demo/gr\xf6\xdfe.py', 'latin1'), flags: 0 },
    'Latin-1 that is marked as UTF-8': { name: Buffer.from('demo/gr\xf6\xdfe.py', 'latin1'), flags: 0x800 },
    'ASCII that is marked as UTF-8': { name: 'demo/x.py', flags: 0x800 },
    'overlong UTF-8': { name: Buffer.from([0x64, 0xc0, 0xaf, 0x78]), flags: 0x800 },
    'a surrogate': { name: Buffer.from([0x64, 0xed, 0xa0, 0x80]), flags: 0x800 },
    'a right-to-left override': { name: 'demo/\u202Eyp.exe' },
    'the same again': { name: 'demo/__init__.py', content: 'VALUE = "evil"\n' },
    'the same, spelled with a dot': { name: './demo/__init__.py', content: 'evil' },
    'the same in capitals': { name: 'DEMO/__INIT__.py', content: 'evil' },
    'below a file': { name: 'demo/__init__.py/x.py' },
    'a folder with a mode': { name: 'demo/sub/', content: '', mode: 0o040755 },
    'a folder without a mode': { name: 'demo/sub/', content: '', mode: 0 },
    'a folder with content': { name: 'demo/sub/', content: 'content' },
    'a file by its mode that is a folder by its name': { name: 'demo/sub/', content: '', mode: REGULAR },
    'a folder by its mode that is a file by its name': { name: 'demo/sub', content: '', mode: 0o040755 },
    'a link inside': { name: 'demo/link', content: '__init__.py', mode: 0o120777 },
    'a link outside': { name: 'demo/link', content: '../../etc/passwd', mode: 0o120777 },
    'a pipe': { name: 'demo/pipe', content: '', mode: 0o010644 },
    'a device': { name: 'demo/device', content: '', mode: 0o020644 },
    'a socket': { name: 'demo/socket', content: '', mode: 0o140644 },
    setuid: { name: 'demo/tool', mode: 0o104755 },
    'no rights': { name: 'demo/none', mode: 0o100000 },
    'of 300 bytes': { name: `demo/${'n'.repeat(300)}` },
    '200 folders deep': { name: `${'d/'.repeat(200)}x` },
    '5,000 folders deep': { name: `${'d/'.repeat(5000)}x` },
    'of Windows': { name: 'demo/aux.py' },
    '.data scripts': { name: 'demo-1.0.data/scripts/run', content: '#!/bin/sh\n' },
    '.data above the folder': { name: 'demo-1.0.data/purelib/../../../evil.py' },
    '.data elsewhere': { name: 'demo-1.0.data/data/../evil.py' },
    'another .dist-info': { name: 'other-2.0.dist-info/METADATA', content: 'Name: other\nVersion: 2.0\n' },
    'an installed hook': { name: 'evil.pth', content: 'import os; os.system("true")\n' },
    sitecustomize: { name: 'sitecustomize.py' },
    'a nested zip': { name: 'demo/nested.zip', content: other() },
    'a nested wheel': { name: 'demo/nested.whl', content: other() },
  }
  return [
    ...Object.entries(entries).map(([what, part]) => zip(`name: ${what}`, () => withEntry(part))),
    zip('two names of one file in Unicode', () => [
      { name: 'demo/caf\u00E9.py' },
      { name: 'demo/cafe\u0301.py' },
      ...wheelParts(),
    ]),
    zip('link, then a file below it', () => [
      { name: 'demo/sub', content: 'other', mode: 0o120777 },
      { name: 'demo/sub/x.py' },
      ...wheelParts(),
    ]),
    zip('4,500 names of 60 bytes', () =>
      Array.from({ length: 4500 }, (_, index) => ({ name: `demo/${'n'.repeat(55)}${index}`, content: '' })),
    ),
  ]
}

function endings(): Crafted[] {
  const plain = makeZip(wheelParts())
  const count = wheelParts().length
  const offset = plain.readUInt32LE(plain.length - 6)
  const size = plain.readUInt32LE(plain.length - 10)
  const with64 = (values: {
    readonly entries?: number
    readonly size?: number
    readonly offset?: number
    readonly place?: number
    readonly extra?: Buffer
    readonly short?: ZipEnding
  }): ZipEnding => ({
    beforeEnd: zip64End(
      values.entries ?? count,
      values.size ?? size,
      values.offset ?? offset,
      values.place ?? offset + size,
      values.extra,
    ),
    entries: 0xffff,
    directorySize: 0xffffffff,
    directoryOffset: 0xffffffff,
    ...values.short,
  })
  const ends: Readonly<Record<string, ZipEnding>> = {
    'zip64 end': with64({}),
    'zip64 end with another count': with64({ entries: 1 }),
    'zip64 end with a huge count': with64({ entries: 2 ** 40 }),
    'zip64 end with another size': with64({ size: 60 }),
    'zip64 end with another offset': with64({ offset: 3 }),
    'zip64 end elsewhere': with64({ place: 0 }),
    'zip64 end beyond the file': with64({ place: 2 ** 50 }),
    'zip64 end with more in it': with64({ extra: Buffer.from('junk') }),
    'zip64 end that the end contradicts': with64({
      short: { entries: 1, directorySize: 60, directoryOffset: offset },
    }),
    'zip64 end that nothing asks for': with64({
      short: { entries: count, directorySize: size, directoryOffset: offset },
    }),
    'fewer entries than there are': { entries: 1 },
    'more entries than there are': { entries: 99 },
    'no entries at all by its count': { entries: 0 },
    'directory is longer than it says': { directorySize: 60 },
    'directory is shorter than it says': { directorySize: size + 40 },
    'directory elsewhere': { directoryOffset: 3 },
    'directory beyond the file': { directoryOffset: 0xfffffff0 },
    'second volume': { disk: 1 },
    'comment is cut off': { commentLength: 30 },
    'comment is longer than it says': { comment: Buffer.from('comment'), commentLength: 3 },
    'comment with another end': { comment: plain.subarray(-22) },
    'comment of 64 kB of ends': {
      comment: Buffer.alloc(65_500, Buffer.from([0x50, 0x4b, 5, 6, ...Array<number>(18).fill(0)])),
    },
    'comment of 40 bytes': { comment: Buffer.alloc(40, 'c') },
    'an entry that the directory lacks': { order: [1, 2, 3], entries: 3 },
    'an entry that the directory has twice': { order: [0, 0, 1, 2, 3], entries: 5 },
  }
  return [
    ...Object.entries(ends).map(([what, ending]) => zip(`end: ${what}`, wheelParts, () => ending)),
    { name: 'an empty zip', file: WHEEL, bytes: () => makeZip([]) },
    { name: 'empty file', file: WHEEL, bytes: () => Buffer.alloc(0) },
    { name: 'text', file: WHEEL, bytes: () => Buffer.from('not a zip at all\n'.repeat(100)) },
    { name: 'the end alone', file: WHEEL, bytes: () => plain.subarray(-22) },
    ...[1, 21, 22, 100, 300].map((cut) => ({
      name: `cut off by ${cut} bytes`,
      file: WHEEL,
      bytes: () => plain.subarray(0, -cut),
    })),
    { name: 'two wheels in one', file: WHEEL, bytes: () => Buffer.concat([plain, plain]) },
    { name: '1 MB of entry marks', file: WHEEL, bytes: () => Buffer.alloc(999_000, u32(0x04034b50)) },
    { name: '1 MB of ends', file: WHEEL, bytes: () => Buffer.alloc(999_000, plain.subarray(-22)) },
    { name: '1 MB of directory marks', file: WHEEL, bytes: () => manyRecords() },
  ]
}

/** A directory of 20,000 records that all point to one entry. */
function manyRecords(): Buffer {
  const local = Buffer.concat([
    u32(0x04034b50),
    u16(20, 0, 0, 0, 0x21),
    u32(0, 0, 0),
    u16(1, 0),
    Buffer.from('a'),
  ])
  const record = Buffer.concat([
    u32(0x02014b50),
    u16(0x0314, 20, 0, 0, 0, 0x21),
    u32(0, 0, 0),
    u16(1, 0, 0, 0, 0),
    u32(0, 0),
    Buffer.from('a'),
  ])
  const count = 20_000
  const end = Buffer.concat([
    u32(0x06054b50),
    u16(0, 0, count, count),
    u32(record.length * count, local.length),
    u16(0),
  ])
  return Buffer.concat([local, Buffer.alloc(record.length * count, record), end])
}

const zeros = (megabytes: number, name = 'demo/zeros'): ZipPart => {
  const content = Buffer.alloc(megabytes * 1024 * 1024)
  return { name, content, method: 8, packed: deflateRawSync(content, { level: 9 }) }
}

const several = (count: number, megabytes: number): ZipPart[] => {
  const one = zeros(megabytes)
  return Array.from({ length: count }, (_, index) => ({ ...one, name: `demo/zeros${index}` }))
}

function sizes(): Crafted[] {
  return [
    zip('60 MB of zeros', () => withEntry(zeros(60))),
    zip('400 MB of zeros', () => withEntry(zeros(400))),
    zip('180 MB at the highest allowed ratio', () => [
      { name: 'demo/ballast', content: Buffer.alloc(750_000, 'b') },
      ...several(3, 60),
      ...wheelParts(),
    ]),
    zip('15 files of 60 MB', () => several(15, 60)),
    zip('METADATA of 60 MB', () =>
      wheelParts(undefined, { metadata: `X: ${' '.repeat(60 * 1024 * 1024)}\n` }),
    ),
    zip('RECORD of 300,000 lines', () => wheelParts(undefined, { record: 'a,,\n'.repeat(300_000) })),
    zip('RECORD of 40 MB', () => wheelParts(undefined, { record: 'a,,\n'.repeat(10_000_000) })),
    { name: 'overlapping entries', file: WHEEL, bytes: overlappingBomb },
  ]
}

function mutations(): Crafted[] {
  const plain = makeZip(
    wheelParts({ 'demo/__init__.py': 'VALUE = 1\n', 'demo/data.txt': 'data '.repeat(50) }),
  )
  return mutated(plain, 12).map((bytes, seed) => ({
    name: `bytes changed at random, ${seed}`,
    file: WHEEL,
    bytes: () => bytes,
  }))
}
