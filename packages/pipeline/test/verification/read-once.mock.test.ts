/**
 * Each test builds.
 *
 * @module-tag slow
 */
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openRegular, readArchive } from '@exuvia/files'
import { temporaryFolder } from '@exuvia/test-needs'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type RunContext, buildPart, buildRelease, mergeParts, verifySubject } from '../../src/index.ts'

vi.mock('@exuvia/files', { spy: true })

const TARBALL = 'shelf-1.0-cp312-any.tar.gz'

/** A project of source alone, which needs no compiler. */
function project(): RunContext {
  const cwd = temporaryFolder()
  mkdirSync(path.join(cwd, 'src/shelf'), { recursive: true })
  writeFileSync(path.join(cwd, 'src/shelf/__init__.py'), 'SHELVES = 3\n')
  writeFileSync(
    path.join(cwd, 'pyproject.toml'),
    '[project]\nname = "shelf"\nversion = "1.0"\nlicense = "MIT"\n' +
      '[tool.exuvia]\ntargets = ["cp312-any"]\npolicy.default = "source"\n',
  )
  const env = { ...process.env, EXUVIA_CACHE_DIR: path.join(cwd, '.cache') }
  return { cwd, env, signal: new AbortController().signal, progress: () => undefined }
}

/** How often the whole of a file was read: to hash it, or to see what is in it. */
function readsOf(name: string): number {
  const files = [...vi.mocked(openRegular).mock.calls, ...vi.mocked(readArchive).mock.calls].map(
    ([file]) => file,
  )
  return files.filter((file) => path.basename(file) === name).length
}

beforeEach(() => {
  vi.clearAllMocks()
})

describe('verify reads a tarball once', () => {
  test.each(['dist', `dist/${TARBALL}`, 'dist/shelf-1.0.manifest.json', 'dist/SHA256SUMS', 'listed'])(
    '%s',
    async (subject) => {
      const context = project()
      await buildRelease({}, context)
      // A folder of the tarball and SHA256SUMS alone.
      mkdirSync(path.join(context.cwd, 'listed'))
      for (const name of readdirSync(path.join(context.cwd, 'dist')))
        if (!name.endsWith('.json'))
          copyFileSync(path.join(context.cwd, 'dist', name), path.join(context.cwd, 'listed', name))
      vi.clearAllMocks()
      const { items } = await verifySubject(subject, {}, context)
      expect(items.some(({ name, files }) => name.endsWith(TARBALL) && files > 0)).toBe(true)
      expect(readsOf(TARBALL)).toBe(1)
    },
  )
})

test('merge reads a tarball once', async () => {
  const context = project()
  await buildPart({ targets: ['cp312-any'] }, context)
  vi.clearAllMocks()
  await mergeParts({ parts: ['dist'], out: 'merged' }, context)
  expect(readsOf(TARBALL)).toBe(1)
})
