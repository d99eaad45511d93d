/**
 * Each machine clones a repository.
 *
 * @module-tag git
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { buildPart, mergeParts, verifySubject } from '../../src/index.ts'
import { contextFor, git } from '../support/machines.ts'
import { makeGull } from '../support/wheel-tool.ts'

test(
  'parts that machines made of their own wheels of the project become one release',
  { tags: ['slow', 'python3', 'cp312'], timeout: 180_000 },
  async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'exuvia-merge-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    const origin = path.join(root, 'origin')
    mkdirSync(origin)
    writeFileSync(path.join(origin, 'setup.py'), 'import os\n')
    writeFileSync(
      path.join(origin, 'exuvia.toml'),
      'targets = ["cp312-manylinux_2_28_x86_64", "cp312-win_amd64"]\n[licenses]\ngull = "MIT"\n',
    )
    git(origin, 'init', '--quiet', '.')
    git(origin, 'add', '.')
    git(origin, 'commit', '--quiet', '--message', 'first')
    for (const platform of ['manylinux_2_28_x86_64', 'win_amd64']) {
      const clone = path.join(root, `clone-${platform}`)
      git(root, 'clone', '--quiet', 'origin', clone)
      const wheel = makeGull(root, `cp312-cp312-${platform}`, `made_on = "${platform}"\n`)
      const targets = [`cp312-${platform}`]
      const out = path.join(root, 'parts', platform)
      await buildPart({ project: clone, targets, out, wheels: [wheel] }, contextFor(root))
    }
    const { manifest, files } = await mergeParts({ parts: ['parts'], out: 'merged' }, contextFor(root))
    expect(manifest).toMatchObject({ version: '1.0' })
    expect(files.length).toBeGreaterThan(2)
    expect(await verifySubject('merged', {}, contextFor(root))).toMatchObject({ intact: true })
    for (const platform of ['manylinux_2_28_x86_64', 'win_amd64'])
      expect(files.some((file) => JSON.stringify(file).includes(`cp312-${platform}`))).toBe(true)
  },
)
