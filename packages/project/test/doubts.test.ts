import { describe, expect, test } from 'vitest'
import { CONFIG } from '../scripts/default-config.ts'
import { findProjectDoubts } from '../src/index.ts'
import { cleanUp, commitAll, ENV, git, makeProject, pyproject } from './helpers.ts'

cleanUp()

const doubtsOf = async (
  files: Record<string, string>,
  project: Partial<typeof CONFIG.project> = {},
): Promise<readonly string[]> => {
  const config = { ...CONFIG, project: { ...CONFIG.project, ...project } }
  return findProjectDoubts(await makeProject(files), { config, env: ENV })
}

const dynamic = (backend: string, fields: string, more = '', requires = ''): string =>
  `[build-system]\nrequires = [${requires}]\nbuild-backend = "${backend}"\n[project]\nname = "tide-mark"\ndynamic = [${fields}]\n${fields.includes('"version"') ? '' : 'version = "1"\n'}${more}`

const SETUPTOOLS = 'setuptools.build_meta'
const HATCH = 'hatchling.build'
const FLIT = 'flit_core.buildapi'
const POETRY = 'poetry.core.masonry.api'
const PDM = 'pdm.backend'
const UV = 'uv_build'

const SDIST =
  'Metadata-Version: 2.4\nName: tide-mark\nVersion: 3.1\nRequires-Dist: click\nClassifier: A\n\nHello\n'

describe('the static reader names what only the backend knows', () => {
  test.each<[name: string, files: Record<string, string>, reason: RegExp]>([
    ['setup.py alone', { 'setup.py': 'import x' }, /^setup\.py describes it$/],
    [
      'setup.cfg and setup.py',
      { 'setup.cfg': '[metadata]', 'setup.py': '' },
      /^setup\.cfg and setup\.py describe it$/,
    ],
    ['Poetry 1', { 'pyproject.toml': '[tool.poetry]\nname = "x"\n' }, /\[tool\.poetry\] describes it/],
    [
      'a setup.py that computes',
      {
        'pyproject.toml': pyproject(SETUPTOOLS),
        'setup.py': 'from setuptools import setup\nsetup(ext_modules=[])\n',
      },
      /setup\.py is a program/,
    ],
    [
      'options of setup.cfg beside [project]',
      { 'pyproject.toml': pyproject(SETUPTOOLS), 'setup.cfg': '[options]\npackages = find:\n' },
      /\[options\]/,
    ],
    [
      'an unknown key',
      { 'pyproject.toml': pyproject(SETUPTOOLS, '[tool.setuptools]\ncmdclass = { x = "a.B" }\n') },
      /tool\.setuptools\.cmdclass/,
    ],
    [
      'extension modules',
      { 'pyproject.toml': pyproject(SETUPTOOLS, '[[tool.setuptools.ext-modules]]\nname = "x"\n') },
      /ext-modules/,
    ],
    [
      'a plug-in of the build',
      { 'pyproject.toml': dynamic(SETUPTOOLS, '"version"', '', '"setuptools", "versioneer"') },
      /versioneer/,
    ],
    [
      'a file that setuptools-scm writes',
      { 'pyproject.toml': pyproject(SETUPTOOLS, '[tool.setuptools_scm]\nversion_file = "a/_version.py"\n') },
      /setuptools-scm writes a\/_version\.py/,
    ],
    [
      'a build hook of hatch',
      { 'pyproject.toml': pyproject(HATCH, '[tool.hatch.build.hooks.custom]\n') },
      /./,
    ],
    [
      'a hook in hatch.toml',
      { 'pyproject.toml': pyproject(HATCH), 'hatch.toml': '[build.hooks.vcs]\nversion-file = "x.py"\n' },
      /build\.hooks/,
    ],
    [
      'an extra that names the project',
      {
        'pyproject.toml': pyproject(
          HATCH,
          '[project.optional-dependencies]\na = ["click"]\nb = ["Tide_Mark[a]"]\n',
        ),
      },
      /an extra names/,
    ],
    [
      'dynamic dependencies of hatch',
      { 'pyproject.toml': dynamic(HATCH, '"dependencies"') },
      /dependencies is dynamic/,
    ],
    [
      'old metadata of flit',
      { 'pyproject.toml': pyproject(FLIT, '[tool.flit.metadata]\nmodule = "x"\n') },
      /tool\.flit\.metadata/,
    ],
    [
      'a build script of poetry',
      { 'pyproject.toml': pyproject(POETRY, '[tool.poetry.build]\nscript = "b.py"\n') },
      /tool\.poetry\.build/,
    ],
    [
      'dynamic classifiers of poetry',
      { 'pyproject.toml': dynamic(POETRY, '"classifiers"') },
      /classifiers is dynamic/,
    ],
    ['pdm_build.py', { 'pyproject.toml': pyproject(PDM), 'pdm_build.py': '' }, /pdm_build\.py runs/],
    [
      'a file that pdm writes',
      { 'pyproject.toml': pyproject(PDM, '[tool.pdm.version]\nwrite_to = "a.py"\n') },
      /write_to/,
    ],
    [
      'a key of uv_build that is new',
      { 'pyproject.toml': pyproject(UV, '[tool.uv.build-backend]\nnew-key = true\n') },
      /new-key/,
    ],
    ['a backend of extension modules', { 'pyproject.toml': pyproject('maturin') }, /only maturin knows/],
    [
      'a backend of its own',
      { 'pyproject.toml': pyproject(SETUPTOOLS).replace('[project]', 'backend-path = ["."]\n[project]') },
      /its own backend/,
    ],
    [
      'a version that nothing states',
      { 'pyproject.toml': dynamic(SETUPTOOLS, '"version"') },
      /version is computed/,
    ],
    [
      'a command of MANIFEST.in that does not exist',
      { 'pyproject.toml': pyproject(SETUPTOOLS), 'MANIFEST.in': 'inclde x\n' },
      /inclde/,
    ],
  ])('%s', async (_name, files, reason) => {
    expect((await doubtsOf(files)).join('; ')).toMatch(reason)
  })
})

