import { scriptOfCode } from '@exuvia/model'
import { sampleOf } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { buildWheel, cleanUp, commitAll, libFiles, makeProject, pyproject, read } from './helpers.ts'

cleanUp()

const SETUPTOOLS = 'setuptools.build_meta'
const HATCH = 'hatchling.build'
const FLIT = 'flit_core.buildapi'
const POETRY = 'poetry.core.masonry.api'
const PDM = 'pdm.backend'
const UV = 'uv_build'

/** Modules, data, types, nested and namespace packages and caches, and the usual files around a project. */
const PACKAGE = (folder: string): Record<string, string> => ({
  [`${folder}/__init__.py`]: '"""Marks."""\n',
  [`${folder}/cli.py`]: 'def main(): pass\n',
  [`${folder}/py.typed`]: '',
  [`${folder}/cli.pyi`]: 'def main() -> None: ...\n',
  [`${folder}/data/table.json`]: '{}',
  [`${folder}/data/.hidden`]: '',
  [`${folder}/inner/__init__.py`]: '',
  [`${folder}/inner/deep.py`]: '',
  [`${folder}/inner/notes.txt`]: 'x',
  [`${folder}/space/loose.py`]: '',
  [`${folder}/not-a-name/x.py`]: '',
  [`${folder}/__pycache__/cli.cpython-312.pyc`]: 'x',
  [`${folder}/old.pyc`]: 'x',
})

const AROUND = {
  'README.md': '# x',
  'tests/test_it.py': '',
  'docs/conf.py': '',
  'build/stale.py': '',
  '.github/x.py': '',
}

const SRC = { ...PACKAGE('src/tide_mark'), ...AROUND }
const FLAT = { ...PACKAGE('tide_mark'), ...AROUND }

