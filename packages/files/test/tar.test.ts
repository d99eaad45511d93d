import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { makeTar, padded, paxRecord, tarHeader } from '@exuvia/crafted-archives'
import { listArchive, packFiles, run, temporaryFolder } from './support.ts'

async function archive(bytes: Buffer, name = 'made.tar'): Promise<string> {
  const file = path.join(await temporaryFolder(), name)
  await writeFile(file, bytes)
  return file
}

const FILES = `
import sys, tarfile
with tarfile.open(sys.argv[1]) as t:
    for m in t:
        print(m.name, int(m.mtime), m.isdir(), m.linkname, t.extractfile(m).read().decode() if m.isreg() else '', sep='|')`

/** What Python's tarfile finds: path, time, whether it is a folder, link, content. */
async function listByPython(file: string): Promise<string[]> {
  return (await run('python3', ['-c', FILES, file])).trimEnd().split('\n')
}

async function listByUs(file: string): Promise<string[]> {
  return (await listArchive(file)).map((entry) =>
    [
      entry.path,
      entry.mtime,
      entry.type === 'directory' ? 'True' : 'False',
      entry.link ?? '',
      entry.text,
    ].join('|'),
  )
}

const content = padded('content')
const file = [tarHeader('a', '0', { size: 7 }), content]
const pax = (...records: string[]): Buffer[] => {
  const body = records.map(paxRecord).join('')
  return [tarHeader('x', 'x', { size: Buffer.byteLength(body) }), padded(body)]
}
const gnu = (type: 'L' | 'K', name: string): Buffer[] => [
  tarHeader('././@LongLink', type, { size: name.length + 1 }),
  padded(`${name}\0`),
]
const globally = (record: string): Buffer[] => [
  tarHeader('g', 'g', { size: Buffer.byteLength(paxRecord(record)) }),
  padded(paxRecord(record)),
]

describe('a tar archive is read as tarfile, GNU tar and bsdtar read it', () => {
  test.each<[string, Buffer[]]>([
    ['a pax path', [...pax('path=b/long'), ...file]],
    ['a GNU long name', [...gnu('L', 'b/long'), ...file]],
    ['both, where they are the same', [...gnu('L', 'b'), ...pax('path=b'), ...file]],
    ['a pax link', [...pax('linkpath=t'), tarHeader('l', '2')]],
    ['a GNU long link', [...gnu('K', 't'), tarHeader('l', '2')]],
    ['a pax time with a fraction', [...pax('mtime=1350244992.023960108'), ...file]],
    ['a pax time before 1970', [...pax('mtime=-3'), ...file]],
    ['a size in base-256', [tarHeader('a', '0', { size: 7, binary: 'size' }), content]],
    [
      'a time before 1970 in base-256',
      [tarHeader('a', '0', { size: 7, mtime: -5, binary: 'mtime' }), content],
    ],
    ['an owner in base-256', [tarHeader('a', '0', { size: 7, uid: 3_000_000_000, binary: 'uid' }), content]],
    ['a prefix', [tarHeader('a', '0', { size: 7, prefix: 'deep/er' }), content]],
    ['an old file', [tarHeader('a', '\0', { size: 7, magic: '\0\0\0\0\0\0\0\0' }), content]],
    ['an old folder', [tarHeader('d/', '\0', { magic: '\0\0\0\0\0\0\0\0' })]],
    ['a global comment', [...globally('comment=0123'), ...file]],
    ['two global comments', [...globally('comment=0123'), ...globally('comment=4567'), ...file]],
  ])('%s', { tags: ['bsdtar', 'python3', 'tar'] }, async (_, parts) => {
    const made = await archive(makeTar(parts))
    const ours = await listByUs(made)
    expect(ours).toEqual(await listByPython(made))
    const names = ours.map((line) => line.split('|')[0])
    for (const tool of ['tar', 'bsdtar']) {
      const listed = (await run(tool, ['-tf', made])).trimEnd().split('\n')
      expect(listed.map((line) => line.replace(/\/$/, ''))).toEqual(names)
    }
  })
})

test(
  'the owner -2 of old systems is read as tarfile reads it, and a time before 1970 rounds down',
  { tags: ['python3'] },
  async () => {
    const owner = await archive(makeTar([tarHeader('a', '0', { size: 7, uid: -2, binary: 'uid' }), content]))
    expect(await listByUs(owner)).toEqual(await listByPython(owner))
    expect(await listByUs(await archive(makeTar([...pax('mtime=-3.5'), ...file])))).toEqual([
      'a|-4|False||content',
    ])
  },
)

