/**
 * Most tests build, and an embedded CPython takes seconds to start.
 *
 * @module-tag slow
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startTwin } from '@exuvia/github-twin'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildPart, buildRelease, mergeParts, publishPaths } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { makeWheel } from '../support/make-wheel.ts'

const TARGETS = ['cp312-win_amd64', 'cp312-manylinux_2_28_x86_64'] as const
let root = ''

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'exuvia wheels '))
  mkdirSync(path.join(root, 'wheels'))
  for (const tag of ['cp312-cp312-win_amd64', 'cp312-cp312-manylinux_2_28_x86_64'])
    await makeWheel(path.join(root, 'wheels'), 'gull', tag)
  for (const name of ['tern', 'unused']) await makeWheel(path.join(root, 'wheels'), name, 'py3-none-any')
  writeFileSync(
    path.join(root, 'pyproject.toml'),
    `[project]
name = "shelf"
version = "1.2.0"
license = "MIT"
dependencies = ["gull", "tern"]
[tool.exuvia]
targets = ${JSON.stringify(TARGETS)}
dependencies.wheelhouse = "wheels"
`,
  )
  mkdirSync(path.join(root, 'src/shelf'), { recursive: true })
  writeFileSync(path.join(root, 'src/shelf/__init__.py'), 'import gull\n')
  return () => rmSync(root, { recursive: true, force: true })
})

/** The digests that coreutils computes, as `{ file: digest }`. */
function digests(): Record<string, string> {
  const lines = execFileSync('sh', ['-c', 'sha256sum *.whl'], { cwd: path.join(root, 'wheels') })
  return Object.fromEntries(
    lines
      .toString()
      .trim()
      .split('\n')
      .map((line) => [line.slice(66), line.slice(0, 64)]),
  )
}

describe('the wheels in a release', () => {
  test('are in its manifest with their digests, without others, also after a merge', async () => {
    const context = contextFor(root, { SOURCE_DATE_EPOCH: '1700000000' })
    const { manifest } = await buildRelease({ out: 'dist' }, context)
    const { 'unused-1.0-py3-none-any.whl': _, ...used } = digests()
    expect(Object.fromEntries((manifest.wheels ?? []).map(({ file, sha256 }) => [file, sha256]))).toEqual(
      used,
    )
    expect(manifest.wheels?.at(-1)).toMatchObject({ name: 'tern', version: '1.0' })
    for (const target of TARGETS) {
      const { part } = await buildPart({ out: `parts/${target}`, targets: [target] }, context)
      expect(part.manifest.wheels?.map(({ name }) => name)).toEqual(['gull', 'tern'])
    }
    expect((await mergeParts({ parts: ['parts'], out: 'merged' }, context)).manifest).toEqual(manifest)
  })

  test('are named in its provenance', async () => {
    const twin = await startTwin()
    onTestFinished(() => twin.close())
    const env = { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token, GITHUB_ACTIONS: '' }
    const context = contextFor(root, { SOURCE_DATE_EPOCH: '1700000000', ...env })
    await buildRelease({ out: 'dist' }, context)
    await publishPaths({ paths: ['dist'], repository: 'octocat/hello', provenance: true }, context)
    const [release] = twin.releases('octocat/hello')
    const asset = release?.assets.find(({ name }) => name === 'shelf-1.2.0.provenance.json')
    const address = `${twin.url.replace('/api/v3', '')}/octocat/hello/releases/download/v1.2.0/${asset?.name}`
    const statement = JSON.stringify(await (await fetch(address)).json())
    for (const [name, sha256] of Object.entries(digests()).filter(([file]) => !file.startsWith('unused')))
      expect(statement).toContain(JSON.stringify({ name, digest: { sha256 } }).slice(0, -1))
    expect(statement).not.toContain('unused')
  })
})