const CASES: readonly (readonly [
  name: string,
  backend: string,
  toml: string,
  files: Record<string, string>,
])[] = [
  ['src layout', SETUPTOOLS, '', { ...SRC, 'src/single.py': '', 'src/tide_mark.egg-info/PKG-INFO': '' }],
  ['flat layout', SETUPTOOLS, '', { ...FLAT, 'conftest.py': '', 'single.py': '' }],
  ['flat layout with stubs', SETUPTOOLS, '', { ...FLAT, 'tide_mark-stubs/__init__.pyi': '' }],
  [
    'single module',
    SETUPTOOLS,
    '',
    { 'tide_mark.py': '', 'setup.py': 'from setuptools import setup\nsetup()\n', 'tests/test_x.py': '' },
  ],
  [
    'packages.find',
    SETUPTOOLS,
    '[tool.setuptools.packages.find]\nwhere = ["lib"]\ninclude = ["tide_mark*"]\nexclude = ["tide_mark.inner*"]\nnamespaces = false\n',
    { ...PACKAGE('lib/tide_mark'), 'lib/other/__init__.py': '' },
  ],
  [
    'packages listed, with package-dir, py-modules and data',
    SETUPTOOLS,
    '[tool.setuptools]\npackages = ["tide_mark", "tide_mark.inner", "extra"]\npy-modules = ["single"]\n' +
      '[tool.setuptools.package-dir]\n"" = "source"\nextra = "elsewhere/extra"\n' +
      '[tool.setuptools.package-data]\ntide_mark = ["data/*", "**/x.py"]\n"*" = ["*.txt"]\n' +
      '[tool.setuptools.exclude-package-data]\ntide_mark = ["data/secret*"]\n',
    {
      ...PACKAGE('source/tide_mark'),
      'source/tide_mark/data/secret.key': '',
      'source/single.py': '',
      'elsewhere/extra/__init__.py': '',
      'elsewhere/extra/more.txt': '',
    },
  ],
  [
    "packages with the names of an object's members",
    SETUPTOOLS,
    '[tool.setuptools]\npackages = ["constructor", "tide_mark", "toString"]\n' +
      '[tool.setuptools.package-dir]\ntide_mark = "code"\n' +
      '[tool.setuptools.package-data]\nconstructor = ["*.json"]\n',
    { ...PACKAGE('code'), ...PACKAGE('constructor'), 'toString/__init__.py': '' },
  ],
  ['package-dir alone', SETUPTOOLS, '[tool.setuptools.package-dir]\ntide_mark = "code"\n', PACKAGE('code')],
  [
    'MANIFEST.in',
    SETUPTOOLS,
    '',
    {
      ...SRC,
      'src/tide_mark/data/deep/a.csv': '',
      'src/tide_mark/data/deep/b.tmp': '',
      'src/tide_mark/inner/keep.csv': '',
      'MANIFEST.in':
        '# data\ngraft src/tide_mark/data\nrecursive-include src *.csv \\\n  *.txt\nglobal-exclude *.tmp\nexclude src/tide_mark/inner/keep.csv\ninclude README.md\n',
    },
  ],
  [
    'MANIFEST.in without include-package-data',
    SETUPTOOLS,
    '[tool.setuptools]\ninclude-package-data = false\n[tool.setuptools.package-data]\n"tide_mark.data" = ["*.json"]\n',
    { ...SRC, 'MANIFEST.in': 'graft src\n' },
  ],
  [
    'MANIFEST.in with ** where setuptools does not recurse, and the folder .',
    SETUPTOOLS,
    '',
    {
      ...SRC,
      'src/tide_mark/data/deep/a.csv': '',
      'MANIFEST.in':
        'include src/**/table.json src/*/data/*.json\ngraft src/**/inner\nrecursive-include . *.csv\nprune .\n',
    },
  ],
  [
    'src layout',
    HATCH,
    '',
    { ...SRC, '.gitignore': '*.csv\n/src/tide_mark/inner/notes.txt\n', 'src/tide_mark/a.csv': '' },
  ],
  ['flat layout', HATCH, '', FLAT],
  ['single module', HATCH, '', { 'tide_mark.py': '', 'other.py': '' }],
  [
    'namespace package',
    HATCH,
    '',
    { 'acme/tide_mark/__init__.py': '', 'acme/tide_mark/x.json': '{}', 'docs/x.py': '' },
  ],
  [
    'packages, exclude, artifacts and force-include',
    HATCH,
    '[tool.hatch.build]\nexclude = ["inner/*.txt", "/src/tide_mark/data/.hidden"]\nartifacts = ["*.gen"]\n' +
      '[tool.hatch.build.targets.wheel]\npackages = ["src/tide_mark"]\n' +
      '[tool.hatch.build.targets.wheel.force-include]\n"assets" = "tide_mark/assets"\n"one.txt" = "tide_mark/uno.txt"\n',
    { ...SRC, '.gitignore': '*.gen\n', 'src/tide_mark/x.gen': '', 'assets/a/b.png': 'x', 'one.txt': '1' },
  ],
  [
    'include and sources',
    HATCH,
    '[tool.hatch.build.targets.wheel]\ninclude = ["src/**/*.py", "/extra"]\nsources = ["src"]\n',
    { ...SRC, 'extra/a.json': '{}' },
  ],
  [
    'only-include and renamed sources',
    HATCH,
    '[tool.hatch.build.targets.wheel]\nonly-include = ["src/tide_mark", "extra/one.py"]\n[tool.hatch.build.targets.wheel.sources]\n"src/tide_mark" = "ebb"\n',
    { ...SRC, 'extra/one.py': '' },
  ],
  [
    'the root of the wheel, and what git ignores on purpose',
    HATCH,
    '[tool.hatch.build]\nignore-vcs = true\n[tool.hatch.build.targets.wheel.force-include]\n"assets" = "/"\n"one.txt" = "/tide_mark/uno.txt"\n',
    { ...SRC, '.gitignore': '*.json\n', 'assets/a/b.png': 'x', 'one.txt': '1' },
  ],
  [
    'hatch.toml: packages, an excluded module and a file from elsewhere',
    HATCH,
    '',
    {
      ...SRC,
      'src/tide_mark/secrets.py': 'KEY = 1\n',
      'tools/ebb/__init__.py': '',
      'shared/ports.json': '{}',
      'hatch.toml': `[build.targets.wheel]
packages = ["src/tide_mark", "tools/ebb"]
exclude = ["src/tide_mark/secrets.py"]
[build.targets.wheel.force-include]
"shared/ports.json" = "tide_mark/ports.json"
`,
    },
  ],
  ['src layout', FLIT, 'description = "x"\n', SRC],
  ['flat layout', FLIT, 'description = "x"\n', FLAT],
  [
    'namespace module',
    FLIT,
    'description = "x"\n[tool.flit.module]\nname = "acme.tide"\n',
    { ...PACKAGE('acme/tide'), 'acme/other/__init__.py': '' },
  ],
  ['src layout', POETRY, '', SRC],
  ['flat layout', POETRY, '', FLAT],
  [
    'packages, exclude and include',
    POETRY,
    '[tool.poetry]\npackages = [{ include = "tide_mark", from = "src" }, { include = "plug/**/*.py", to = "tide_plug" }, { include = "devel", format = "sdist" }]\n' +
      'exclude = ["src/tide_mark/inner", "**/*.json"]\ninclude = [{ path = "extra.txt", format = ["sdist", "wheel"] }, "only-sdist.txt"]\n',
    {
      ...SRC,
      'plug/a/b.py': '',
      'plug/a/b.txt': '',
      'devel/__init__.py': '',
      'extra.txt': '',
      'only-sdist.txt': '',
    },
  ],
  [
    'includes of what git ignores and exclude names',
    POETRY,
    '[tool.poetry]\nexclude = ["src/tide_mark/inner"]\n' +
      'include = [{ path = "src/tide_mark/gen/*", format = "wheel" }, { path = "src/tide_mark/inner/notes.txt", format = "wheel" }]\n',
    { ...SRC, '.gitignore': 'gen\n', 'src/tide_mark/gen/a.json': '' },
  ],
  ['src layout', PDM, '', SRC],
  ['flat layout', PDM, '', FLAT],
  [
    'includes and excludes',
    PDM,
    '[tool.pdm.build]\nincludes = ["tide_mark", "extra/*.json"]\nexcludes = ["tide_mark/inner"]\n',
    { ...FLAT, 'extra/a.json': '' },
  ],
  ['src layout', UV, '', SRC],
  ['a namespace', UV, '[tool.uv.build-backend]\nnamespace = true\nmodule-name = "tide_mark.inner"\n', SRC],
  [
    'types alone',
    UV,
    '[tool.uv.build-backend]\nmodule-name = "tide_mark-stubs"\n',
    { 'src/tide_mark-stubs/__init__.pyi': '', 'src/tide_mark-stubs/a.pyi': '' },
  ],
  ['flat layout', UV, '[tool.uv.build-backend]\nmodule-root = ""\n', FLAT],
  [
    'several modules and excludes',
    UV,
    '[tool.uv.build-backend]\nmodule-name = ["tide_mark", "ebb"]\nwheel-exclude = ["*.txt", "/src/tide_mark/data", "space", "/src/tide_mark/inner/*"]\n',
    { ...SRC, 'src/ebb/__init__.py': '', 'src/ebb/a.txt': '' },
  ],
]