describe('a tar archive in which two tools could see different files is refused', () => {
  test.each<[string, Buffer[], RegExp]>([
    ['two extended headers', [...pax('path=good'), ...pax('path=evil'), ...file], /two extended headers/],
    [
      'two extended headers, one of them empty',
      [...pax('path=good'), tarHeader('x', 'x'), ...file],
      /two extended headers/,
    ],
    ['two long names', [...gnu('L', 'good'), ...gnu('L', 'evil'), ...file], /two long names/],
    ['two long names that are alike', [...gnu('L', 'good'), ...gnu('L', 'good'), ...file], /two long names/],
    ['two long links', [...gnu('K', 'good'), ...gnu('K', 'evil'), tarHeader('l', '2')], /two long links/],
    [
      'a long name that goes on behind its size, where tarfile and GNU tar read on',
      [tarHeader('././@LongLink', 'L', { size: 4 }), padded('goodevil'), ...file],
      /long name has no end/,
    ],
    [
      'a long link that goes on behind its size',
      [tarHeader('././@LongLink', 'K', { size: 4 }), padded('goodevil'), tarHeader('l', '2')],
      /long name has no end/,
    ],
    ['a long name and another pax path', [...gnu('L', 'good'), ...pax('path=evil'), ...file], /two names/],
    [
      'a long link and another pax link',
      [...gnu('K', 'good'), ...pax('linkpath=evil'), tarHeader('l', '2')],
      /two links/,
    ],
    [
      'a global header between',
      [...pax('path=good'), ...globally('comment=c'), ...file],
      /global header is between/,
    ],
    ['a path for every entry', [...globally('path=evil'), ...file], /global header sets "path"/],
    ['a time for every entry', [...globally('mtime=1'), ...file], /global header sets "mtime"/],
    ['a size for every entry', [...globally('size=1'), ...file], /global header sets "size"/],
    ['a long link for nothing', gnu('K', 'b'), /nothing that it is for/],
    ['a record twice', [...pax('path=good', 'path=evil'), ...file], /"path" twice/],
    ['an empty path', [...pax('path='), ...file], /"path" is empty/],
    ['an empty size', [...pax('size='), ...file], /"size" is empty/],
    ['a time that is no number', [...pax('mtime=0x10'), ...file], /its time is/],
    ['another size', [...pax('size=3'), ...file], /two sizes/],
    ['names in another charset', [...pax('hdrcharset=BINARY', 'path=b'), ...file], /not UTF-8/],
    [
      'a prefix in a header of GNU',
      [tarHeader('a', '0', { size: 7, prefix: 'evil', magic: 'ustar  \0' }), content],
      /prefix/,
    ],
    [
      'a prefix in a header without magic',
      [tarHeader('a', '0', { size: 7, prefix: 'evil', magic: '\0\0\0\0\0\0\0\0' }), content],
      /prefix/,
    ],
    [
      'a prefix in a header with another magic',
      [tarHeader('a', '0', { size: 7, prefix: 'evil', magic: 'ustarX00' }), content],
      /prefix/,
    ],
    [
      'a file that ends in a slash',
      [tarHeader('a/', '0', { size: 7 }), content],
      /a file by its type and a folder by its name/,
    ],
    [
      'an old file that is a folder by one of its names',
      [...pax('path=b'), tarHeader('a/', '\0')],
      /a file and a folder/,
    ],
    [
      'an owner that is not a number, where tarfile stops',
      [...file, tarHeader('b', '0', { owner: 'evil' })],
      /owner is not a number/,
    ],
    [
      'a device number that is not a number',
      [...file, tarHeader('b', '0', { device: 'evil' })],
      /device number is not a number/,
    ],
    ['a negative size', [tarHeader('a', '0', { size: -512, binary: 'size' }), content], /size is negative/],
    [
      'a size beyond all numbers',
      [tarHeader('a', '0', { size: 7, binary: 'size', huge: true }), content],
      /size is out of range/,
    ],
    ['an entry behind one block of zeros', [...file, Buffer.alloc(512), ...file], /follows its end mark/],
    ['an entry behind the end', [...file, Buffer.alloc(1024), ...file], /follows its end mark/],
  ])('%s', async (_, parts, why) => {
    await expect(listByUs(await archive(makeTar(parts)))).rejects.toMatchObject({
      code: 'archive-damaged',
      kind: 'refused',
      message: expect.stringMatching(why),
      hint: expect.stringContaining('again'),
    })
  })

  test.each(['GNU.sparse.major=1', 'SCHILY.realsize=9'])('a sparse file by %s', async (record) => {
    await expect(listByUs(await archive(makeTar([...pax(record), ...file])))).rejects.toMatchObject({
      code: 'archive-unsupported',
    })
  })
})

