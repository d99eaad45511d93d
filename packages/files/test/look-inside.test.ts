import { readdirSync } from 'node:fs'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { describeContent, innerBudget, innerFits } from '../src/index.ts'
import { makeTar, padded, tarHeader } from '@exuvia/crafted-archives'
import { makeZip } from '@exuvia/crafted-archives'
import { temporaryFolder } from './support.ts'

const SOURCE = makeZip([{ name: 'a.py', content: 'x = 1\n' }])
const DATA = makeZip([{ name: 'a.txt', content: 'x' }])
const SCRIPT = '#!/usr/bin/env python3\nprint(1)\n'

function tarWith(name: string, content: string | Buffer): Buffer {
  const size = Buffer.byteLength(content)
  return makeTar([tarHeader(name, '0', { size }), padded(content)])
}

async function described(content: string | Buffer, name = 'pkg/thing', budget = innerBudget(0)) {
  const bytes = Buffer.from(content)
  const {
    start,
    inner: _inner,
    ...facts
  } = await describeContent(
    name,
    (async function* () {
      // Small pieces: the head spans several.
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100)
    })(),
    budget,
  )
  expect(Buffer.from(start)).toEqual(bytes.subarray(0, 16))
  return facts
}

describe('a file that is no archive', () => {
  test('a Windows program without a header is unread machine code', async () => {
    expect(await described('MZ\u0090')).toEqual({
      script: false,
      native: { format: 'unread', reason: expect.any(String) },
    })
  })

  test.each([
    ['text', 'hello', false],
    ['nothing', '', false],
    ['a shell script', '#!/bin/sh\n', false],
    ['a Python script', SCRIPT, true],
    ['a script of PyPy', '#!/usr/bin/pypy3 -u\n', true],
    ['a script of an installer', '#!python\r\n', true],
  ])('%s', async (_name, content, script) => {
    expect(await described(content)).toEqual({ script })
  })
})

describe('an archive with Python source', () => {
  const behind = Buffer.from('#!/bin/sh\n')
  test.each([
    ['a zip', SOURCE, ['a.py']],
    ['a tar', tarWith('r/a.PYW', 'x'), ['r/a.PYW']],
    ['a gzipped tar', gzipSync(tarWith('a.py', 'x')), ['a.py']],
    ['a script in a zip', makeZip([{ name: 'tool', content: SCRIPT }]), ['tool']],
    [
      'a zipapp',
      makeZip([{ name: '__main__.py' }], { front: Buffer.from('#!/usr/bin/python3\n') }),
      ['__main__.py'],
    ],
    ['a zip behind another line', makeZip([{ name: 'a.py' }], { front: behind }), ['a.py']],
    ['a zip in a zip', makeZip([{ name: 'x.bin', content: SOURCE }]), ['x.bin!a.py']],
    ['a zip in a gzipped tar', gzipSync(tarWith('x', SOURCE)), ['x!a.py']],
    ['a compressed script', gzipSync(SCRIPT), ['thing']],
    ['a compressed zip', gzipSync(SOURCE), ['a.py']],
    ['a tar in zstd', zstdCompressSync(tarWith('a.py', 'x')), ['a.py']],
    ['a script in zstd', zstdCompressSync(SCRIPT), ['thing']],
    [
      'a package of conda',
      makeZip([{ name: 'pkg-demo-1.0-0.tar.zst', content: zstdCompressSync(tarWith('a.py', 'x')) }]),
      ['pkg-demo-1.0-0.tar.zst!a.py'],
    ],
  ])('%s', async (_name, content, sources) => {
    expect(await described(content)).toEqual({ script: false, inside: { sources } })
  })

  test('names a few files of many, and a compressed module by its name', async () => {
    const many = makeZip(Array.from({ length: 9 }, (_, index) => ({ name: `${index}.py` })))
    expect((await described(many)).inside?.sources).toEqual(['0.py', '1.py', '2.py'])
    expect((await described(gzipSync('x = 1\n'), 'pkg/a.py.gz')).inside?.sources).toEqual(['a.py'])
    expect((await described(zstdCompressSync('x\n'), 'pkg/a.py.zst')).inside?.sources).toEqual(['a.py'])
  })
})

test.each([
  ['a zip of data', DATA],
  ['a zip of zips', makeZip([{ name: 'x', content: DATA }])],
  ['a gzipped tar', gzipSync(tarWith('a.txt', 'x'))],
  ['compressed data', gzipSync('{"a": 1}')],
  ['an empty zip', makeZip([])],
])('%s without source has none, and all of it was read', async (_name, content) => {
  expect(await described(content)).toEqual({ script: false, inside: { sources: [] } })
})