describe('the static reader understands', () => {
  test.each<[name: string, files: Record<string, string>]>([
    ['a plain project', { 'pyproject.toml': pyproject(SETUPTOOLS) }],
    [
      'a setup.py that only calls setup()',
      {
        'pyproject.toml': pyproject(SETUPTOOLS),
        'setup.py': '"""x"""\nimport setuptools\n\nsetuptools.setup()\n',
      },
    ],
    [
      'the setup.cfg of an sdist',
      {
        'pyproject.toml': pyproject(SETUPTOOLS),
        'setup.cfg': '[egg_info]\ntag_build = \ntag_date = 0\n[flake8]\nx = 1\n',
      },
    ],
    [
      'dynamic fields in files',
      {
        'pyproject.toml': dynamic(
          SETUPTOOLS,
          '"version", "dependencies"',
          '[tool.setuptools.dynamic]\nversion = { file = "VERSION" }\ndependencies = { file = "r.txt" }\n',
        ),
        VERSION: '1',
        'r.txt': '',
      },
    ],
    [
      'a literal version',
      {
        'pyproject.toml': dynamic(HATCH, '"version"', '[tool.hatch.version]\npath = "a.py"\n'),
        'a.py': '__version__ = "1"\n',
      },
    ],
    [
      "flit's docstring",
      {
        'pyproject.toml': dynamic(FLIT, '"version", "description"'),
        'tide_mark.py': '"""Tides."""\n__version__ = "1"\n',
      },
    ],
    [
      'what an sdist states',
      { 'pyproject.toml': dynamic(POETRY, '"version", "classifiers", "dependencies"'), 'PKG-INFO': SDIST },
    ],
    [
      'tables of other tools',
      { 'pyproject.toml': pyproject(UV, '[tool.uv]\ndev-dependencies = []\n[tool.ruff]\nx = 1\n') },
    ],
  ])('%s', async (_name, files) => {
    expect(await doubtsOf(files)).toEqual([])
  })

  test('nothing of an sdist that marks the field Dynamic, or that is older than 2.2', async () => {
    const project = dynamic(HATCH, '"version", "dependencies"')
    for (const text of [
      SDIST.replace('Version: 3.1', 'Version: 3.1\nDynamic: Requires-Dist'),
      SDIST.replace('2.4', '2.1'),
    ]) {
      expect(await doubtsOf({ 'pyproject.toml': project, 'PKG-INFO': text })).toEqual([
        'dependencies is dynamic',
      ])
    }
  })

  test('one plain tag at HEAD, and no other', { tags: ['git'] }, async () => {
    const toml = dynamic(SETUPTOOLS, '"version"', '', '"setuptools", "setuptools-scm"')
    const root = await makeProject({ 'pyproject.toml': toml })
    await commitAll(root)
    const ask = (): Promise<readonly string[]> => findProjectDoubts(root, { config: CONFIG, env: ENV })
    expect(await ask()).toEqual(['the version is computed during the build'])
    await git(root, 'tag', 'v1.2.3')
    expect(await ask()).toEqual([])
    await git(root, 'tag', 'hull-v3.0.0')
    expect(await ask()).toEqual(['the version is computed during the build'])
  })
})
