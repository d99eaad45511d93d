import { makeZip } from '@exuvia/crafted-archives'
import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { hasTool, testEach } from '@exuvia/test-needs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readArchive } from '../src/index.ts'
import { SAMPLE, listArchive, packFiles, run, temporaryFolder, writeFiles } from './support.ts'

let hostile = ''
beforeAll(async () => {
  // Each test that reads one declares python3 by its tag.
  if (!hasTool('python3')) return
  hostile = await mkdtemp(path.join(tmpdir(), 'exuvia-hostile-'))
  await run('python3', [path.join(import.meta.dirname, 'fixtures/hostile.py'), hostile])
})
afterAll(async () => {
  if (hostile !== '') await rm(hostile, { recursive: true })
})

/** The files of an archive by path, with the values to compare. */
async function regularFiles(name: string): Promise<unknown> {
  return (await listArchive(name))
    .filter(({ type }) => type === 'file')
    .map(({ path: at, size, text, mode }) => ({ at, size, text, executable: mode === 0o755 }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
}

/** A copy of an archive with some bytes changed. */
async function altered(name: string, change: (bytes: Buffer) => Buffer | undefined): Promise<string> {
  const bytes = await readFile(path.join(hostile, name))
  const file = path.join(await temporaryFolder(), name)
  await writeFile(file, change(bytes) ?? bytes)
  return file
}

/** Puts the right checksum into the header at an offset. */
function seal(tar: Buffer, offset = 0): void {
  tar.fill(0x20, offset + 148, offset + 156)
  const sum = tar.subarray(offset, offset + 512).reduce((total, byte) => total + byte, 0)
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, offset + 148, 'latin1')
}

/** Makes a tar header by hand, for what no tool writes. */
function headerBlock(name: string, type: string, size: number): Buffer {
  const block = Buffer.alloc(512)
  block.write(name, 0)
  block.write('0000644\0', 100)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write('00000000000\0', 136)
  block.write(type, 156)
  block.write('ustar\x0000', 257)
  seal(block)
  return block
}

function padded(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

async function tarOf(...parts: Buffer[]): Promise<string> {
  const file = path.join(await temporaryFolder(), 'made.tar')
  await writeFile(file, Buffer.concat([...parts, Buffer.alloc(1024)]))
  return file
}

describe('what Exuvia and other tools pack', () => {
  testEach([
    { name: 'GNU tar', needs: ['tar'], args: ['--format=gnu', '-cf'] },
    { name: 'GNU tar, pax', needs: ['tar'], args: ['--format=pax', '-cf'] },
    { name: 'GNU tar, compressed', needs: ['tar'], args: ['--format=gnu', '-czf'] },
    { name: 'bsdtar', needs: ['bsdtar'], args: ['--format=pax', '-cf'] },
    { name: 'bsdtar, zip', needs: ['bsdtar'], args: ['--format=zip', '-cf'] },
    { name: 'busybox', needs: ['busybox'], args: ['tar', '-cf'] },
    { name: 'Python tarfile', needs: ['python3'], args: ['-m', 'tarfile', '-c'] },
    { name: 'Python zipfile', needs: ['python3'], args: ['-m', 'zipfile', '-c'] },
  ])('$name is read, long and foreign names too', async ({ needs: [tool], args }) => {
    const folder = await temporaryFolder()
    await writeFiles(path.join(folder, 'pkg-1.0'), SAMPLE)
    const file = path.join(folder, 'other.tar')
    const env = { ...process.env, LC_ALL: 'C.UTF-8' }
    await run(`${tool}`, [...args, file, 'pkg-1.0'], { cwd: folder, env })
    expect(await regularFiles(file)).toEqual(
      Object.entries(SAMPLE)
        .map(([at, content]) => ({
          at: `pkg-1.0/${at}`,
          size: Buffer.byteLength(content),
          text: content.toString(),
          executable: at.startsWith('bin/'),
        }))
        .sort((a, b) => (a.at < b.at ? -1 : 1)),
    )
  })

  test('has links only to places inside', { tags: ['python3'] }, async () => {
    const links = { 'd/l': 'f', up: './d', 'd/back': '../up', h: 'd/f' }
    const found = await listArchive(path.join(hostile, 'good-links.tar'))
    expect(
      Object.fromEntries(
        found.flatMap((entry) => (entry.link === undefined ? [] : [[entry.path, entry.link]])),
      ),
    ).toEqual(links)
    // Python unpacks a link in a zip as a file.
    await expect(listArchive(path.join(hostile, 'good-links.zip'))).rejects.toMatchObject({
      code: 'archive-unsafe',
      message: expect.stringContaining('symbolic link'),
    })
  })

  test('may contain a comment for all entries, as git archive writes it', { tags: ['python3'] }, async () => {
    expect(await listArchive(path.join(hostile, 'global-comment.tar'))).toMatchObject([
      { path: 'a', text: 'x' },
    ])
  })

  test('is a file even if the short form of its name ends in a slash', { tags: ['python3'] }, async () => {
    expect(await listArchive(path.join(hostile, 'cut-at-slash.tar'))).toMatchObject([
      { type: 'file', text: 'x' },
    ])
  })

  test('is skipped if nobody reads the content', { tags: ['tar'] }, async () => {
    const file = path.join(await temporaryFolder(), 'a.tar.gz')
    await packFiles(file, SAMPLE)
    const paths = []
    for await (const entry of readArchive(file)) paths.push(entry.path)
    expect(paths).toContain('pkg-1.0/lib/pkg/data.txt')
  })

  test.each(['case', 'eszett', 'composed'])(
    'is reported if names are one file on another system (%s)',
    { tags: ['python3'] },
    async (name) => {
      const [first, second] = await listArchive(path.join(hostile, `${name}.tar`))
      expect(first?.collidesWith).toBeUndefined()
      expect(second?.collidesWith).toBe(first?.path)
    },
  )
})

describe('an archive that writes outside its folder is refused', () => {
  test.each([
    ['absolute.tar', 'an absolute path (CVE-2007-4559)'],
    ['absolute-many-slashes.tar', 'slashes that are stripped one at a time (CVE-2021-32804)'],
    ['parent.tar', '..'],
    ['parent-inside.tar', '.. further in'],
    ['dot-parent.tar', '.. behind ./'],
    ['backslash.tar', 'a backslash (CVE-2021-37701)'],
    ['drive.tar', 'a drive letter'],
    ['drive-relative.tar', 'a path relative to a drive (CVE-2021-37713)'],
    ['symlink-absolute.tar', 'an absolute symbolic link (CVE-2026-23745)'],
    ['symlink-parent.tar', 'a symbolic link upwards'],
    ['symlink-drive.tar', 'a symbolic link to a drive'],
    ['symlink-through-link.tar', 'a symbolic link through another (CVE-2025-4330)'],
    ['symlink-then-file.tar', 'a file through a symbolic link'],
    ['folder-then-symlink.tar', 'a folder that becomes a symbolic link (CVE-2021-32803)'],
    ['implied-folder-then-symlink.tar', 'an implied folder that becomes a symbolic link'],
    ['symlink-overwritten.tar', 'a symbolic link that is written to'],
    ['hardlink-absolute.tar', 'an absolute hard link (CVE-2026-26960)'],
    ['hardlink-parent.tar', 'a hard link upwards (CVE-2026-24842)'],
    ['hardlink-missing.tar', 'a hard link to what is not in the archive'],
    ['hardlink-to-symlink.tar', 'a hard link to a symbolic link'],
    ['hardlink-overwritten.tar', 'a hard link that is written to (CVE-2018-20834)'],
    ['duplicate.tar', 'a path twice'],
    ['duplicate-spelled.tar', 'a path twice, spelled in two ways'],
    ['file-as-folder.tar', 'a file used as a folder'],
    ['long-name.tar', 'a name that no file system takes'],
    ['deep.tar', 'thousands of nested folders (CVE-2024-28863)'],
    ['empty-name.tar', 'an empty name'],
    ['control.tar', 'control characters and ..'],
    ['absolute.zip', 'an absolute path'],
    ['parent.zip', '.. (Zip Slip, CVE-2018-1002201)'],
    ['backslash.zip', 'a backslash'],
    ['drive.zip', 'a drive letter'],
    ['symlink-parent.zip', 'a symbolic link upwards'],
    ['symlink-then-file.zip', 'a file through a symbolic link'],
    ['duplicate.zip', 'a path twice'],
  ])('%s: %s', { tags: ['python3'] }, async (name) => {
    const reading = listArchive(path.join(hostile, name))
    await expect(reading).rejects.toMatchObject({ code: 'archive-unsafe', kind: 'refused' })
    // No control character of a name reaches the terminal.
    // oxlint-disable-next-line no-control-regex
    await expect(reading).rejects.toMatchObject({ message: expect.not.stringMatching(/[\u0000-\u001F]/) })
  })

  test.each(['character-device.tar', 'block-device.tar', 'fifo.tar', 'fifo.zip'])(
    '%s',
    { tags: ['python3'] },
    async (name) => {
      await expect(listArchive(path.join(hostile, name))).rejects.toMatchObject({
        code: 'archive-unsupported',
      })
    },
  )
})

describe('an archive that two tools could read differently is refused', () => {
  const file = padded('content')

  test.each<[string, Buffer[]]>([
    [
      'two sizes (CVE-2025-62518)',
      [headerBlock('x', 'x', 9), padded('9 size=0\n'), headerBlock('a', '0', 7), file],
    ],
    [
      'a pax size that is not a number',
      [headerBlock('x', 'x', 10), padded('10 size=x\n'), headerBlock('a', '0', 7), file],
    ],
    [
      'a pax record that is too long',
      [headerBlock('x', 'x', 9), padded('99 path=b'), headerBlock('a', '0', 7), file],
    ],
    [
      'a pax record without a line end',
      [headerBlock('x', 'x', 9), padded('9 path=bb'), headerBlock('a', '0', 7), file],
    ],
    [
      'a pax record of length 0',
      [headerBlock('x', 'x', 9), padded('0 path=b\n'), headerBlock('a', '0', 7), file],
    ],
    [
      'two names',
      [
        headerBlock('L', 'L', 2),
        padded('b\0'),
        headerBlock('x', 'x', 9),
        padded('9 path=c\n'),
        headerBlock('a', '0', 7),
        file,
      ],
    ],
    ['content in a folder', [headerBlock('a/', '5', 7), file]],
    ['content in a symbolic link', [headerBlock('a', '2', 7), file]],
    ['an extended header for nothing', [headerBlock('x', 'x', 9), padded('9 path=c\n')]],
    ['an extended header of 2 MiB', [headerBlock('x', 'x', 2 * 1024 * 1024)]],
    [
      'something behind the end',
      [headerBlock('a', '0', 7), file, Buffer.alloc(1024), headerBlock('b', '0', 7), file],
    ],
  ])('%s', async (_, parts) => {
    await expect(listArchive(await tarOf(...parts))).rejects.toMatchObject({ code: 'archive-damaged' })
  })

  test('a path for every entry', { tags: ['python3'] }, async () => {
    await expect(listArchive(path.join(hostile, 'global-path.tar'))).rejects.toMatchObject({
      code: 'archive-damaged',
    })
  })

  test('a name that is not UTF-8', { tags: ['python3'] }, async () => {
    const reading = listArchive(path.join(hostile, 'latin1.tar'))
    await expect(reading).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining('UTF-8'),
    })
  })

  test('sparse files', { tags: ['tar'] }, async () => {
    const folder = await temporaryFolder()
    await run('truncate', ['-s', '1M', 'hole'], { cwd: folder })
    for (const format of ['gnu', 'pax']) {
      await run('tar', ['-S', `--format=${format}`, '-cf', `${format}.tar`, 'hole'], { cwd: folder })
      await expect(listArchive(path.join(folder, `${format}.tar`))).rejects.toMatchObject({
        code: 'archive-unsupported',
      })
    }
  })

  test('a local header with another name', { tags: ['python3'] }, async () => {
    const zip = await altered('two.zip', (bytes) => void bytes.write('lirst', bytes.indexOf('first')))
    await expect(listArchive(zip)).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining('two ways'),
    })
  })

  test('entries that overlap', { tags: ['python3'] }, async () => {
    const zip = await altered('two.zip', (bytes) => {
      // The central directory's second entry points to the first one's local header.
      const central = bytes.lastIndexOf(Buffer.from('504b0102', 'hex'))
      bytes.writeUInt32LE(0, central + 42)
      return bytes
    })
    await expect(listArchive(zip)).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining('overlaps'),
    })
  })

  test('bytes after the end of a zip', { tags: ['python3'] }, async () => {
    const zip = await altered('two.zip', (bytes) => Buffer.concat([bytes, Buffer.from('more')]))
    await expect(listArchive(zip)).rejects.toMatchObject({ code: 'archive-damaged' })
  })

  test('bytes after the end of a gzip', { tags: ['tar'] }, async () => {
    const folder = await temporaryFolder()
    const packed = path.join(folder, 'a.tar.gz')
    await packFiles(packed, { a: 'b' })
    await writeFile(packed, Buffer.concat([await readFile(packed), Buffer.from('hidden')]))
    await expect(listArchive(packed)).rejects.toMatchObject({ code: 'archive-damaged' })
  })
})

