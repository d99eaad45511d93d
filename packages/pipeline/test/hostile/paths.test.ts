import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildRelease, judgeProject } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { type Planted, planted } from './planted.ts'

const PROJECT = '[project]\nname = "demo"\nversion = "1.0"\nlicense = "MIT"\n'

function project(text: string): Planted {
  const here = planted()
  here.plant('src/demo/__init__.py', '')
  here.plant('pyproject.toml', text)
  writeFileSync(path.join(here.folder, '../secret'), 'dependency-that-is-secret\n')
  symlinkSync('../secret', path.join(here.folder, 'link'))
  return here
}

const dynamic = (what: string, more: string): string =>
  `[build-system]\nrequires = ["x"]\nbuild-backend = "${more.startsWith('[tool.hatch') ? 'hatchling.build' : 'setuptools.build_meta'}"\n[project]\nname = "demo"\nlicense = "MIT"\n${what}\n${more}\n`

describe('a project that names a file outside of itself, through a link,', () => {
  test.each([
    ['README', `${PROJECT}readme = "link"\n`],
    [
      'dependencies',
      dynamic(
        'version = "1.0"\ndynamic = ["dependencies"]',
        '[tool.setuptools.dynamic]\ndependencies = { file = "link" }',
      ),
    ],
    ['version', dynamic('dynamic = ["version"]', '[tool.setuptools.dynamic]\nversion = { file = "link" }')],
  ])('as its %s is refused', async (_, text) => {
    const here = project(`${text}\n[tool.exuvia]\ntargets = ["cp312-any"]\n`)
    const judged = judgeProject({}, contextFor(here.folder))
    await expect(judged).rejects.toMatchObject({ kind: 'usage', code: 'path-outside' })
  })

  test.each([
    ['a link', 'out'],
    ['..', '../elsewhere'],
    ['an absolute path', undefined],
  ])(
    'as its output folder, by %s, is refused, and nothing is written',
    { tags: ['cp312'] },
    async (_, out) => {
      const here = project('')
      const elsewhere = path.join(here.folder, '../elsewhere')
      symlinkSync('../home', path.join(here.folder, 'out'))
      here.plant(
        'pyproject.toml',
        `${PROJECT}[tool.exuvia]\ntargets = ["cp312-any"]\npack.out = ${JSON.stringify(out ?? elsewhere)}\n`,
      )
      const built = buildRelease({}, contextFor(here.folder))
      await expect(built).rejects.toMatchObject({ kind: 'usage', code: 'path-outside' })
      expect(existsSync(elsewhere)).toBe(false)
      expect(readdirSync(here.home)).toEqual([])
      // The command line may name any folder.
      await buildRelease({ out: elsewhere }, contextFor(here.folder))
      expect(existsSync(elsewhere)).toBe(true)
    },
  )
})
