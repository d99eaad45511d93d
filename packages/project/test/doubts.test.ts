import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** Written by vcs-versioning 2.6 (`write_version_to_path`), for 3.1 without a commit. */
const VCS_VERSION = readFileSync(join(import.meta.dirname, 'fixtures/vcs-version-3.1.py'), 'utf8')

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
      'coherent.licensed, which writes a licence',
      { 'pyproject.toml': dynamic(SETUPTOOLS, '', '', '"setuptools", "coherent.licensed"') },
      /coherent-licensed/,
    ],
    [
      'coherent.licensed, which lists its licence alone',
      {
        'pyproject.toml': dynamic(SETUPTOOLS, '', '', '"setuptools", "coherent.licensed"'),
        LICENSE: 'MIT',
        NOTICE: 'x',
      },
      /coherent-licensed/,
    ],
    ...[
      ['of another version', VCS_VERSION.replaceAll('3.1', '3.0').replaceAll('3, 1', '3, 0')],
      ['with a commit', VCS_VERSION.replace('commit_id = None', "commit_id = 'g1234567'")],
      ['of an older form', "__version__ = version = '3.1'\n"],
    ].map(([what, text = '']): [string, Record<string, string>, RegExp] => [
      `the file of an sdist that hatch-vcs wrote: ${what}`,
      {
        'pyproject.toml': pyproject(HATCH, '[tool.hatch.build.hooks.vcs]\nversion-file = "a.py"\n'),
        'PKG-INFO': SDIST,
        'a.py': text,
      },
      /hooks\.vcs runs during the build/,
    ]),
    [
      'the file of a checkout that hatch-vcs writes',
      {
        'pyproject.toml': pyproject(HATCH, '[tool.hatch.build.hooks.vcs]\nversion-file = "a.py"\n'),
        'a.py': VCS_VERSION,
      },
      /hooks\.vcs runs during the build/,
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
      'dependencies and extras that a plug-in of hatch reads from files',
      {
        'pyproject.toml': dynamic(
          HATCH,
          '"dependencies", "optional-dependencies"',
          '[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ["requirements.txt"]\n',
          '"hatchling", "hatch-requirements-txt"',
        ),
        'requirements.txt': 'gull\n',
      },
      /tool\.hatch\.metadata\.hooks.*dependencies, optional-dependencies are dynamic/,
    ],
    ...[
      "python_version in '3.9 3.10'",
      "platform_system == 'FreeBSD'",
      "sys_platform == 'win32' or os_name == 'nt'",
    ].map((marker): [string, Record<string, string>, RegExp] => [
      `the marker ${marker} of uv_build`,
      {
        'pyproject.toml': pyproject('uv_build', `[project.optional-dependencies]\na = ["ebb; ${marker}"]\n`),
        'src/tide_mark/__init__.py': '',
      },
      /^only uv_build knows its form of the marker ./,
    ]),
    [
      'a file that a release of flit before 4 does not take for a licence',
      {
        'pyproject.toml': pyproject(FLIT, 'description = "x"\n').replace(
          'requires = []',
          'requires = ["flit_core >=3.2,<4"]',
        ),
        'tide_mark.py': '',
        'AUTHORS.rst': 'Ann',
      },
      /only flit_core before 4 knows whether AUTHORS\.rst ships/,
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
    ...[
      ['dependencies', '{ python = "^3.9", click = "*" }'],
      ['description', '"x"'],
      ['homepage', '"https://tide.example"'],
    ].map(([key = '', value = '']): [string, Record<string, string>, RegExp] => [
      `${key} of [tool.poetry] that [project] lacks`,
      { 'pyproject.toml': pyproject(POETRY, `[tool.poetry]\n${key} = ${value}\n`) },
      new RegExp(`only the backend knows tool\\.poetry\\.${key};`),
    ]),
    [
      'an empty list of classifiers, which poetry fills',
      { 'pyproject.toml': pyproject(POETRY, 'classifiers = []\n') },
      /classifiers is dynamic/,
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
    [
      'a byte order mark in MANIFEST.in',
      { 'pyproject.toml': pyproject(SETUPTOOLS), 'MANIFEST.in': '\uFEFFgraft x\n' },
      /byte order mark/,
    ],
    [
      'a backslash in MANIFEST.in',
      { 'pyproject.toml': pyproject(SETUPTOOLS), 'MANIFEST.in': 'graft x\\y\n' },
      /MANIFEST\.in says: x\\y/,
    ],
    ...[
      [SETUPTOOLS, 'setuptools.package-data', 'a = ["b\\\\c.json"]'],
      [FLIT, 'flit.external-data', 'directory = "a\\\\b"'],
      [POETRY, 'poetry', 'exclude = ["a\\\\b"]'],
      [PDM, 'pdm.build', 'excludes = ["a\\\\b"]'],
      [UV, 'uv.build-backend', 'wheel-exclude = ["a\\\\b"]'],
      [HATCH, 'hatch.build', 'exclude = ["a\\\\b"]'],
    ].map(([backend = '', table = '', line = '']): [string, Record<string, string>, RegExp] => [
      `a backslash in [tool.${table}]`,
      { 'pyproject.toml': pyproject(backend, `[tool.${table}]\n${line}\n`) },
      /only the backend knows what "\\" means in tool\./,
    ]),
    [
      'data files outside of the environment',
      {
        'pyproject.toml': pyproject(SETUPTOOLS, '[tool.setuptools.data-files]\n"/etc/x" = ["a.cfg"]\n'),
        'a.cfg': '',
      },
      /data files go to \/etc\/x/,
    ],
    [
      'data files that are folders, or missing',
      {
        'pyproject.toml': pyproject(SETUPTOOLS, '[tool.setuptools.data-files]\nx = ["a.cfg", "b", "c/*"]\n'),
        'b/x.cfg': '',
        'c/d/x.cfg': '',
      },
      /only setuptools knows the data files a\.cfg, b, c\/\*/,
    ],
    [
      'a script that is missing',
      { 'pyproject.toml': pyproject(SETUPTOOLS, '[tool.setuptools]\nscript-files = ["bin/x"]\n') },
      /script-files names "bin\/x"/,
    ],
    [
      'a resource of eggs that setuptools lists in a file',
      { 'pyproject.toml': pyproject(SETUPTOOLS, '[tool.setuptools]\neager-resources = ["a"]\n') },
      /eager-resources/,
    ],
    [
      'another version of core metadata',
      {
        'pyproject.toml': pyproject(
          HATCH,
          '[tool.hatch.build.targets.wheel]\ncore-metadata-version = "2.3"\n',
        ),
      },
      /core-metadata-version/,
    ],
    [
      'an empty selection of hatch',
      { 'pyproject.toml': pyproject(HATCH, '[tool.hatch.build.targets.wheel]\npackages = []\n') },
      /empty list selects \(packages\)/,
    ],
    [
      'a file that an include takes back',
      {
        'pyproject.toml': pyproject(
          HATCH,
          '[tool.hatch.build.targets.wheel]\ninclude = ["tide_mark", "!tide_mark/tests"]\n',
        ),
        'tide_mark/tests/a.py': '',
      },
      /patterns with "!"/,
    ],
    [
      'a byte order mark in .gitignore',
      { 'pyproject.toml': pyproject(HATCH), '.gitignore': '\uFEFF*.json\n' },
      /first line of \.gitignore/,
    ],
    [
      'a place outside of the wheel',
      {
        'pyproject.toml': pyproject(
          HATCH,
          '[tool.hatch.build.targets.wheel.force-include]\n"a.txt" = "../a.txt"\n',
        ),
        'a.txt': '',
        'tide_mark.py': '',
      },
      /out of the wheel/,
    ],
    [
      'a found version that hatchling writes as it is',
      {
        'pyproject.toml': dynamic(HATCH, '"version"', '[tool.hatch.version]\npath = "a.py"\n'),
        'a.py': '__version__ = "1.0-beta.1"\n',
      },
      /1\.0-beta\.1 as it is/,
    ],
    ...['__version__ = "2"', '__version__ += ".1"', 'if True:\n    __version__ = "2"'].map(
      (line): [string, Record<string, string>, RegExp] => [
        `a version that hatchling's "code" changes again: ${line}`,
        {
          'pyproject.toml': dynamic(
            HATCH,
            '"version"',
            '[tool.hatch.version]\nsource = "code"\npath = "a.py"\n',
          ),
          'a.py': `__version__ = "1"\n${line}\n`,
        },
        /version is computed/,
      ],
    ),
    [
      "a version that pdm's older and newer releases read differently",
      {
        'pyproject.toml': dynamic(PDM, '"version"', '[tool.pdm.version]\nsource = "file"\npath = "a.py"\n'),
        'a.py': 'VERSION = "2"\n__version__ = "1"\n',
      },
      /version is computed/,
    ],
    [
      'an exclude of uv_build that may reach its data',
      {
        'pyproject.toml': pyproject(
          UV,
          '[tool.uv.build-backend]\nwheel-exclude = ["*.txt"]\ndata = { data = "etc" }\n',
        ),
        'etc/a.txt': '',
      },
      /only uv_build knows whether its excludes leave out etc\/a\.txt/,
    ],
    [
      'a module without __init__.py',
      { 'pyproject.toml': pyproject(UV), 'src/tide_mark/a.py': '' },
      /needs src\/tide_mark\/__init__\.py/,
    ],
    [
      'an __init__.py above a module',
      {
        'pyproject.toml': pyproject(UV, '[tool.uv.build-backend]\nmodule-name = "sea.tide"\n'),
        'src/sea/__init__.py': '',
        'src/sea/tide/__init__.py': '',
      },
      /allows no src\/sea\/__init__\.py/,
    ],
    [
      'a docstring of several strings',
      {
        'pyproject.toml': dynamic(FLIT, '"version", "description"'),
        'tide_mark.py': '"""Tides """ "and ebb."\n__version__ = "1"\n',
      },
      /description is dynamic/,
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
      'what [project] states beside [tool.poetry]',
      {
        'pyproject.toml': pyproject(
          POETRY,
          'description = "x"\nclassifiers = ["Topic :: Utilities"]\ndependencies = []\n' +
            '[tool.poetry]\ndescription = "y"\n[tool.poetry.dependencies]\nclick = { source = "ours" }\n',
        ),
        'tide_mark.py': '',
      },
    ],
    [
      'the Python of poetry alone',
      {
        'pyproject.toml': pyproject(
          POETRY,
          'classifiers = ["Topic :: Utilities"]\n[tool.poetry.dependencies]\npython = "^3.9"\n',
        ),
        'tide_mark.py': '',
      },
    ],
    [
      'a setup.py with a header and a docstring',
      {
        'pyproject.toml': pyproject(SETUPTOOLS),
        'setup.py': '# A licence\n\n# and more\n"""Set-up.\n"""\nfrom setuptools import setup\n\n\nsetup()\n',
      },
    ],
    [
      'coherent.licensed, if the licence is there',
      {
        'pyproject.toml': dynamic(SETUPTOOLS, '', '', '"setuptools", "coherent.licensed"'),
        LICENSE: 'MIT',
      },
    ],
    ...['setuptools_scm', 'hatch.build.hooks.vcs'].map((table): [string, Record<string, string>] => [
      `the file of an sdist that ${table} writes again`,
      {
        'pyproject.toml': pyproject(
          table.startsWith('hatch') ? HATCH : SETUPTOOLS,
          `[tool.${table}]\n${table.startsWith('hatch') ? 'version-file' : 'version_file'} = "a.py"\n`,
        ),
        'PKG-INFO': SDIST,
        'a.py': VCS_VERSION,
      },
    ]),
    [
      'the file of an sdist that hatch-vcs writes again from a template',
      {
        'pyproject.toml': pyproject(
          HATCH,
          '[tool.hatch.build.hooks.vcs]\nversion-file = "a.py"\ntemplate = "version = \'{version}\'"\n',
        ),
        'PKG-INFO': SDIST,
        'a.py': "version = '3.1'",
      },
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

  test('not which files a plug-in leaves out or takes from submodules', { tags: ['git'] }, async () => {
    const toml = dynamic(SETUPTOOLS, '', '', '"setuptools", "setuptools-scm"')
    const ask = async (files: Record<string, string>): Promise<readonly string[]> => {
      const root = await makeProject({ 'pyproject.toml': toml, ...files })
      await commitAll(root)
      return findProjectDoubts(root, { config: DEFAULT_CONFIG, env: ENV })
    }
    expect(await ask({ '.gitattributes': '*.py text\n' })).toEqual([])
    expect(await ask({ 'a/.gitattributes': 'x export-ignore\n' })).toEqual([
      'only setuptools-scm knows what "export-ignore" of .gitattributes leaves out',
    ])
    expect(await ask({ '.gitmodules': '' })).toEqual(['setuptools-scm lists the files of submodules'])
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