describe('an archive that Exuvia cannot read says why', () => {
  const deep = [1, 2, 3, 4].reduce((inner) => makeZip([{ name: 'x', content: inner }]), SOURCE)
  test.each([
    ['7-Zip', Buffer.from('377abcaf271c0004', 'hex'), 'Exuvia does not read 7-Zip files'],
    ['lzip', Buffer.from('4c5a495001', 'hex'), 'Exuvia does not read lzip files'],
    ['compress', Buffer.from('1f9d90', 'hex'), 'Exuvia does not read compress files'],
    ['xz', Buffer.from('fd377a585a000000', 'hex'), 'its compressed data ends too early'],
    [
      'bzip2 in a zip',
      makeZip([{ name: 'a.bz2', content: 'BZh91AY' }]),
      'a.bz2: its compressed data ends too early',
    ],
    [
      'a compressed bomb',
      gzipSync(Buffer.alloc(65 * 1024 * 1024), { level: 1 }),
      'more than 200 times its size',
    ],
    ['a damaged zip', Buffer.from('PK\u0003\u0004garbage', 'latin1'), 'its end is missing'],
    ['a damaged gzip file', Buffer.from('1f8b08', 'hex'), 'its header ends too early'],
    ['bytes before a zip', makeZip([{ name: 'a.py' }], { front: Buffer.from('MZ\u0090') }), '"#!" line'],
    ['five zips in one another', deep, 'more than 4 archives in one another'],
  ])('%s', async (_name, content, reason) => {
    const { inside } = await described(content)
    expect(inside?.unread).toContain(reason)
  })
})

describe('a crowd of small archives', () => {
  const small = makeZip([{ name: 'a.txt', content: 'a' }])

  test('is read up to a number that the size of the outermost file allows', async () => {
    const allowed = innerBudget(1_800_000)
    for (let index = 0; index < 300; index += 1)
      expect(await described(small, 'a.zip', allowed)).toEqual({ script: false, inside: { sources: [] } })
    expect(await described(small, 'a.zip', allowed)).toMatchObject({
      inside: { unread: 'it has more than 300 archives in 1800000 bytes' },
    })
  })

  test('is counted at every depth', async () => {
    const outer = makeZip(Array.from({ length: 3 }, (_, index) => ({ name: `${index}.zip`, content: small })))
    const content = (async function* () {
      yield outer
    })()
    const { inner } = await describeContent('a.zip', content)
    expect(inner).toEqual({ archives: 4, bytes: 3 * small.length + 3 })
    expect(innerFits({ archives: 150, bytes: 1 }, 10)).toBe(true)
    expect(innerFits({ archives: 151, bytes: 1 }, 10)).toBe(false)
    expect(innerFits({ archives: 1, bytes: 128 * 1024 * 1024 + 1 }, 10)).toBe(false)
  })
})

describe('archives of zeros in one file share a budget', { tags: ['slow'] }, () => {
  const bomb = makeZip([{ name: 'zeros', content: Buffer.alloc(60 * 1024 * 1024), deflated: true }])
  const tooMuch = expect.stringContaining('unpacks to more than 134217728 bytes')

  test('side by side', async () => {
    const budget = innerBudget(24_000)
    expect(await described(bomb, 'a.zip', budget)).toEqual({ script: false, inside: { sources: [] } })
    expect(await described(bomb, 'b.zip', budget)).toEqual({ script: false, inside: { sources: [] } })
    for (const name of ['c.zip', 'd.zip'])
      expect(await described(bomb, name, budget)).toMatchObject({ inside: { unread: tooMuch } })
    // Of a larger file, more is expected.
    expect(await described(bomb, 'a.zip', innerBudget(10_000_000))).toMatchObject({ inside: { sources: [] } })
  })

  test('and in one another', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `${index}.zip`)
    const outer = makeZip(names.map((name) => ({ name, content: bomb, deflated: true })))
    expect(await described(outer, 'a.zip')).toMatchObject({ inside: { unread: tooMuch } })
  })
})

test('no temporary file is left', async () => {
  const folder = await temporaryFolder()
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  await described(makeZip([{ name: 'x', content: SOURCE }]))
  await described(Buffer.from('PK\u0003\u0004garbage', 'latin1'))
  expect(readdirSync(folder)).toEqual([])
})
