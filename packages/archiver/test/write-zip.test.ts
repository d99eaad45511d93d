import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { type Entry, writeZip } from '../src/index.ts'
import { sampleEntries } from './fixtures/sample.ts'
import { listArchive, run, temporaryFolder, textEntry } from './support.ts'

const OPTIONS = { root: 'pkg-1.0', mtime: 1_711_850_400, level: 9 } as const

const UNPACKERS = [
  { needs: ['unzip'], command: ['unzip', '-qq', 'a.zip', '-d', 'out'] },
  { needs: ['bsdtar'], command: ['bsdtar', '-xf', 'a.zip', '-C', 'out'] },
  { needs: ['python3'], command: ['python3', '-m', 'zipfile', '-e', 'a.zip', 'out'] },
] as const

/** Files and folders below the root, without the root. */
async function unpackedBy(command: readonly string[], folder: string): Promise<string> {
  const [program = '', ...args] = command
  await run('mkdir', ['-p', 'out'], { cwd: folder })
  await run(program, args, { cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  return run(
    'sh',
    ['-c', 'cd out && find . -type d | sort && find . -type f -exec sha256sum {} + | sort -k2'],
    {
      cwd: folder,
    },
  )
}

/** What is below `out` after a copy of the entries. */
async function expected(entries: readonly Entry[]): Promise<string> {
  const folder = await temporaryFolder()
  for (const entry of entries) {
    const at = path.join(folder, 'out', 'pkg-1.0', entry.path)
    await run('mkdir', ['-p', path.dirname(at)])
    const content = entry.open()
    const chunks: Uint8Array[] = []
    if (Symbol.asyncIterator in content) for await (const chunk of content) chunks.push(chunk)
    else chunks.push(await content)
    await writeFile(at, Buffer.concat(chunks))
  }
  return run(
    'sh',
    ['-c', 'cd out && find . -type d | sort && find . -type f -exec sha256sum {} + | sort -k2'],
    {
      cwd: folder,
    },
  )
}

describe('a zip', () => {
  testEach(UNPACKERS)('$needs unpacks every name and byte', async ({ command }) => {
    for (const level of [0, 9, 10]) {
      for (const zip64 of [false, true]) {
        const folder = await temporaryFolder()
        await writeZip(path.join(folder, 'a.zip'), sampleEntries(), { ...OPTIONS, level, zip64 })
        expect(await unpackedBy(command, folder)).toBe(await expected(sampleEntries()))
      }
    }
  })

  test('is read back by the reader of this project, which checks all records', async () => {
    for (const level of [0, 9, 10]) {
      for (const zip64 of [false, true]) {
        const file = path.join(await temporaryFolder(), 'a.zip')
        const written = await writeZip(file, sampleEntries(), { ...OPTIONS, level, zip64 })
        const found = (await listArchive(file)).filter(({ type }) => type === 'file')
        expect(found.map((entry) => entry.path)).toEqual(
          written.files.map((entry) => `pkg-1.0/${entry.path}`),
        )
        expect(written.size).toBe((await stat(file)).size)
      }
    }
  })

  test('has folders of mode 0755 in front of what is in them, and the modes of its files', async () => {
    const file = path.join(await temporaryFolder(), 'a.zip')
    await writeZip(file, [textEntry('b/c.txt', 'c'), textEntry('a', 'a', 0o755)], OPTIONS)
    const listed = (await listArchive(file)).map(
      ({ path: at, mode }) => `${(mode & 0o777).toString(8)} ${at}`,
    )
    expect(listed).toEqual(['755 pkg-1.0', '755 pkg-1.0/a', '755 pkg-1.0/b', '644 pkg-1.0/b/c.txt'])
  })

  test('has the same bytes for any order of the entries, time zone, umask and user', async () => {
    const pack = fileURLToPath(new URL('./fixtures/pack.ts', import.meta.url))
    const packed: Buffer[] = []
    for (const [zone, order, umask, kind] of [
      ['UTC', '', '022', ''],
      ['Asia/Kolkata', 'reversed', '077', ''],
      ['America/St_Johns', 'reversed', '002', ''],
    ] as const) {
      const file = path.join(await temporaryFolder(), 'a.zip')
      await run(process.execPath, ['--conditions=@exuvia/source', pack, kind, file, order, umask], {
        env: { ...process.env, TZ: zone },
      })
      packed.push(await readFile(file))
    }
    expect(packed[1]?.equals(packed[0] as Buffer)).toBe(true)
    expect(packed[2]?.equals(packed[0] as Buffer)).toBe(true)
  })

  test('times are UTC within the years of zip', { tags: ['python3'] }, async () => {
    const code = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).infolist()[0].date_time)'
    const times: string[] = []
    for (const mtime of [0, 1_711_850_401, 5_000_000_000]) {
      const file = path.join(await temporaryFolder(), 'a.zip')
      await writeZip(file, [textEntry('a', '')], { ...OPTIONS, mtime })
      times.push((await run('python3', ['-c', code, file])).trim())
    }
    expect(times).toEqual(['(1980, 1, 1, 0, 0, 0)', '(2024, 3, 31, 2, 0, 0)', '(2107, 12, 31, 23, 59, 58)'])
  })

  test('is not left half written if an entry fails', async () => {
    const folder = await temporaryFolder()
    const entry: Entry = { path: 'a', mode: 0o644, size: 5, open: () => Promise.reject(new Error('gone')) }
    for (const level of [9, 10]) {
      await expect(
        writeZip(path.join(folder, 'a.zip'), [textEntry('0', ''), entry], { ...OPTIONS, level }),
      ).rejects.toMatchObject({ code: 'entry-unreadable' })
    }
    expect(await run('ls', ['-A', folder])).toBe('')
  })
})
