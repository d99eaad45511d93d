import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { writeWheel } from '@exuvia/archiver'
import { makeZip } from '@exuvia/crafted-archives'
import { testEach } from '@exuvia/test-needs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkFiles } from '../../src/index.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'exuvia-bytes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const context = {
  cwd: folder,
  env: {},
  signal: new AbortController().signal,
  progress: () => undefined,
}

/** A tar with one Python file: a header and a block (POSIX ustar). */
function tarWithSource(): Buffer {
  const header = Buffer.alloc(512)
  header.write('pkg/mod.py', 0)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write('00000000004\0', 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\u000000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, Buffer.from('x=1\n'), Buffer.alloc(508), Buffer.alloc(1024)])
}

/** An entry of a wheel. */
const entry = (
  at: string,
  text: string,
): { path: string; mode: 0o644; size: number; open: () => AsyncGenerator<Uint8Array> } => ({
  path: at,
  mode: 0o644,
  size: Buffer.byteLength(text),
  open: async function* () {
    yield Buffer.from(text)
  },
})

async function codes(name: string, bytes: Uint8Array): Promise<string[]> {
  writeFileSync(path.join(folder, name), bytes)
  const found = await checkFiles([name], {}, context)
  return found.map(({ code, severity }) => `${severity} ${code}`)
}

describe('an archive of sources is recognised by its bytes', () => {
  let zip: Buffer
  beforeAll(async () => {
    const { readFile } = await import('node:fs/promises')
    const file = path.join(folder, 'demo-1.0-py3-none-any.whl')
    const entries = [
      entry('demo/__init__.py', 'x = 1\n'),
      entry('demo-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n'),
      entry('demo-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nLicense: MIT\n'),
    ]
    await writeWheel(file, entries, { mtime: 315_532_800, signal: context.signal })
    zip = await readFile(file)
  })

  test.each(['a.pex', 'a.conda', 'a.pyz', 'data.bin', 'a'])('a zip called %s', async (name) => {
    expect(await codes(name, zip)).toContain('error source-not-allowed')
  })

  test.each(['a.crate', 'a.tgz', 'data.bin'])('a gzipped tar called %s', async (name) => {
    expect(await codes(name, gzipSync(tarWithSource()))).toContain('error source-not-allowed')
  })

  test.each(['a.tar.zst', 'a.tzst', 'data.bin'])('a tar in zstd called %s', async (name) => {
    expect(await codes(name, zstdCompressSync(tarWithSource()))).toContain('error source-not-allowed')
  })

  test('a package of conda', async () => {
    const part = zstdCompressSync(tarWithSource())
    const conda = makeZip([
      { name: 'metadata.json', content: '{}' },
      { name: 'pkg-a-1-0.tar.zst', content: part },
    ])
    expect(await codes('a-1-0.conda', conda)).toContain('error nested-source')
  })

  testEach([
    { needs: ['xz'], program: 'xz', name: 'a.tar.xz' },
    { needs: ['bzip2'], program: 'bzip2', name: 'a.tar.bz2' },
    { needs: ['xz'], program: 'xz', name: 'data.bin' },
  ])('a tar that $program packs, called $name', async ({ program, name }) => {
    const packed = execFileSync(program, { input: tarWithSource() })
    expect(await codes(name, packed)).toContain('error source-not-allowed')
  })

  test('a tar without its suffix', async () => {
    expect(await codes('notes.txt', tarWithSource())).toContain('error source-not-allowed')
  })
})

describe('an archive that Exuvia does not read is refused', () => {
  test.each([
    ['a.7z', Buffer.from('377abcaf271c0004', 'hex')],
    ['a.tar.lz', Buffer.from('4c5a49500114', 'hex')],
    ['a.tar.lz4', Buffer.from('04224d186040', 'hex')],
    ['a.tar.Z', Buffer.from('1f9d9061', 'hex')],
    ['a.tar.gz', Buffer.from('377abcaf271c0004', 'hex')],
    ['notes.txt', Buffer.from('fd377a585a000004', 'hex')],
    ['a.json.gz', gzipSync('{}')],
    ['a.json.zst', zstdCompressSync('{}')],
  ])('%s', async (name, bytes) => {
    expect(await codes(name, bytes)).toEqual(['error archive-unread'])
  })
})

test('a file that is not an archive is judged itself', async () => {
  expect(await codes('notes.txt', Buffer.from('hello\n'))).toEqual([])
  expect(await codes('tool.py', Buffer.from('x = 1\n'))).toEqual(['error source-not-allowed'])
})