describe('an archive that is broken is refused', () => {
  test('a header whose checksum is wrong', { tags: ['python3'] }, async () => {
    const tar = await altered('case.tar', (bytes) => void bytes.write('X', 0))
    await expect(listArchive(tar)).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining('checksum'),
    })
  })

  test('a zip entry whose checksum is wrong', { tags: ['python3'] }, async () => {
    const zip = await altered('two.zip', (bytes) => void bytes.write('One', bytes.indexOf('one')))
    await expect(listArchive(zip)).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining('checksum'),
    })
  })

  test('a tarball that is truncated at any place', { tags: ['python3', 'tar'] }, async () => {
    const folder = await temporaryFolder()
    const packed = path.join(folder, 'a.tar.gz')
    await packFiles(packed, { 'lib/pkg/data.txt': 'data', 'bin/start': '#!/bin/sh' })
    const bytes = await readFile(packed)
    for (const length of [12, 40, Math.floor(bytes.length / 2), bytes.length - 9, bytes.length - 1]) {
      await writeFile(packed, bytes.subarray(0, length))
      await expect(listArchive(packed)).rejects.toMatchObject({ code: 'archive-truncated' })
    }
    for (const length of [512, 700, 1024]) {
      const plain = await altered('case.tar', (tar) => tar.subarray(0, length))
      await expect(listArchive(plain)).rejects.toMatchObject({ code: 'archive-truncated' })
    }
  })

  test(
    'a tarball that is truncated in the middle of a large file, when that file is read',
    { tags: ['tar'] },
    async () => {
      const packed = path.join(await temporaryFolder(), 'a.tar.gz')
      await packFiles(packed, { large: randomBytes(400_000).toString('hex') })
      const bytes = await readFile(packed)
      await writeFile(packed, bytes.subarray(0, bytes.length / 2))
      await expect(listArchive(packed)).rejects.toMatchObject({ code: 'archive-truncated' })
    },
  )

  test('gzip data with a changed byte', { tags: ['tar'] }, async () => {
    const packed = path.join(await temporaryFolder(), 'a.tar.gz')
    await packFiles(packed, { a: 'some text' })
    const bytes = await readFile(packed)
    bytes[bytes.length - 6] = (bytes[bytes.length - 6] ?? 0) ^ 1
    await writeFile(packed, bytes)
    await expect(listArchive(packed)).rejects.toMatchObject({ code: 'archive-damaged' })
  })

  test('a truncated zip', { tags: ['python3'] }, async () => {
    const zip = await altered('two.zip', (bytes) => bytes.subarray(0, -10))
    await expect(listArchive(zip)).rejects.toMatchObject({ code: 'archive-damaged' })
  })

  test.each([
    ['7-Zip', Buffer.from('377abcaf271c', 'hex')],
    ['lz4', Buffer.from('04224d18', 'hex')],
    // An xz file whose check is CRC-16, which does not exist.
    ['xz', Buffer.from('fd377a585a0000034543d0d8', 'hex')],
    [
      '"a" is packed with bzip2, not with deflate',
      makeZip([{ name: 'a', method: 12, packed: Buffer.from('BZh') }]),
    ],
    [
      '"a" is packed with LZMA, not with deflate',
      makeZip([{ name: 'a', method: 14, packed: Buffer.from('x') }]),
    ],
    ['unknown format', Buffer.from('hello')],
    ['unknown format', Buffer.alloc(0)],
  ])('the error for %s names the formats that Exuvia reads', async (what, bytes) => {
    const file = path.join(await temporaryFolder(), 'a.tar.gz')
    await writeFile(file, bytes)
    await expect(listArchive(file)).rejects.toMatchObject({
      code: 'archive-unsupported',
      message: expect.stringContaining(what),
      hint: expect.stringContaining('.tar.gz'),
    })
  })

  test('a missing file is a usage error', async () => {
    await expect(listArchive('/nonexistent/a.tar')).rejects.toMatchObject({
      code: 'archive-not-found',
      kind: 'usage',
    })
  })
})

