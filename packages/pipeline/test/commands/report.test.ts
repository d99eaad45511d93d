import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { serializeManifest } from '@exuvia/manifest'
import type { ReleaseManifest } from '@exuvia/model'
import { expect, onTestFinished, test } from 'vitest'
import { type RunContext, findEarlierManifest } from '../../src/index.ts'

function manifestOf(name: string): ReleaseManifest {
  return {
    schema: 'exuvia.manifest/1',
    name,
    version: '1.0',
    sourceDate: 0,
    compilers: [],
    decisions: [],
    artifacts: [],
  }
}

/** A folder with one manifest. */
function released(name: string): RunContext {
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia report '))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  writeFileSync(path.join(cwd, 'x-1.0.manifest.json'), serializeManifest(manifestOf(name)))
  return { cwd, env: {}, signal: new AbortController().signal, progress: () => {} }
}

test('an earlier release of the project is found in any spelling of its name', async () => {
  const found = await findEarlierManifest('.', manifestOf('sea-wall'), released('Sea.Wall'))
  expect(found.manifest.name).toBe('Sea.Wall')
})

test('a release of another project is refused', async () => {
  await expect(
    findEarlierManifest('x-1.0.manifest.json', manifestOf('tidemark'), released('gull')),
  ).rejects.toMatchObject({
    code: 'previous-of-another',
    message: 'x-1.0.manifest.json is of gull, not of tidemark: sizes of different projects are not compared',
  })
})
