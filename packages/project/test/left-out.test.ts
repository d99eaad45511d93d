import { describe, expect, test } from 'vitest'
import { listBuildTree } from '../src/index.ts'
import { addFiles, cleanUp, commitAll, ENV, libFiles, makeProject, pyproject, read } from './helpers.ts'

cleanUp()

const FILES = {
  'pyproject.toml': pyproject('flit_core.buildapi', 'description = "x"\n'),
  'tide_mark/__init__.py': '',
  'tide_mark/node_modules/sea/index.js': '',
  'tide_mark/.vscode/settings.json': '{}',
  'tide_mark/__pycache__/x.js': '',
}

describe('folders with the names of tools', () => {
  test('are a part of an sdist', async () => {
    const root = await makeProject({
      ...FILES,
      'PKG-INFO': 'Metadata-Version: 2.4\nName: tide-mark\nVersion: 1.2.0\n',
    })
    const inside = ['.vscode/settings.json', '__init__.py', 'node_modules/sea/index.js']
    expect(libFiles(await read(root))).toEqual(inside.map((path) => `tide_mark/${path}`))
    const { paths } = await listBuildTree(root, [], { env: ENV })
    expect(paths.filter((path) => path.startsWith('tide_mark/'))).toEqual(
      inside.map((path) => `tide_mark/${path}`),
    )
  })

  test(
    'are a part of the project if git tracks them, and no part of it otherwise',
    { tags: ['git'] },
    async () => {
      const root = await makeProject({ ...FILES, '.gitignore': '__pycache__\n' })
      expect(libFiles(await read(root))).toEqual(['tide_mark/__init__.py'])
      await commitAll(root)
      const tracked = ['.vscode/settings.json', '__init__.py', 'node_modules/sea/index.js']
      const expected = tracked.map((path) => `tide_mark/${path}`)
      await addFiles(root, { 'tide_mark/.idea/x': '', 'src/node_modules/y.js': '' })
      expect(libFiles(await read(root))).toEqual(expected)
      const { paths } = await listBuildTree(root, [], { env: ENV })
      expect(paths.filter((path) => path.includes('/'))).toEqual([
        // Untracked packages of npm are linked, not copied.
        'src/node_modules',
        ...expected,
      ])
    },
  )
})
