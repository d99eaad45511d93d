import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { formatChecksums, parseChecksums } from '../src/index.ts'
import { digest } from './example.ts'

/** GNU's own, which customers use. */
const COREUTILS = 'sha256sum'

const NAMES = [
  'tidemark-1.2.0-cp312-any.tar.gz',
  ' leading space',
  'back\\slash',
  'line\nfeed',
  'carriage\rreturn',
  '日本語',
  '-rf',
  '*star',
]

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exuvia-sums-'))
  for (const name of NAMES) writeFileSync(join(folder, name), name)
})
afterAll(() => rmSync(folder, { recursive: true }))

function sha256sum(args: readonly string[], input?: string) {
  return spawnSync(COREUTILS, args, {
    cwd: folder,
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  })
}

const files = NAMES.map((name) => ({ name, sha256: createHash('sha256').update(name).digest('hex') }))

describe('SHA256SUMS', () => {
  test('equals the output of sha256sum', () => {
    expect(formatChecksums(files)).toBe(sha256sum(['--', ...NAMES]).stdout)
  })

  test('passes sha256sum -c, and fails it if a byte differs', () => {
    expect(sha256sum(['-c', '--strict'], formatChecksums(files)).status).toBe(0)
    const wrong = files.map(({ name }) => ({ name, sha256: digest('0') }))
    expect(sha256sum(['-c', '--strict'], formatChecksums(wrong)).status).not.toBe(0)
  })

  test('that sha256sum wrote is read, text or binary', () => {
    expect(parseChecksums(sha256sum(['--', ...NAMES]).stdout)).toEqual(files)
    expect(parseChecksums(sha256sum(['-b', '--', ...NAMES]).stdout)).toEqual(files)
  })

  test('reads every name back as it was written', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => text !== '-' && !text.includes('\0'))
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const sums = names.map((each) => ({ name: each, sha256: digest('c') }))
        expect(parseChecksums(formatChecksums(sums))).toEqual(sums)
      }),
    )
  })

  test('may have comments, empty lines and Windows line ends', () => {
    expect(parseChecksums(`# made by hand\r\n\r\n${digest('A')}  a b\r\n`)).toEqual([
      { name: 'a b', sha256: digest('a') },
    ])
  })

  test.each([
    [
      'abc  file',
      'SHA256SUMS:1 is not a valid line of checksums: expected "<64 hex digits>  <name>", got "abc  file"',
    ],
    [
      `${digest('a')}  `,
      `SHA256SUMS:1 is not a valid line of checksums: expected "<64 hex digits>  <name>", got "${digest('a')}  "`,
    ],
    [
      `\\${digest('a')}  a\\t`,
      String.raw`SHA256SUMS:1 is not a valid line of checksums: expected an escaped name, got "a\\t"`,
    ],
    [
      `${digest('a')}  x\n${digest('b')}  x\n`,
      'SHA256SUMS:2 is not a valid line of checksums: "x" occurs twice with different digests',
    ],
  ])('%j is refused', (text, message) => {
    expect(() => parseChecksums(text)).toThrow(message)
  })

  test.each(['', '-', 'a\0b'])('%j cannot be named in it', (name) => {
    expect(() => formatChecksums([{ name, sha256: digest('a') }])).toThrow(
      'SHA256SUMS cannot list a file named',
    )
  })
})
