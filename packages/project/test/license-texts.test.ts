import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Inventory } from '@exuvia/model'
import { readWheel } from '../src/wheel.ts'
import { cleanUp, makeProject, pyproject, read } from './helpers.ts'
import { makeWheel } from './make-wheel.ts'

cleanUp()

const FILES = { 'pyproject.toml': pyproject('hatchling.build', ''), 'tide_mark/__init__.py': '' }

/** Licence texts of the project in a release. */
function texts({ distributions }: Inventory): string[] {
  const paths = distributions[0]?.files.map(({ path }) => path) ?? []
  return paths.filter((path) => path.startsWith('LICENSES/'))
}

describe('the licence texts of a project', () => {
  test('are those that PEP 639 suggests, if it names none', async () => {
    const root = await makeProject({
      ...FILES,
      LICENSE: 'MIT License',
      'NOTICE.txt': 'n',
      'AUTHORS.md': 'a',
      COPYING: 'c',
      'docs/LICENSE': 'd',
    })
    expect(texts(await read(root))).toEqual(
      ['AUTHORS.md', 'COPYING', 'LICENSE', 'NOTICE.txt'].map((name) => `LICENSES/tide-mark/${name}`),
    )
  })

  test('that are a link out of the project are refused by name', async () => {
    const root = await makeProject(FILES)
    const outside = await makeProject({ LICENSE: 'MIT License' })
    await symlink(join(outside, 'LICENSE'), join(root, 'LICENSE'))
    await expect(read(root)).rejects.toThrow('LICENSE is a link to another place, outside the project')
  })

  test('of a part of a repository, which links to the texts of the whole, are refused by name', async () => {
    const whole = await makeProject({
      LICENSE: 'GPL',
      'README.md': '# Flood',
      'pkgs/flood/pyproject.toml': pyproject(
        'hatchling.build',
        'readme = "README.md"\nlicense-files = ["LICENSE"]\n',
      ),
      'pkgs/flood/tide_mark/__init__.py': '',
    })
    const root = join(whole, 'pkgs/flood')
    await symlink('../../LICENSE', join(root, 'LICENSE'))
    await writeFile(join(root, 'README.md'), '# Flood')
    await expect(read(root)).rejects.toThrow('LICENSE is a link to another place, outside the project')
    await rm(join(root, 'LICENSE'))
    await writeFile(join(root, 'LICENSE'), 'GPL')
    await rm(join(root, 'README.md'))
    await symlink('../../README.md', join(root, 'README.md'))
    await expect(read(root)).rejects.toThrow('README.md')
  })

  const OTTER = {
    'tide_mark/__init__.py': '',
    'tide_mark/vendor/LICENSE.BSD': 'BSD',
    'LICENSE.txt': 'MIT',
    NOTICE: 'n',
    'AUTHORS.md': 'A. Uthor',
    'LICENSES/Apache-2.0.txt': 'Apache',
  }
  const ALL = ['AUTHORS.md', 'LICENSE.txt', 'LICENSES/Apache-2.0.txt', 'NOTICE']

  test.each([
    // PDM ships the file that is named, alone.
    ['pdm.backend', 'license = { file = "LICENSE.txt" }', ['LICENSE.txt']],
    ['hatchling.build', 'license = { file = "LICENSE.txt" }', ALL.filter((name) => !name.includes('/'))],
    [
      'hatchling.build',
      'license = "MIT"\nlicense-files = ["LICENSES/*", "AUTHORS*"]',
      ALL.filter((name) => /^(?:A|LICENSES)/.test(name)),
    ],
  ])('of %s with %s are those of its wheel', async (backend, lines, expected) => {
    const root = await makeProject({ 'pyproject.toml': pyproject(backend, `${lines}\n`), ...OTTER })
    expect(texts(await read(root))).toEqual(expected.map((name) => `LICENSES/tide-mark/${name}`))
  })

  test('that are a broken link are neither named nor shipped', async () => {
    const root = await makeProject({ ...FILES, NOTICE: 'n' })
    await symlink('nowhere', join(root, 'LICENSE'))
    expect(texts(await read(root))).toEqual(['LICENSES/tide-mark/NOTICE'])
  })
})

describe('the licence texts of a wheel', () => {
  test(
    'are all that METADATA names, in each place where backends put them',
    { tags: ['python3'] },
    async () => {
      const info = 'gull-1.0.dist-info'
      const path = await makeWheel(
        await makeProject({}),
        {
          'gull.py': '',
          [`${info}/LICENSE`]: 'one',
          [`${info}/licenses/LICENSE`]: 'two',
          [`${info}/licenses/LICENSES/Apache-2.0.txt`]: 'a',
          [`${info}/BSD.txt`]: 'b',
        },
        { metadata: 'License-File: LICENSES/Apache-2.0.txt\nLicense-File: third-party/BSD.txt\n' },
      )
      const { files } = await readWheel(path)
      const paths = files.map((file) => file.path).filter((each) => each.startsWith('LICENSES/'))
      expect(paths).toEqual([
        'LICENSES/gull/BSD.txt',
        'LICENSES/gull/LICENSE',
        'LICENSES/gull/LICENSES/Apache-2.0.txt',
        'LICENSES/gull/licenses/LICENSE',
      ])
    },
  )
})
