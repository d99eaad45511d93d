import { createHash } from 'node:crypto'
import { lstat, mkdir, open, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32, gunzipSync } from 'node:zlib'
import { outputError, readArchive } from '@exuvia/files'
import { python } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { type Entry, writeTarball } from '../src/index.ts'
import { tarBytes } from '../src/tar-bytes.ts'
import { sampleEntries } from './fixtures/sample.ts'
import { listArchive, run, temporaryFolder, textEntry } from './support.ts'

const OPTIONS = { root: 'pkg-1.0', mtime: 1_711_850_400, level: 9 }
const PACK = fileURLToPath(new URL('./fixtures/pack.ts', import.meta.url))

/** Path, mode, time and digest of every file below a folder. */
async function describeTree(folder: string, below = ''): Promise<string[]> {
  const lines: string[] = []
  for (const name of await readdir(path.join(folder, below))) {
    const at = below === '' ? name : `${below}/${name}`
    const stats = await lstat(path.join(folder, at))
    const mode = (stats.mode & 0o777).toString(8)
    if (stats.isDirectory()) {
      lines.push(`${at}/ ${mode}`, ...(await describeTree(folder, at)))
    } else {
      const digest = createHash('sha256').update(await readFile(path.join(folder, at)))
      lines.push(`${at} ${mode} ${stats.mtimeMs / 1000} ${digest.digest('hex')}`)
    }
  }
  return lines.sort()
}

/** Makes a file that declares one size and has another. */
function slow(size: number, bytes: number): Entry {
  return {
    path: 'big',
    mode: 0o644,
    size,
    open: async function* () {
      for (let left = bytes; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536), left % 251)
    },
  }
}