describe('an archive above the limits is refused', () => {
  test.each(['bomb.tar.gz', 'bomb.zip'])('%s', { tags: ['python3'] }, async (name) => {
    await expect(listArchive(path.join(hostile, name))).rejects.toMatchObject({ code: 'archive-bomb' })
  })

  test('more entries or bytes than allowed', { tags: ['python3'] }, async () => {
    for (const name of ['case.tar', 'two.zip']) {
      const file = path.join(hostile, name)
      await expect(listArchive(file, { entries: 1 })).rejects.toMatchObject({ code: 'archive-too-large' })
      await expect(listArchive(file, { bytes: 5 })).rejects.toMatchObject({ code: 'archive-too-large' })
    }
  })

  test('a bomb in a gzip that is not a tar is refused without unpacking it', async () => {
    const file = path.join(await temporaryFolder(), 'a.tar.gz')
    await writeFile(file, gzipSync(Buffer.alloc(80 * 1024 * 1024, 'x')))
    await expect(listArchive(file)).rejects.toMatchObject({ code: 'archive-damaged' })
  })
})

test('reading content too late is an error and returns no other bytes', { tags: ['python3'] }, async () => {
  const folder = await temporaryFolder()
  await copyFile(path.join(hostile, 'case.tar'), path.join(folder, 'a.tar'))
  const kept: AsyncIterable<Uint8Array>[] = []
  for await (const entry of readArchive(path.join(folder, 'a.tar'))) kept.push(entry.content)
  const late = async (): Promise<void> => {
    for await (const _ of kept[0] ?? []) void _
  }
  await expect(late()).rejects.toThrow('after the next entry')
})