describe('what goes to lib/ is what the real backend puts into a wheel', () => {
  const every = CASES.filter((_, index) => index % 2 === 0)
  test.each(sampleOf(CASES, every))(
    '%s of %s',
    { tags: ['git', 'pypi'] },
    async (_name, backend, toml, files) => {
      const root = await makeProject({ ...files, 'pyproject.toml': pyproject(backend, toml) })
      await commitAll(root)
      const built = await buildWheel(root, backend)
      const expected = built.files.filter((file) => !/^[^/]+\.dist-info\//.test(file))
      expect(expected.length).toBeGreaterThan(0)
      expect(libFiles(await read(root))).toEqual(expected)
    },
  )
})

test('scripts and data of pdm go where pip puts those of its wheel', { tags: ['pypi'] }, async () => {
  const toml = `[tool.pdm.build.wheel-data]
scripts = ["tools/tide-sync"]
data = [{ path = "etc/**/*.conf", relative-to = "." }]
`
  const root = await makeProject({
    ...SRC,
    'tools/tide-sync': '#!/usr/bin/env python3\nprint(1)\n',
    'etc/tide.conf': 'x = 1\n',
    'etc/more/ebb.conf': '',
    'pyproject.toml': pyproject(PDM, toml),
  })
  const built = (await buildWheel(root, PDM)).files
    .filter((file) => file.includes('.data/'))
    .map((file) => file.replace(/^[^/]+\.data\/scripts\//, 'bin/').replace(/^[^/]+\.data\/data\//, ''))
  expect(built.toSorted()).toEqual(['bin/tide-sync', 'etc/more/ebb.conf', 'etc/tide.conf'])
  const own = (await read(root)).distributions[0]?.files ?? []
  const places = own.map(({ path }) => {
    const script = scriptOfCode(path)
    return script === undefined ? path : `bin/${script}`
  })
  expect(places.filter((place) => /^(?:bin|etc)\//.test(place)).toSorted()).toEqual(built.toSorted())
})

describe('Exuvia refuses what setuptools refuses, and names the line to add', () => {
  test('several packages side by side', { tags: ['pypi'] }, async () => {
    const root = await makeProject({
      'pyproject.toml': pyproject(SETUPTOOLS),
      'one/__init__.py': '',
      'two/__init__.py': '',
    })
    await expect(buildWheel(root, SETUPTOOLS)).rejects.toThrow(/Multiple top-level packages/)
    await expect(read(root)).rejects.toMatchObject({
      kind: 'usage',
      code: 'several-packages',
      hint: expect.stringContaining('include = ["one*", "two*"]') as string,
    })
  })

  test('no package of the name, with hatchling', { tags: ['pypi'] }, async () => {
    const root = await makeProject({ 'pyproject.toml': pyproject(HATCH), 'one/__init__.py': '' })
    await expect(buildWheel(root, HATCH)).rejects.toThrow(/Unable to determine which files to ship/)
    await expect(read(root)).rejects.toMatchObject({
      code: 'no-packages',
      hint: expect.stringContaining('packages = [') as string,
    })
  })
})

describe('the metadata', () => {
  test(
    'has the headers that flit writes, which a table of setuptools does not change',
    { tags: ['pypi'] },
    async () => {
      const toml = `description = "Tide tables"
license = { text = "BSD" }
[project.optional-dependencies]
fast = ["orjson; python_version < '3.15'", "numpy"]
[tool.setuptools]
license-files = ["LICENSE"]
platforms = ["any"]
`
      const files = {
        LICENSE: 'MIT License\n',
        COPYING: 'MIT License\n',
        'pyproject.toml': pyproject(FLIT, toml),
      }
      const root = await makeProject({ ...FLAT, ...files })
      const built = await buildWheel(root, FLIT)
      const own = (await read(root)).distributions[0]?.files ?? []
      const content = own.find(({ path }) => path.endsWith('.dist-info/METADATA'))?.content
      const text = content?.kind === 'memory' ? Buffer.from(content.bytes).toString() : ''
      expect(headers(text)).toEqual(headers(built.metadata))
      const texts = ['COPYING', 'LICENSE'].map((name) => `tide_mark-1.2.0.dist-info/licenses/${name}`)
      expect(built.files).toEqual(expect.arrayContaining(texts))
      expect(own.map(({ path }) => path)).toEqual(expect.arrayContaining(texts.map((name) => `lib/${name}`)))
    },
  )

  test('has the headers that hatchling writes', { tags: ['pypi'] }, async () => {
    const toml = `description = "Tide tables"
readme = "README.md"
requires-python = ">=3.9"
license = "MIT"
license-files = ["LICENSE"]
keywords = ["moon", "sea"]
authors = [{ name = "Ann", email = "ann@example.org" }, { name = "Bo" }]
classifiers = ["Programming Language :: Python :: 3"]
dependencies = ["click>=8", "tomli>=2; python_version < '3.11'"]
[project.optional-dependencies]
fast = ["orjson; platform_system != 'Windows'", "numpy"]
[project.urls]
Home = "https://example.org"
[project.scripts]
tide = "tide_mark.cli:main"
[project.gui-scripts]
tide-gui = "tide_mark.gui:main"
[project.entry-points."tide.plugins"]
x = "tide_mark.x"
`
    const root = await makeProject({
      ...SRC,
      LICENSE: 'MIT License\n',
      'pyproject.toml': pyproject(HATCH, toml),
    })
    const built = await buildWheel(root, HATCH)
    const files = (await read(root)).distributions[0]?.files ?? []
    const text = (name: string): string => {
      const content = files.find((file) => file.path === `lib/tide_mark-1.2.0.dist-info/${name}`)?.content
      return content?.kind === 'memory' ? Buffer.from(content.bytes).toString() : ''
    }
    expect(headers(text('METADATA'))).toEqual(headers(built.metadata))
    expect(text('METADATA').endsWith('\n\n# x\n')).toBe(true)
    expect(lines(text('entry_points.txt'))).toEqual(lines(built.entryPoints))
    expect(files.map((file) => file.path)).toContain('LICENSES/tide-mark/LICENSE')
    expect(built.files).toContain('tide_mark-1.2.0.dist-info/licenses/LICENSE')
    expect(files.map((file) => file.path)).toContain('lib/tide_mark-1.2.0.dist-info/licenses/LICENSE')
  })
})

/** The headers, sorted, with uniform spacing and quotes, because spacing does not change a specifier. */
function headers(metadata: string): string[] {
  const all = (metadata.split('\n\n')[0] ?? '').split('\n')
  return all.map((line) => line.replaceAll(/[\s()]/g, '').replaceAll('"', "'")).sort()
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .sort()
}
