import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type TarCompression, writeTarball } from '../src/index.ts'
import { listArchive, run, temporaryFolder, textEntry } from './support.ts'

const ENTRIES = [textEntry('a/b.txt', 'a text\n'.repeat(40_000)), textEntry('ä', 'short', 0o755)]
const OPTIONS = { root: 'pkg-1.0', mtime: 1_711_850_400, level: 6 }

async function tarOf(compression: TarCompression, level = 6, env = process.env): Promise<Buffer> {
  const file = path.join(await temporaryFolder(), `a.tar.${compression}`)
  await writeTarball(file, ENTRIES, { ...OPTIONS, level, compression, env })
  return readFile(file)
}

describe('a tarball in zstd', () => {
  test.each([0, 1, 9, 10])('of level %i has the bytes of the tar, and a checksum', async (level) => {
    const bytes = await tarOf('zst', level)
    expect(zstdDecompressSync(bytes)).toEqual(gunzipSync(await tarOf('gz')))
    // Frame header descriptor (RFC 8878): bit 2 says that a checksum follows.
    expect((bytes[4] ?? 0) & 4).toBe(4)
  })

  test('is one frame that zstd and GNU tar read', { tags: ['zstd', 'tar'] }, async () => {
    const file = path.join(await temporaryFolder(), 'a.tar.zst')
    await writeTarball(file, ENTRIES, { ...OPTIONS, compression: 'zst' })
    await run('zstd', ['--test', '--quiet', file])
    expect(await run('zstd', ['--list', file])).toMatch(/^ +1 +0 .* XXH64 /m)
    expect((await run('tar', ['--zstd', '-tf', file])).split('\n').length).toBeGreaterThan(ENTRIES.length)
    expect((await listArchive(file)).filter(({ type }) => type === 'file')).toHaveLength(ENTRIES.length)
  })
})

describe('a tarball in xz', { tags: ['xz'] }, () => {
  test('is one stream that xz and Exuvia read', { tags: ['python3'] }, async () => {
    const file = path.join(await temporaryFolder(), 'a.tar.xz')
    await writeTarball(file, ENTRIES, { ...OPTIONS, compression: 'xz' })
    expect(await run('xz', ['--robot', '--list', file])).toMatch(/^totals\t1\t1\t.*\tCRC64\t/m)
    expect((await listArchive(file)).filter(({ type }) => type === 'file')).toHaveLength(ENTRIES.length)
    const script = 'import lzma, sys; sys.stdout.buffer.write(lzma.open(sys.argv[1]).read()[:8])'
    expect(await run('python3', ['-c', script, file])).toBe('pkg-1.0/')
  })

  test('has the bytes that xz alone makes, whatever XZ_OPT says', async () => {
    const folder = await temporaryFolder()
    const tar = path.join(folder, 'a.tar')
    await writeFile(tar, gunzipSync(await tarOf('gz')))
    for (const [level, preset] of [
      [0, '-0'],
      [9, '-9'],
      [10, '-9e'],
    ] as const) {
      await run('xz', ['--keep', '--force', '--threads=1', preset, tar])
      const ours = await tarOf('xz', level, { ...process.env, XZ_OPT: '-1', XZ_DEFAULTS: '--check=sha256' })
      expect(ours.equals(await readFile(`${tar}.xz`)), preset).toBe(true)
    }
  })

  test('leaves nothing if the content cannot be read', async () => {
    const folder = await temporaryFolder()
    const broken = { path: 'b', mode: 0o644, size: 1, open: () => Promise.reject(new Error('gone')) } as const
    const file = path.join(folder, 'a.tar.xz')
    await expect(
      writeTarball(file, [textEntry('a', 'a'), broken], { ...OPTIONS, compression: 'xz' }),
    ).rejects.toMatchObject({ code: 'entry-unreadable' })
    expect(await readdir(folder)).toEqual([])
  })
})

/** Fails to write a tarball in xz, and leaves nothing. */
async function refused(env: NodeJS.ProcessEnv): Promise<unknown> {
  const folder = path.join(await temporaryFolder(), 'out')
  await mkdir(folder)
  const options = { ...OPTIONS, compression: 'xz', env } as const
  const error: unknown = await writeTarball(path.join(folder, 'a.tar.xz'), ENTRIES, options).catch(
    (thrown: unknown) => thrown,
  )
  expect(await readdir(folder)).toEqual([])
  return error
}

describe('without a working xz', () => {
  test('a tarball in xz is refused, and says what to do', async () => {
    expect(await refused({ PATH: '.:/no/such/folder' })).toMatchObject({ code: 'xz-missing' })
  })

  test('its complaint is passed on', { tags: ['bash'] }, async () => {
    const folder = await temporaryFolder()
    const program = path.join(folder, 'xz')
    await writeFile(program, '#!/bin/sh\necho "xz: no memory" >&2\nexit 1\n')
    await chmod(program, 0o755)
    expect(await refused({ PATH: folder })).toMatchObject({
      code: 'xz-failed',
      message: expect.stringContaining('xz: no memory (exit code 1)') as unknown,
    })
  })
})
