import { describe, expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '@exuvia/model'
import { findProjectDoubts } from '../src/index.ts'
import { cleanUp, commitAll, ENV, git, makeProject, pyproject } from './helpers.ts'

cleanUp()

const doubtsOf = async (
  files: Record<string, string>,
  project: Partial<typeof DEFAULT_CONFIG.project> = {},
): Promise<readonly string[]> => {
  const config = { ...DEFAULT_CONFIG, project: { ...DEFAULT_CONFIG.project, ...project } }
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
      /build\.hooks\.vcs runs during the build/,
    ],
    [
      'a variable in a dependency of hatch',
      {
        'pyproject.toml': pyproject(
          HATCH,
          '[project.optional-dependencies]\na = ["ebb @ {root:uri}/ebb"]\n[tool.hatch.metadata]\nallow-direct-references = true\n',
        ),
      },
      /contains a variable/,
    ],
    [
      'a version that hatchling writes as it is',
      { 'pyproject.toml': pyproject(HATCH).replace('"1.2.0"', '"1.2.0-rc1"') },
      /1\.2\.0-rc1 as it is/,
    ],
    [
      'a plug-in for the version that may write files',
      { 'pyproject.toml': dynamic(HATCH, '"version"', '[tool.hatch.version]\nsource = "versioningit"\n') },
      /only the plug-in versioningit/,
    ],
    [
      'a file that a pattern takes back from an ignored folder',
      {
        'pyproject.toml': pyproject(HATCH),
        '.gitignore': 'tide_mark/data/\n!tide_mark/data/x.json\n',
        'tide_mark/__init__.py': '',
        'tide_mark/data/x.json': '',
      },
      /patterns with "!"/,
    ],
    [
      'a script whose first line hatchling changes',
      {
        'pyproject.toml': pyproject(HATCH, '[tool.hatch.build.targets.wheel.shared-scripts]\n"bin" = "."\n'),
        'bin/tide': '#!/usr/bin/python3\n',
      },
      /first line of bin\/tide/,
    ],
    [
      'options of commands',
      { 'pyproject.toml': pyproject(SETUPTOOLS, '[tool.distutils.egg_info]\ntag_build = "x"\n') },
      /tool\.distutils\.egg_info/,
    ],
    [
      'a package that is the whole project',
      { 'pyproject.toml': pyproject(SETUPTOOLS, '[tool.setuptools.package-dir]\ntide_mark = "."\n') },
      /tide_mark is the whole project/,
    ],
    [
      'a description of several lines',
      { 'pyproject.toml': pyproject(SETUPTOOLS, 'description = """a\nb"""\n') },
      /several lines/,
    ],
    [
      'a file outside of the project',
      { 'pyproject.toml': pyproject(SETUPTOOLS, 'license-files = ["LICENSES/*"]\n') },
      /matches no file/,
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
      {
        'pyproject.toml': dynamic(
          PDM,
          '"version"',
          '[tool.pdm.version]\nsource = "scm"\nwrite_to = "a.py"\n',
        ),
      },
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
      'a build hook that is off by default',
      {
        'pyproject.toml': pyproject(
          HATCH,
          '[tool.hatch.build.targets.wheel.hooks.mypyc]\nenable-by-default = false\n',
        ),
        'tide_mark.py': '',
      },
    ],
    [
      'a written version beside what would compute it',
      {
        'pyproject.toml': pyproject(
          PDM,
          '[tool.pdm.version]\nsource = "call"\ngetter = "a:b"\nwrite_to = "c.py"\n',
        ),
      },
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

  test.each([
    ['setuptools<69', true],
    ['setuptools==61.2', true],
    ['setuptools~=69.0', true],
    ['setuptools==69.*', true],
    ['setuptools>=61,<=76', true],
    ['setuptools @ https://files.example/setuptools.whl', true],
    ['setuptools', false],
    ['setuptools>=61', false],
    ['setuptools>=61,<100', false],
    ['setuptools!=60.*', false],
    ['setuptools==80.9.0', false],
    ['setuptools~=77.0', false],
  ])('the rules of %s: %s', async (text, isOld) => {
    const toml = dynamic(SETUPTOOLS, '', '', `"${text}"`)
    expect(await doubtsOf({ 'pyproject.toml': toml })).toHaveLength(isOld ? 1 : 0)
  })

  test('one plain tag at HEAD, and no other', { tags: ['git'] }, async () => {
    const toml = dynamic(SETUPTOOLS, '"version"', '[tool.setuptools_scm]\n', '"setuptools", "setuptools-scm"')
    const root = await makeProject({ 'pyproject.toml': toml })
    await commitAll(root)
    const ask = (): Promise<readonly string[]> =>
      findProjectDoubts(root, { config: DEFAULT_CONFIG, env: ENV })
    expect(await ask()).toEqual(['the version is computed during the build'])
    await git(root, 'tag', 'v1.2.3')
    expect(await ask()).toEqual([])
    await git(root, 'tag', 'hull-v3.0.0')
    expect(await ask()).toEqual(['the version is computed during the build'])
  })
})