describe('a tarball', () => {
  test.each([2_147_483_648, 4_294_967_296, 8_589_934_591])(
    'of the time %d, after 2038, has that time',
    { tags: ['python3'] },
    async (mtime) => {
      const file = path.join(await temporaryFolder(), 'late.tar.gz')
      await writeTarball(file, [textEntry('a', 'text')], { ...OPTIONS, mtime })
      const script = 'import sys, tarfile; print({int(m.mtime) for m in tarfile.open(sys.argv[1])})'
      const stdout = await run('python3', ['-c', script, file])
      expect(stdout.trim()).toBe(`{${mtime}}`)
    },
  )

  test.each([9, 10])(
    'of level %i unpacks to the same names, modes, times and bytes with GNU tar, bsdtar, busybox and Python',
    { tags: ['bsdtar', 'busybox', 'python3', 'tar'] },
    async (level) => {
      const folder = await temporaryFolder()
      const file = path.join(folder, 'sample.tar.gz')
      const entries = sampleEntries()
      const { files } = await writeTarball(file, entries, { ...OPTIONS, level })
      const trees: Record<string, string[]> = {}
      const tools: [string, string[]][] = [
        ['tar', ['-xzpf', file]],
        ['bsdtar', ['-xzpf', file]],
        ['busybox', ['tar', '-xzpf', file]],
        ['python3', ['-m', 'tarfile', '-e', file, '.']],
      ]
      for (const [tool, args] of tools) {
        const into = path.join(folder, tool)
        await mkdir(into)
        // bsdtar requires a locale with the letters of the names.
        await run(tool, args, { cwd: into, env: { ...process.env, LC_ALL: 'C.UTF-8' } })
        trees[tool] = await describeTree(into)
      }
      const expected = files.map(({ path: at, sha256 }) => {
        const mode = entries.find((entry) => entry.path === at)?.mode.toString(8)
        return `pkg-1.0/${at} ${mode} ${OPTIONS.mtime} ${sha256}`
      })
      expect(trees['tar']).toEqual(expect.arrayContaining(expected))
      expect(trees['tar']?.filter((line) => !line.endsWith('/ 755'))).toHaveLength(entries.length)
      expect(trees['bsdtar']).toEqual(trees['tar'])
      expect(trees['busybox']).toEqual(trees['tar'])
      expect(trees['python3']).toEqual(trees['tar'])
    },
  )

  test.each(['data', 'tar', 'fully_trusted'])(
    'unpacks the same with Python\'s filter %s: 3.14 takes "data" unless told otherwise (PEP 706)',
    { tags: ['cp312', 'tar'] },
    async (filter) => {
      const folder = await temporaryFolder()
      const file = path.join(folder, 'sample.tar.gz')
      await writeTarball(file, sampleEntries(), OPTIONS)
      const [expected, found] = [path.join(folder, 'tar'), path.join(folder, 'python')]
      await Promise.all([expected, found].map((into) => mkdir(into)))
      await run('tar', ['-xzpf', file], { cwd: expected })
      const script = 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(filter=sys.argv[2])'
      await run(python('3.12'), ['-W', 'error', '-c', script, file, filter], { cwd: found })
      expect(await describeTree(found)).toEqual(await describeTree(expected))
    },
  )

  test('is read back as it was', async () => {
    const file = path.join(await temporaryFolder(), 'a.tar.gz')
    const entries = sampleEntries()
    await writeTarball(file, entries, OPTIONS)
    const files = (await listArchive(file)).filter(({ type }) => type === 'file')
    expect(files.map(({ path: at, mode, size, mtime }) => ({ path: at, mode, size, mtime }))).toEqual(
      entries
        .map((entry) => ({
          path: `pkg-1.0/${entry.path}`,
          mode: entry.mode,
          size: entry.size,
          mtime: OPTIONS.mtime,
        }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    )
    expect(files.find(({ path: at }) => at.includes('😀'))?.text).toBe('not ASCII')
  })

  test(
    'keeps a decomposed name unchanged (only bsdtar composes it)',
    { tags: ['busybox', 'python3', 'tar'] },
    async () => {
      const folder = await temporaryFolder()
      const file = path.join(folder, 'a.tar.gz')
      await writeTarball(file, [textEntry('cafe\u0301.txt', '')], OPTIONS)
      for (const [tool, ...args] of [
        ['tar', '-xzf'],
        ['busybox', 'tar', '-xzf'],
        ['python3', '-m', 'tarfile', '-e'],
      ]) {
        const into = path.join(folder, `${tool}`)
        await mkdir(into)
        await run(`${tool}`, [...args, file], { cwd: into })
        expect(await readdir(path.join(into, 'pkg-1.0'))).toEqual(['cafe\u0301.txt'])
      }
    },
  )

  test.each(['tarball', 'stored', 'smallest', 'wheel'])(
    'has the same bytes (%s) in another folder, time zone, locale, umask and order of files',
    { tags: ['slow'] },
    async (kind) => {
      const folder = await temporaryFolder()
      const other = path.join(folder, 'an other')
      await mkdir(other)
      const command = ['--conditions=@exuvia/source', PACK, kind]
      await run(process.execPath, [...command, path.join(folder, 'a'), 'given', '022'], {
        env: { ...process.env, TZ: 'America/New_York', LC_ALL: 'C' },
      })
      await run(process.execPath, [...command, path.join(other, 'b'), 'reversed', '077'], {
        env: { ...process.env, TZ: 'Europe/Berlin', LC_ALL: 'tr_TR.UTF-8' },
        cwd: other,
      })
      const first = await readFile(path.join(folder, 'a'))
      expect(first.length).toBeGreaterThan(5000)
      expect(first.equals(await readFile(path.join(other, 'b')))).toBe(true)
    },
  )

  test('reports the size and digest of itself and of every file', async () => {
    const file = path.join(await temporaryFolder(), 'sample.tar.gz')
    const written = await writeTarball(file, sampleEntries(), OPTIONS)
    const bytes = await readFile(file)
    expect(written.size).toBe(bytes.length)
    expect(written.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(written.files.find(({ path: at }) => at === 'lib/pkg/data.txt')).toEqual({
      path: 'lib/pkg/data.txt',
      size: 5,
      sha256: createHash('sha256').update('data\n').digest('hex'),
    })
    expect(written.files.map(({ path: at }) => at)).toEqual(
      sampleEntries()
        .map(({ path: at }) => at)
        .sort(),
    )
  })

  test.each([9, 10])('of level %i has a gzip header without time, name and system', async (level) => {
    const file = path.join(await temporaryFolder(), 'sample.tar.gz')
    await writeTarball(file, [textEntry('a', 'b')], { ...OPTIONS, level })
    const bytes = await readFile(file)
    expect(bytes.subarray(0, 10).toString('hex')).toBe('1f8b08000000000002ff')
    const tar = gunzipSync(bytes)
    expect(bytes.readUInt32LE(bytes.length - 8)).toBe(crc32(tar))
    expect(bytes.readUInt32LE(bytes.length - 4)).toBe(tar.length)
  })

  test(
    'of real bytecode is at least a thirtieth smaller at level 10 than with gzip -9',
    { tags: ['gzip', 'python3'] },
    async () => {
      const folder = await temporaryFolder()
      const compile = `
import glob, os, py_compile, sys
for file in glob.glob(os.path.dirname(os.__file__) + "/*.py"):
    py_compile.compile(file, os.path.join(sys.argv[1], os.path.basename(file) + "c"), optimize=2, doraise=True)`
      await run('python3', ['-c', compile, folder])
      const entries = await Promise.all(
        (await readdir(folder)).map(async (name): Promise<Entry> => {
          const content = await readFile(path.join(folder, name))
          return { path: name, mode: 0o644, size: content.length, open: () => Promise.resolve(content) }
        }),
      )
      const ours = path.join(folder, 'ours.tar.gz')
      const { size } = await writeTarball(ours, entries, { ...OPTIONS, level: 10 })
      const tar = path.join(folder, 'plain.tar')
      await writeFile(tar, gunzipSync(await readFile(ours)))
      await run('gzip', ['-9', tar])
      const theirs = (await stat(`${tar}.gz`)).size
      expect(theirs).toBeGreaterThan(500_000)
      expect(size / theirs).toBeLessThan(29 / 30)
    },
  )

  test('has owner and group 0 without names', { tags: ['tar'] }, async () => {
    const file = path.join(await temporaryFolder(), 'sample.tar.gz')
    await writeTarball(file, [textEntry('a', 'b')], OPTIONS)
    expect(await run('tar', ['--numeric-owner', '-tvzf', file])).toContain(' 0/0 ')
    const tar = gunzipSync(await readFile(file))
    for (const at of [0, 512]) expect(tar.subarray(at + 265, at + 329).every((byte) => byte === 0)).toBe(true)
  })

  test(
    'encodes sizes from 8 GiB on so that every tool reads them',
    { tags: ['bsdtar', 'busybox', 'python3', 'tar'], timeout: 60_000 },
    async () => {
      const size = 9 * 1024 ** 3 + 5
      const folder = await temporaryFolder()
      const file = path.join(folder, 'huge.tar')
      const entry: Entry = {
        path: 'huge.bin',
        mode: 0o644,
        size,
        open: async function* () {
          for (;;) yield Buffer.alloc(65_536)
        },
      }
      const chunks: Uint8Array[] = []
      let length = 0
      for await (const chunk of tarBytes([entry], OPTIONS, [])) {
        chunks.push(chunk)
        length += chunk.byteLength
        if (length >= 64 * 1024) break
      }
      // Headers: the folder, the pax header and its records, the file. Then a hole.
      const headers = Buffer.concat(chunks).subarray(0, 4 * 512)
      const handle = await open(file, 'w')
      await handle.write(headers)
      await handle.truncate(headers.length + Math.ceil(size / 512) * 512 + 1024)
      await handle.close()
      const line = 'import sys,tarfile; print([m.size for m in tarfile.open(sys.argv[1])])'
      expect(await run('python3', ['-c', line, file])).toBe(`[0, ${size}]\n`)
      expect(await run('tar', ['-tvf', file])).toContain(` ${size} `)
      expect(await run('bsdtar', ['-tvf', file])).toMatch(new RegExp(` ${size} `))
      expect(await run('busybox', ['tar', '-tvf', file])).toContain(String(size))
      for await (const found of readArchive(file)) {
        if (found.type !== 'file') continue
        expect(found.size).toBe(size)
        break
      }
    },
  )
})

describe('packing that fails', () => {
  test.each([
    ['a file that shrank', slow(3_000_000, 2_000_000), 'entry-changed'],
    ['a file that grew', slow(2_000_000, 3_000_000), 'entry-changed'],
    ['a small file that grew', slow(2, 3), 'entry-changed'],
    ['a small file that shrank', slow(3, 2), 'entry-changed'],
    [
      'a file that cannot be read',
      { ...slow(1, 1), open: () => readFile('/nonexistent/file') },
      'entry-unreadable',
    ],
    [
      'a file that breaks off',
      {
        ...slow(3_000_000, 1),
        open: async function* () {
          yield Buffer.alloc(70_000)
          throw new Error('the disk went away')
        },
      },
      'entry-unreadable',
    ],
  ])('because of %s names the cause and leaves the earlier file', async (_, entry, code) => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'a.tar.gz')
    await writeFile(file, 'before')
    for (const level of [9, 10]) {
      const packing = writeTarball(file, [textEntry('a', 'a'), entry], { ...OPTIONS, level })
      await expect(packing).rejects.toMatchObject({
        code,
        kind: 'outside',
        message: expect.stringContaining('big'),
      })
    }
    expect(await readdir(folder)).toEqual(['a.tar.gz'])
    expect(await readFile(file, 'utf8')).toBe('before')
  })

  test.each([9, 10])(
    'because it was stopped leaves nothing, and closes its inputs (level %i)',
    async (level) => {
      const folder = await temporaryFolder()
      const controller = new AbortController()
      let closed = false
      const entry: Entry = {
        path: 'endless',
        mode: 0o644,
        size: 1024 ** 4,
        open: async function* () {
          try {
            for (let count = 0; ; count += 1) {
              if (count === 20) controller.abort()
              yield Buffer.alloc(65_536)
            }
          } finally {
            closed = true
          }
        },
      }
      const packing = writeTarball(path.join(folder, 'a.tar.gz'), [entry], {
        ...OPTIONS,
        level,
        signal: controller.signal,
      })
      await expect(packing).rejects.toMatchObject({ kind: 'interrupted' })
      expect(closed).toBe(true)
      expect(await readdir(folder)).toEqual([])
    },
  )

  test('because the disk is full reports that, and leaves nothing', { tags: ['bash'] }, async () => {
    const folder = await temporaryFolder()
    // To a program, a limit on file sizes looks like a full disk.
    const limited = `trap '' XFSZ; ulimit -f 1; exec "$0" --conditions=@exuvia/source "$1" stored "$2"`
    const packing = run('bash', ['-c', limited, process.execPath, PACK, path.join(folder, 'a.tar.gz')])
    await expect(packing).rejects.toMatchObject({ stderr: expect.stringContaining('output-too-large') })
    expect(await readdir(folder)).toEqual([])
  })

  test('a full disk gives an error that says what to do', async () => {
    const full: unknown = await writeFile('/dev/full', 'x').catch((error: unknown) => error)
    expect(outputError(full, '/out/a.tar.gz')).toMatchObject({
      code: 'disk-full',
      kind: 'outside',
      hint: expect.stringContaining('free'),
    })
  })

  test.each([
    ['missing/a.tar.gz', 'no-output-folder'],
    ['file/a.tar.gz', 'no-output-folder'],
  ])('into %s is %s', async (name, code) => {
    const folder = await temporaryFolder()
    await writeFile(path.join(folder, 'file'), '')
    const packing = writeTarball(path.join(folder, name), [textEntry('a', 'a')], OPTIONS)
    await expect(packing).rejects.toMatchObject({ code, kind: 'outside' })
  })

  test.each([
    '/etc/passwd',
    '../x',
    'a/../x',
    'a//b',
    'a\\b',
    'C:x',
    './a',
    '',
    'a\0b',
    'a/',
    'a/\uD800',
    'é'.repeat(128),
  ])('because "%s" is no path for an archive is a usage error', async (at) => {
    const file = path.join(await temporaryFolder(), 'a.tar.gz')
    await expect(writeTarball(file, [textEntry(at, '')], OPTIONS)).rejects.toMatchObject({
      code: 'entry-path',
    })
  })

  test('because a path is a duplicate, or both a file and a folder, is a usage error', async () => {
    const file = path.join(await temporaryFolder(), 'a.tar.gz')
    for (const paths of [
      ['a', 'a'],
      ['a', 'a-b', 'a/b'],
    ]) {
      const packing = writeTarball(
        file,
        paths.map((at) => textEntry(at, '')),
        OPTIONS,
      )
      await expect(packing).rejects.toMatchObject({ code: 'entry-path' })
    }
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
