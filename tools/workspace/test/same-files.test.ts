import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { differingFiles } from '../src/same-files.ts'

function folder(files: Record<string, string>): string {
  const path = mkdtempSync(join(tmpdir(), 'exuvia-same-'))
  mkdirSync(join(path, 'sub'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

test('equal folders differ in nothing', () => {
  expect(differingFiles(folder({ a: '1', 'sub/b': '2' }), folder({ a: '1', 'sub/b': '2' }))).toEqual([])
})

test('changed, missing and extra files are named', () => {
  const first = folder({ a: '1', c: '3', 'sub/b': '2' })
  const second = folder({ a: '1', c: 'other', d: '4' })
  expect(differingFiles(first, second)).toEqual(['c', 'd', join('sub', 'b')])
})
