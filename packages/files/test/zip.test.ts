import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { listZip, openZipEntry } from '../src/index.ts'
import { type ZipPart, descriptor, extraField, makeZip, u32, u64, zip64End } from '@exuvia/crafted-archives'
import { listArchive, run, temporaryFolder, writeFiles } from './support.ts'

async function zipFile(bytes: Buffer, name = 'made.zip'): Promise<string> {
  const file = path.join(await temporaryFolder(), name)
  await writeFile(file, bytes)
  return file
}

/** Reads from the first entry to the last, and by name: both must see the same. */
async function readBothWays(bytes: Buffer): Promise<Record<string, string>> {
  const file = await zipFile(bytes)
  const all = (await listArchive(file)).filter(({ type }) => type === 'file')
  const named: Record<string, string> = {}
  for (const at of (await listZip(file)).keys()) {
    const chunks: Uint8Array[] = []
    for await (const chunk of openZipEntry(file, at)) chunks.push(chunk)
    named[at] = Buffer.concat(chunks).toString('utf8')
  }
  expect(named).toEqual(Object.fromEntries(all.map((entry) => [entry.path, entry.text])))
  return named
}

const NAMES = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    for i in z.infolist():
        if not i.is_dir(): print(i.filename, z.read(i).decode())`

/** What Python's zipfile finds, as `readBothWays` gives it. */
async function readByPython(bytes: Buffer): Promise<Record<string, string>> {
  const lines = (await run('python3', ['-c', NAMES, await zipFile(bytes)])).trimEnd().split('\n')
  return Object.fromEntries(
    lines.map((line) => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]),
  )
}

const TWO: readonly ZipPart[] = [{ name: 'a.py' }, { name: 'b.py', content: 'other', deflated: true }]
const packed = deflateRawSync('content')

describe('a zip that tiles its file is read, as zipfile reads it', () => {
  test.each<[string, Buffer]>([
    ['stored and deflated', makeZip(TWO)],
    ['with a directory in another order than the entries', makeZip(TWO, { order: [1, 0] })],
    ['with a name that is marked as UTF-8', makeZip([{ name: 'größe.py' }])],
    [
      'with a commit in its comment, as git archive writes it',
      makeZip(TWO, { comment: Buffer.alloc(40, 'c') }),
    ],
    ['with a comment of an entry', makeZip([{ name: 'a.py', comment: 'said of it' }])],
    [
      'with one first line, as a zipapp has it',
      makeZip(TWO, { front: Buffer.from('#!/usr/bin/env python3\n') }),
    ],
    [
      'behind a first line that cat wrote, which its offsets do not count',
      Buffer.concat([Buffer.from('#!/usr/bin/env python3\n'), makeZip(TWO)]),
    ],
    ...[true, false].flatMap((wide) =>
      [true, false].map((signed): [string, Buffer] => [
        `with a data descriptor, ${wide ? 'wide' : 'narrow'}, ${signed ? 'signed' : 'bare'}`,
        makeZip([
          {
            name: 'a.py',
            flags: 8,
            deflated: true,
            behind: descriptor('content', packed.length, wide, signed),
          },
          { name: 'b.py' },
        ]),
      ]),
    ),
    [
      'with zip64 sizes',
      makeZip([
        {
          name: 'a.py',
          extra: extraField(1, u64(7, 7)),
          local: { size: 0xffffffff, packedSize: 0xffffffff },
          central: { size: 0xffffffff, packedSize: 0xffffffff },
        },
      ]),
    ],
    ['with a zip64 end', withZip64End({})],
    ['filled up to align its data', makeZip([{ name: 'a.py', localExtra: Buffer.alloc(3) }])],
    [
      'with an empty deflated folder',
      makeZip([{ name: 'd/', content: '', deflated: true, mode: 0o040755 }, ...TWO]),
    ],
  ])('%s', { tags: ['python3'] }, async (_, bytes) => {
    expect(await readBothWays(bytes)).toEqual(await readByPython(bytes))
  })

  test('that Python wrote to a pipe', { tags: ['python3'] }, async () => {
    const folder = await temporaryFolder()
    await writeFiles(folder, { 'in/a.txt': 'text', 'in/d/b.txt': 'more '.repeat(1000) })
    await mkdir(path.join(folder, 'in/empty'))
    await run('python3', ['-c', STREAM, 'streamed.zip'], { cwd: folder })
    expect((await listArchive(path.join(folder, 'streamed.zip'))).map(({ path: at }) => at).sort()).toEqual([
      'in/a.txt',
      'in/d/b.txt',
    ])
  })

  test('with no entry at all', async () => {
    expect(await listArchive(await zipFile(makeZip([])))).toEqual([])
  })
})

/** Writes to a stream that cannot seek, which makes data descriptors. */
const STREAM = `
import sys, zipfile
class Pipe:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
with open(sys.argv[1], 'wb') as f, zipfile.ZipFile(Pipe(f), 'w', zipfile.ZIP_DEFLATED) as z:
    for n in ('in/a.txt', 'in/d/b.txt'): z.write(n)`

interface End64 {
  readonly entries?: number
  readonly place?: number
  readonly extra?: Buffer
  readonly short?: number
}

function withZip64End({ entries = 2, place, extra, short = 0xffff }: End64): Buffer {
  const plain = makeZip(TWO)
  const offset = plain.readUInt32LE(plain.length - 6)
  const size = plain.readUInt32LE(plain.length - 10)
  return makeZip(TWO, {
    beforeEnd: zip64End(entries, size, offset, place ?? offset + size, extra),
    entries: short,
    directorySize: 0xffffffff,
    directoryOffset: 0xffffffff,
  })
}

const junk = Buffer.from('junk')
const inner = makeZip([{ name: 'evil.py' }])

describe('a zip in which two tools could see different files is refused', () => {
  test.each<[string, Buffer, RegExp]>([
    ['bytes in front', makeZip(TWO, { front: junk }), /before its first entry/],
    [
      'bytes in front that the offsets do not know',
      Buffer.concat([junk, makeZip(TWO)]),
      /before its first entry/,
    ],
    ['two lines in front', makeZip(TWO, { front: Buffer.from('#!a\nb\n') }), /before its first entry/],
    ['a line in front without an end', makeZip(TWO, { front: Buffer.from('#!a') }), /before its first entry/],
    ['a whole zip in front', makeZip(TWO, { front: inner }), /before its first entry/],
    ['bytes between two entries', makeZip([{ name: 'a', behind: junk }, ...TWO]), /belong to no entry/],
    ['an entry that the directory lacks', makeZip(TWO, { order: [1], entries: 1 }), /before its first entry/],
    [
      'an entry between that the directory lacks',
      makeZip([...TWO, { name: 'c' }], { order: [0, 2], entries: 2 }),
      /belong to no entry/,
    ],
    ['a last entry that the directory lacks', makeZip(TWO, { order: [0], entries: 1 }), /belong to no entry/],
    ['bytes before the directory', makeZip(TWO, { gap: junk }), /belong to no entry/],
    ['bytes behind the directory', makeZip(TWO, { beforeEnd: junk }), /between its directory and its end/],
    ['bytes behind the end', makeZip(TWO, { behind: junk }), /follow its end/],
    ['a whole zip behind the end', makeZip(TWO, { behind: inner }), /before its first entry/],
    [
      'a comment that is longer than its length field',
      makeZip(TWO, { comment: junk, commentLength: 3 }),
      /follow its end/,
    ],
    ['a comment that is cut off', makeZip(TWO, { commentLength: 3 }), /comment is cut off/],
    ['a comment that holds a zip', makeZip(TWO, { comment: inner }), /./],
    ['a comment of 64 kB', makeZip(TWO, { comment: Buffer.alloc(65_535, 'c') }), /comment is longer/],
    ['an end in an entry’s comment', makeZip([{ name: 'a', comment: 'PK\u0005\u0006' }]), /another end/],
    ['more entries than it says', makeZip(TWO, { entries: 1 }), /more entries/],
    ['fewer entries than it says', makeZip(TWO, { entries: 3 }), /fewer entries/],
    ['a directory that is longer than it says', makeZip(TWO, { directorySize: 60 }), /between its directory/],
    ['a directory elsewhere', makeZip(TWO, { directoryOffset: 3 }), /between its directory/],
    [
      'a record of another kind in the directory',
      makeZip([{ name: 'a', central: { mark: 0x05054b50 } }]),
      /fewer entries/,
    ],
    ['several volumes', makeZip(TWO, { disk: 1 }), /volumes/],
    [
      'another name in the local header',
      makeZip([{ name: 'a', local: { name: 'b' } }]),
      /name is described in two ways/,
    ],
    ['another size there', makeZip([{ name: 'a', local: { size: 3 } }]), /size is described in two ways/],
    [
      'another packed size there',
      makeZip([{ name: 'a', local: { packedSize: 3 } }]),
      /size is described in two ways/,
    ],
    [
      'another checksum there',
      makeZip([{ name: 'a', local: { crc: 3 } }]),
      /checksum is described in two ways/,
    ],
    [
      'another method there',
      makeZip([{ name: 'a', local: { method: 8 } }]),
      /compression is described in two ways/,
    ],
    ['a descriptor that only one header names', makeZip([{ name: 'a', local: { flags: 8 } }]), /two ways/],
    ['UTF-8 that only one header names', makeZip([{ name: 'a', local: { flags: 0x0800 } }]), /two ways/],
    [
      'a descriptor with another size',
      makeZip([{ name: 'a', flags: 8, behind: descriptor('content!', 7) }]),
      /belong to no entry/,
    ],
    ['a descriptor that is missing', makeZip([{ name: 'a', flags: 8 }]), /belong to no entry/],
    [
      'a descriptor and more',
      makeZip([{ name: 'a', flags: 8, behind: Buffer.concat([descriptor('content', 7), junk]) }]),
      /belong to no entry/,
    ],
    ['two entries at one place', makeZip([{ name: 'a' }, { name: 'b', central: { offset: 0 } }]), /./],
    [
      'an entry inside another',
      makeZip([
        { name: 'a', content: makeZip([{ name: 'b' }]) },
        { name: 'b', central: { offset: 31 } },
      ]),
      /overlaps/,
    ],
    ['a second name (Info-ZIP)', makeZip([{ name: 'a', extra: unicodePath('a', 'evil.py') }]), /second name/],
    [
      'a second name in the local header',
      makeZip([{ name: 'a', localExtra: unicodePath('a', 'evil.py') }]),
      /second name/,
    ],
    [
      'a name that is not UTF-8',
      makeZip([{ name: Buffer.from('gr\xf6\xdfe', 'latin1'), flags: 0x0800 }]),
      /not UTF-8/,
    ],
    [
      'a name that is not ASCII, and not marked',
      makeZip([{ name: 'größe', flags: 0 }]),
      /neither ASCII nor marked/,
    ],
    [
      'extra fields that are cut off',
      makeZip([{ name: 'a', extra: Buffer.from([1, 0, 9, 0, 1]) }]),
      /cut off/,
    ],
    [
      'bytes that are no extra field',
      makeZip([{ name: 'a', localExtra: Buffer.from([1, 2, 3]) }]),
      /malformed/,
    ],
    [
      'a zip64 field that nothing requires',
      makeZip([{ name: 'a', extra: extraField(1, u64(7)), localExtra: Buffer.alloc(0) }]),
      /more than it needs/,
    ],
    [
      'two zip64 fields',
      makeZip([
        { name: 'a', localExtra: Buffer.concat([extraField(1, u64(7, 7)), extraField(1, u64(8, 8))]) },
      ]),
      /two zip64 fields/,
    ],
    ['a zip64 end with another count', withZip64End({ entries: 1 }), /more entries/],
    ['an end and a zip64 end that differ', withZip64End({ short: 1 }), /its end and its zip64 end differ/],
    ['a zip64 end elsewhere', withZip64End({ place: 0 }), /not where its locator says/],
    ['a zip64 end with more in it', withZip64End({ extra: junk }), /zip64/],
    [
      'a stored file with two sizes',
      makeZip([{ name: 'a', central: { size: 3 }, local: { size: 3 } }]),
      /two sizes/,
    ],
    [
      'bytes behind the compressed data',
      makeZip([{ name: 'a', method: 8, packed: Buffer.concat([packed, junk]) }]),
      /follow its compressed data/,
    ],
    [
      'compressed data that ends too early',
      makeZip([{ name: 'a', method: 8, packed: packed.subarray(0, -2) }]),
      /ends too early/,
    ],
    [
      'more than its size',
      makeZip([{ name: 'a', method: 8, content: 'conten', packed }]),
      /more than its stated size/,
    ],
    [
      'less than its size',
      makeZip([{ name: 'a', method: 8, content: 'content!', packed }]),
      /stated size is 8/,
    ],
  ])('%s', async (_, bytes, why) => {
    await expect(readBothWays(bytes)).rejects.toMatchObject({
      code: 'archive-damaged',
      kind: 'refused',
      message: expect.stringMatching(why),
      hint: expect.stringContaining('again'),
    })
  })

  test('a large file that continues after its end', async () => {
    const large = Buffer.alloc(2_000_000, 'large ')
    const bytes = makeZip([
      { name: 'a', content: large, method: 8, packed: Buffer.concat([deflateRawSync(large), junk]) },
    ])
    await expect(readBothWays(bytes)).rejects.toThrow(/follow its compressed data/)
    expect(await readBothWays(makeZip([{ name: 'a', content: large, deflated: true }]))).toEqual({
      a: large.toString(),
    })
  })
})

function unicodePath(name: string, other: string): Buffer {
  return extraField(0x7075, Buffer.concat([Buffer.from([1]), u32(crc32(name)), Buffer.from(other)]))
}

describe('a zip whose entries unpack to too much is refused', () => {
  const zeros = deflateRawSync(Buffer.alloc(70 * 1024 * 1024))

  test('one entry among others that are not packed', async () => {
    const bytes = makeZip([
      { name: 'ballast', content: Buffer.alloc(1_000_000, 'b') },
      { name: 'bomb', method: 8, content: Buffer.alloc(70 * 1024 * 1024), packed: zeros },
    ])
    await expect(listZip(await zipFile(bytes))).rejects.toMatchObject({ code: 'archive-bomb' })
    await expect(listArchive(await zipFile(bytes))).rejects.toMatchObject({ code: 'archive-bomb' })
  })

  test('all of them together', async () => {
    const part = deflateRawSync(Buffer.alloc(20 * 1024 * 1024))
    const content = Buffer.alloc(20 * 1024 * 1024)
    const bytes = makeZip(['a', 'b', 'c', 'd'].map((name) => ({ name, method: 8, content, packed: part })))
    await expect(listZip(await zipFile(bytes))).rejects.toMatchObject({ code: 'archive-bomb' })
  })
})