describe('gzip data', () => {
  const tar = makeTar(file)

  test('with all that its header may have is read', async () => {
    const header = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3]),
      Buffer.from([4, 0, 1, 2, 3, 4]),
      Buffer.from('name.tar\0comment\0'),
      Buffer.from([0, 0]),
    ])
    const plain = gzipSync(tar)
    const made = await archive(Buffer.concat([header, plain.subarray(10)]), 'a.tar.gz')
    expect(await listByUs(made)).toEqual(['a|0|False||content'])
  })

  test.each<[string, Buffer, string]>([
    [
      'a second member with the rest',
      Buffer.concat([gzipSync(tar.subarray(0, 1024)), gzipSync(tar.subarray(1024))]),
      'archive-damaged',
    ],
    ['a second member behind the end', Buffer.concat([gzipSync(tar), gzipSync(tar)]), 'archive-damaged'],
    ['an empty second member', Buffer.concat([gzipSync(tar), gzipSync(Buffer.alloc(0))]), 'archive-damaged'],
    ['junk behind it', Buffer.concat([gzipSync(tar), Buffer.from('junk')]), 'archive-damaged'],
    ['zeros behind it', Buffer.concat([gzipSync(tar), Buffer.alloc(512)]), 'archive-damaged'],
    ['a reserved flag', withByte(gzipSync(tar), 3, 0x40), 'archive-damaged'],
    ['another method', withByte(gzipSync(tar), 2, 7), 'archive-damaged'],
    ['a wrong checksum', withByte(gzipSync(tar), -8, 1), 'archive-damaged'],
    ['a wrong size', withByte(gzipSync(tar), -4, 1), 'archive-damaged'],
    [
      'an extra field that is cut off',
      Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 255, 255]),
      'archive-truncated',
    ],
    [
      'a name without an end',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.alloc(70_000, 'n')]),
      'archive-damaged',
    ],
    [
      'deflate data without an end',
      Buffer.concat([
        gzipSync(tar).subarray(0, 10),
        deflateRawSync(tar, { finishFlush: constants.Z_SYNC_FLUSH }),
        Buffer.alloc(8),
      ]),
      'archive-truncated',
    ],
  ])('with %s is refused', async (_, bytes, code) => {
    await expect(listByUs(await archive(bytes, 'a.tar.gz'))).rejects.toMatchObject({ code, kind: 'refused' })
  })

  test(
    'is refused if the bytes after it are at the edge of a piece that is read',
    { tags: ['tar'] },
    async () => {
      const folder = await temporaryFolder()
      const packed = path.join(folder, 'a.tar.gz')
      await packFiles(packed, {
        noise: Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * at * 31) % 251)),
      })
      const bytes = await readFile(packed)
      for (const length of [1, 256 * 1024 - (bytes.length % (256 * 1024)), 256 * 1024]) {
        await writeFile(packed, Buffer.concat([bytes, Buffer.alloc(length, 'j')]))
        await expect(listByUs(packed)).rejects.toMatchObject({ code: 'archive-damaged' })
      }
    },
  )
})

function withByte(bytes: Buffer, at: number, mask: number): Buffer {
  const index = at < 0 ? bytes.length + at : at
  bytes[index] = (bytes[index] ?? 0) ^ mask
  return bytes
}

/** Makes 500 files, each in `depth` nested folders. */
function deepEntries(depth: number): Buffer[] {
  const folders = 'd/'.repeat(depth)
  return Array.from({ length: 500 }, (_, index) => [
    ...pax(`path=${String(index).padStart(5, '0')}/${folders}f`),
    tarHeader('f', '0'),
  ]).flat()
}

describe('nested folders', () => {
  test('cost no more than their names, and are bounded', async () => {
    expect(await listArchive(await archive(makeTar(deepEntries(120))))).toHaveLength(500)
    await expect(listArchive(await archive(makeTar(deepEntries(2000))))).rejects.toMatchObject({
      code: 'archive-unsafe',
      message: expect.stringContaining('nested folders'),
    })
  })

  test('do not make a small archive expensive', { tags: ['slow'] }, async () => {
    const entries = Array.from({ length: 9000 }, (_, index) => tarHeader(`f${index % 10}/${index}`, '0'))
    await expect(
      listArchive(await archive(gzipSync(makeTar(entries), { level: 9 }), 'a.tar.gz')),
    ).resolves.toHaveLength(9000)
    const same = Array.from({ length: 60_000 }, () => tarHeader('d/', '5'))
    await expect(
      listArchive(await archive(gzipSync(makeTar(same), { level: 9 }), 'a.tar.gz')),
    ).rejects.toMatchObject({ code: 'archive-bomb' })
  })
})

test('a pipe is refused at once, without waiting', async () => {
  const pipe = path.join(await temporaryFolder(), 'pipe')
  await run('mkfifo', [pipe])
  await expect(listArchive(pipe)).rejects.toMatchObject({ code: 'not-a-file', kind: 'usage' })
})
