/**
 * @module-tag python3
 */
import { writeFileSync } from 'node:fs'
import type { SourceFile } from '@exuvia/model'
import { temporaryFolder } from '@exuvia/test-needs'
import { expect, test } from 'vitest'
import { type KeptResults, keptWheelReader } from '../src/kept-wheel.ts'
import { type Wheel, readWheel } from '../src/wheel.ts'
import { makeWheel } from './make-wheel.ts'

const FILES = {
  'gull/__init__.py': 'X = 1\n',
  'gull/data.txt': 'data\n',
  'gull/tool': '#!/usr/bin/env python3\nprint(1)\n',
  'gull.pth': 'import gull\n',
  'gull-1.0.data/scripts/gull': '#!python\nprint(1)\n',
  'gull-1.0.data/headers/gull.h': '',
  'gull-1.0.dist-info/entry_points.txt': '[console_scripts]\ngull-run = gull:run\n',
  'gull-1.0.dist-info/LICENSE': 'MIT License\n',
}

/** Keeps results as JSON, as a cache does, and counts them. */
function memory(): KeptResults & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    find: async (fields) => {
      const text = kept.get(JSON.stringify(fields))
      return text === undefined ? undefined : JSON.parse(text)
    },
    store: async (fields, result) => void kept.set(JSON.stringify(fields), JSON.stringify(result)),
  }
}

/** Without what only a kept reading has: the digest of the archive, and bytes of another type. */
function plain({ files, ...wheel }: Wheel): unknown {
  const bare = files.map(({ content, facts, ...file }: SourceFile) => ({
    ...file,
    content:
      content.kind === 'zip'
        ? { archive: content.archive, entry: content.entry }
        : content.kind === 'memory' && Buffer.from(content.bytes).toString('latin1'),
    facts: facts && { ...facts, start: Buffer.from(facts.start).toString('latin1') },
  }))
  return JSON.parse(JSON.stringify({ ...wheel, files: bare }))
}

test('a kept reading is the reading, and depends on every byte, the licence and the version', async () => {
  const path = await makeWheel(temporaryFolder(), FILES)
  const results = memory()
  const fresh = await readWheel(path)
  const read = keptWheelReader(results, '1.0')
  for (const wheel of [await read(path), await read(path)]) {
    expect(plain(wheel)).toEqual(plain(fresh))
    const archives = wheel.files.flatMap(({ content }) => (content.kind === 'zip' ? [content.digest] : []))
    expect(new Set(archives).size).toBe(1)
    expect(archives[0]).toMatch(/^[0-9a-f]{64}$/)
  }
  expect(results.kept.size).toBe(1)
  const licensed = await read(path, 'Zlib')
  expect(licensed.license).toMatchObject({ expression: 'Zlib', source: 'config' })
  await keptWheelReader(results, '1.1')(path)
  expect(results.kept.size).toBe(3)

  await makeWheel(path.slice(0, path.lastIndexOf('/')), { ...FILES, 'gull/more.py': '' })
  expect((await read(path)).files.map((file) => file.path)).toContain('lib/gull/more.py')
})

test('a finding about a wheel is kept with it, and a damaged wheel has no reading', async () => {
  const path = await makeWheel(temporaryFolder(), FILES, { hasRecord: false })
  const read = keptWheelReader(memory(), '1.0')
  const codes = async (): Promise<string[]> => (await read(path)).findings.map(({ code }) => code)
  const first = await codes()
  expect(first).toContain('wheel-record-mismatch')
  expect(await codes()).toEqual(first)
  writeFileSync(path, 'no zip')
  await expect(read(path)).rejects.toMatchObject({ kind: 'refused' })
})
