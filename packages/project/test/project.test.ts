import { mkdir, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_CONFIG, type Inventory } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { findProjectFacts } from '../src/index.ts'
import { satisfiesPython } from '@exuvia/packaging'
import { readLiteral } from '../src/python-literal.ts'
import {
  addFiles,
  cleanUp,
  commitAll,
  foreignOwner,
  ENV,
  git,
  libFiles,
  makeProject,
  pyproject,
  python,
  read,
} from './helpers.ts'

cleanUp()

const FILES = { 'src/tide_mark/__init__.py': '' }
const dynamic = (backend: string, more = ''): string =>
  `[build-system]\nrequires = []\nbuild-backend = "${backend}"\n[project]\nname = "tide-mark"\ndynamic = ["version"]\n${more}`
const project = (more = '', files: Record<string, string> = {}): Promise<string> =>
  makeProject({ ...FILES, 'pyproject.toml': pyproject('setuptools.build_meta', more), ...files })

describe('the version', () => {
  test.each([
    [
      'setuptools attr',
      'setuptools.build_meta',
      '[tool.setuptools.dynamic]\nversion = { attr = "tide_mark.about.VERSION" }',
      { 'src/tide_mark/about.py': 'VERSION = (1, 4, "0rc1")\n' },
      '1.4.0rc1',
      'src/tide_mark/about.py (VERSION)',
    ],
    [
      'setuptools file',
      'setuptools.build_meta',
      '[tool.setuptools.dynamic]\nversion = { file = "VERSION" }',
      { VERSION: '2.0.0\n' },
      '2.0.0',
      'VERSION',
    ],
    [
      'hatch path',
      'hatchling.build',
      '[tool.hatch.version]\npath = "src/tide_mark/__init__.py"',
      { 'src/tide_mark/__init__.py': '__version__ = "v3.1"\n' },
      '3.1',
      'src/tide_mark/__init__.py',
    ],
    [
      'hatch pattern',
      'hatchling.build',
      '[tool.hatch.version]\npath = "a.txt"\npattern = "release: (?P<version>[0-9.]+)"',
      { 'a.txt': 'x\nrelease: 4.5\n' },
      '4.5',
      'a.txt',
    ],
    [
      'flit',
      'flit_core.buildapi',
      '',
      { 'src/tide_mark/__init__.py': '"""__version__ = "0" """\n__version__: str = \'5.0\'\n' },
      '5.0',
      'src/tide_mark/__init__.py (__version__)',
    ],
    [
      'poetry',
      'poetry.core.masonry.api',
      '[tool.poetry]\nversion = "6.1"',
      {},
      '6.1',
      'pyproject.toml (tool.poetry.version)',
    ],
    [
      'pdm',
      'pdm.backend',
      '[tool.pdm.version]\nsource = "file"\npath = "src/tide_mark/__init__.py"',
      { 'src/tide_mark/__init__.py': '__version__ = "7.0"\n' },
      '7.0',
      'src/tide_mark/__init__.py (__version__)',
    ],
    [
      'an sdist',
      'setuptools.build_meta',
      '',
      { 'PKG-INFO': 'Metadata-Version: 2.1\nName: Tide.Mark\nVersion: 8.0\n' },
      '8.0',
      'PKG-INFO',
    ],
  ])('of %s is read and reported, and never run', async (_name, backend, more, files, version, source) => {
    const root = await makeProject({ ...FILES, 'pyproject.toml': dynamic(backend, more), ...files })
    const inventory = await read(root)
    expect([inventory.version, inventory.versionSource]).toEqual([version, source])
    expect(inventory.findings).toEqual([
      { code: 'version-derived', severity: 'note', subject: {}, args: { version, source } },
    ])
  })

  test('comes from a git tag right at HEAD of an unchanged tree', { tags: ['git'] }, async () => {
    const root = await makeProject({ ...FILES, 'pyproject.toml': dynamic('setuptools.build_meta') })
    await commitAll(root)
    await git(root, 'tag', 'nightly')
    await git(root, 'tag', 'v1.10.0')
    await git(root, 'tag', 'v1.9.0')
    expect(await read(root)).toMatchObject({
      version: '1.10.0',
      versionSource: 'git tag v1.10.0',
      sourceDate: 1_700_000_000,
    })
    await addFiles(root, { 'src/tide_mark/__init__.py': 'changed' })
    await expect(read(root)).rejects.toMatchObject({
      code: 'no-version',
      hint: expect.stringContaining('version = "1.2.3"') as string,
    })
    expect(await read(root, { version: '2.0-RC1' })).toMatchObject({
      version: '2.0rc1',
      versionSource: '--version',
    })
  })

  test('on the command line must agree with a written one', async () => {
    const root = await project()
    expect((await read(root, { version: '1.2.0' })).version).toBe('1.2.0')
    await expect(read(root, { version: '1.3' })).rejects.toMatchObject({
      kind: 'usage',
      code: 'version-conflict',
    })
    await expect(read(root, { version: 'x' })).rejects.toMatchObject({ kind: 'usage', code: 'bad-version' })
  })

  const SOURCES = [
    'V = "1"\nV = "2"\n',
    'V: str = "1"  # c\n',
    'a = V = r"1"\n',
    '"""\nV = "0"\n"""\nV = "1"\n',
    'if True:\n    V = "0"\nV = "1"\n',
    'x = (\nV == "0",\n)\nV = \'1\'; y = 2\n',
    'V = ("1", 2)\n',
    "V = '''1'''\n",
    'V = [1, 2, # c\n 3]\n',
    's = "\\"\\nV = 0"\nV = "1"\n',
  ].map((text) => text.replace('\nV == "0"', '\n"V"'))

  test('is the literal that Python itself binds first', { tags: ['python3'] }, async () => {
    const script = `
import ast, json, sys
def first(source):
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(t, ast.Name) and t.id == 'V' for t in targets):
            value = ast.literal_eval(node.value)
            return value if isinstance(value, str) else '.'.join(map(str, value))
print('\\n@@' + json.dumps([first(s) for s in json.loads(sys.argv[1])]))`
    expect(SOURCES.map((source) => readLiteral(source, 'V'))).toEqual(await python<string[]>(script, SOURCES))
  })

  test.each([
    'V = open("x").read()',
    'V = "1" + "2"',
    'V = f"{x}"',
    'V = "1" "2"',
    'V = x.V',
    'W = "1"',
    '  V = "1"',
    'V == "1"',
  ])('is not guessed from %s', (source) => {
    expect(readLiteral(source, 'V')).toBeUndefined()
  })
})

const usage = (code: string): object => ({ kind: 'usage', code })

describe('a file that a project names is read only inside the project', () => {
  test.each([
    ['a README', 'readme = "OUT"', ''],
    [
      'a list of dependencies',
      'dynamic = ["dependencies"]',
      '[tool.setuptools.dynamic]\ndependencies = { file = ["OUT"] }',
    ],
  ])('%s that is a link to elsewhere is refused', async (_name, more, tables) => {
    const root = await makeProject({
      ...FILES,
      'pyproject.toml': `[build-system]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "x"\nversion = "1"\n${more}\n${tables}\n`,
    })
    await symlink('/etc/hostname', join(root, 'OUT'))
    await expect(read(root)).rejects.toMatchObject({ kind: 'usage', code: 'path-outside' })
  })
})

describe('an error in user input names file, line and key', () => {
  test.each([
    ['no pyproject.toml', undefined, /^no pyproject\.toml in /],
    ['no TOML', '[project\n', /^pyproject\.toml:1:9: invalid TOML: /],
    ['no [project]', '[tool.x]\n', /^pyproject\.toml: the key project is missing/],
    ['no name', '[project]\nversion = "1"\n', /^pyproject\.toml:1: the key project\.name is missing/],
    [
      'a bad name',
      '[project]\nname = "-x"\n',
      /^pyproject\.toml:2: the key project\.name "-x" is not a distribution name/,
    ],
    [
      'a name of the wrong type',
      '[project]\nname = 1\n',
      /^pyproject\.toml:2: the key project\.name must be a string, not a number/,
    ],
    [
      'a bad version',
      '[project]\nname = "x"\nversion = "one"\n',
      /^pyproject\.toml:3: the key project\.version "one" is not a version/,
    ],
    [
      'a bad dependency',
      '[project]\nname = "x"\nversion = "1"\ndependencies = ["a", "b >> 2"]\n',
      /^pyproject\.toml:4: project\.dependencies\[1\]: "b >> 2" is not/,
    ],
    [
      'a bad command',
      '[project]\nname = "x"\nversion = "1"\n[project.scripts]\nrun = "x"\n',
      /^pyproject\.toml:5: the key project\.scripts\.run is "x", where "module:function"/,
    ],
    [
      'a licence file that does not exist',
      '[project]\nname = "x"\nversion = "1"\nlicense-files = ["NO*"]\n',
      /^pyproject\.toml:4: the key project\.license-files entry 1, "NO\*", matches no file/,
    ],
  ])('%s', async (_name, text, message) => {
    const root = await makeProject(text === undefined ? FILES : { ...FILES, 'pyproject.toml': text })
    await expect(read(root)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message) as string,
    })
  })

  test('targets, globs, folders, licences and SOURCE_DATE_EPOCH', async () => {
    const root = await project()
    await expect(read(root, { targets: [] })).rejects.toMatchObject(usage('no-targets'))
    await expect(read(root, { targets: ['py312'] })).rejects.toMatchObject(usage('bad-target'))
    await expect(read(root, { targets: ['cp312-linux64'] })).rejects.toMatchObject(usage('bad-target'))
    for (const key of ['exclude', 'include', 'scripts'] as const) {
      await expect(read(root, { project: { [key]: ['src', 'no/**'] } })).rejects.toMatchObject({
        code: 'glob-matches-nothing',
        message: expect.stringContaining(`project.${key}[1] is "no/**"`) as string,
      })
    }
    await expect(read(root, { project: { sources: ['lib'] } })).rejects.toMatchObject(
      usage('no-source-folder'),
    )
    await expect(read(root, { dependencies: { wheelhouse: ['wheels'] } })).rejects.toMatchObject(
      usage('no-wheelhouse'),
    )
    await expect(read(root, { licenses: { x: 'Whatever' } })).rejects.toMatchObject(usage('bad-license'))
    await expect(read(root, { env: { ...ENV, SOURCE_DATE_EPOCH: 'now' } })).rejects.toMatchObject(
      usage('bad-source-date'),
    )
    expect((await read(root, { env: { ...ENV, SOURCE_DATE_EPOCH: '1600000000' } })).sourceDate).toBe(
      1_600_000_000,
    )
    expect((await read(root)).sourceDate).toBe(315_532_800)
  })
})

const paths = async (root: string, options: Parameters<typeof read>[1]): Promise<string[]> =>
  (await read(root, options)).distributions[0]?.files
    .map((file) => `${file.role} ${file.path}`)
    .filter((path) => !path.includes('dist-info')) ?? []

describe('the config chooses', () => {
  test('sources, exclude, include and scripts', async () => {
    const root = await project('', {
      'code/one/__init__.py': '',
      'code/one/data.json': '',
      'code/one/secret.json': '',
      'code/two.py': '',
      'code/readme.txt': '',
      'etc/app.ini': '',
      'README.md': '',
      'tools/import-tides': '#!/bin/sh\n',
      'tools/fetch': '#!/usr/bin/env python3\n',
    })
    const config = {
      sources: ['./code'],
      exclude: ['**/secret.*'],
      include: ['etc', 'README.*'],
      scripts: ['tools/*'],
    }
    expect(await paths(root, { project: config })).toEqual(
      [
        'data README.md',
        'script bin/import-tides',
        'data etc/app.ini',
        'data lib/one/__init__.py',
        'data lib/one/data.json',
        'data lib/two.py',
        'data libexec/fetch.py',
      ].map((path) => path.replace(/^data (.*\.py)$/, 'python $1')),
    )
    const script = (await read(root, { project: config })).distributions[0]?.files.find(
      (file) => file.role === 'script',
    )
    expect(script?.executable).toBe(true)
    await expect(read(root, { project: { scripts: ['README.md'] } })).rejects.toMatchObject({
      code: 'no-interpreter-line',
    })
  })

  test('licences by name, which override the metadata', async () => {
    const root = await project('license = "MIT"\n')
    expect((await read(root)).distributions[0]?.license).toMatchObject({
      expression: 'MIT',
      source: 'license-expression',
    })
    const settled = await read(root, { licenses: { 'Tide.Mark': 'LicenseRef-Proprietary' } })
    expect(settled.distributions[0]?.license).toMatchObject({
      expression: 'LicenseRef-Proprietary',
      source: 'config',
    })
  })
})

const make = async (order: readonly string[]): Promise<unknown> => {
  const root = await project()
  for (const name of order) await addFiles(root, { [`src/tide_mark/${name}`]: '' })
  await mkdir(join(root, 'src/empty'), { recursive: true })
  return JSON.parse(JSON.stringify(await read(root)).replaceAll(root, '')) as unknown
}

describe('the tree', () => {
  test('links that double the paths at each level are refused', async () => {
    const root = await project('', { 'src/tide_mark/l0/a.py': '' })
    for (let level = 1; level <= 30; level += 1) {
      const folder = join(root, `src/tide_mark/l${level}`)
      await mkdir(folder)
      for (const name of ['a', 'b']) await symlink(`../l${level - 1}`, join(folder, name))
    }
    await expect(read(root)).rejects.toMatchObject({ code: 'too-many-files' })
  })

  test('a .gitignore of more rules than any project has is refused, and comments do not count', async () => {
    await expect(read(await project('', { '.gitignore': ignoreRules(5000) }))).resolves.toBeDefined()
    await expect(read(await project('', { '.gitignore': ignoreRules(5001) }))).rejects.toMatchObject({
      code: 'too-many-ignore-rules',
    })
  })

  test('links stay inside the project, and non-files are left out', async () => {
    const root = await project('', { 'shared/common.py': 'x = 1\n', 'shared/deep/a.py': '' })
    await symlink('../../shared/common.py', join(root, 'src/tide_mark/common.py'))
    await symlink('../../shared/deep', join(root, 'src/tide_mark/deep'))
    await symlink('..', join(root, 'src/tide_mark/loop'))
    await symlink('nowhere.py', join(root, 'src/tide_mark/gone.py'))
    await symlink(tmpdir(), join(root, 'docs'))
    const inventory = await read(root)
    expect(libFiles(inventory)).toEqual([
      'tide_mark/__init__.py',
      'tide_mark/common.py',
      'tide_mark/deep/a.py',
    ])
    expect(inventory.findings).toEqual([
      {
        code: 'file-skipped',
        severity: 'warning',
        subject: { path: 'src/tide_mark/gone.py' },
        args: { reason: 'it is a link to a missing file or to itself' },
      },
    ])
    await symlink(join(tmpdir(), '..', 'etc/hostname'), join(root, 'src/tide_mark/out.py'))
    await expect(read(root)).rejects.toMatchObject({ kind: 'refused', code: 'link-outside' })
    expect(libFiles(await read(root, { project: { exclude: ['src/tide_mark/out.py'] } }))).toHaveLength(3)
  })

  test('excludes environments, caches, output and wheelhouse', async () => {
    const root = await makeProject({
      'pyproject.toml': pyproject(
        'uv_build',
        '[tool.uv.build-backend]\nmodule-root = ""\nmodule-name = "app"\n',
      ),
      'app/__init__.py': '',
      'app/env/pyvenv.cfg': '',
      'app/env/lib/x.py': '',
      'app/node_modules/x.js': '',
      'app/out/x.tar.gz': '',
    })
    expect(libFiles(await read(root))).toEqual(['app/__init__.py', 'app/out/x.tar.gz'])
    const { readProject } = await import('../src/index.ts')
    const inventory = await readProject({
      root,
      config: { ...DEFAULT_CONFIG, pack: { ...DEFAULT_CONFIG.pack, out: 'app/out' } },
      targets: ['cp312'],
      env: ENV,
    })
    expect(libFiles(inventory)).toEqual(['app/__init__.py'])
  })

  test.each([true, false])(
    'git-ignored data is left out and reported; generated modules ship (in a repository: %s)',
    { tags: ['git'] },
    async (repository) => {
      const root = await makeProject({
        'pyproject.toml': pyproject('flit_core.buildapi', 'description = "x"\n'),
        '.gitignore': '_version.py\n*.env\nlocal/\n',
        'src/tide_mark/__init__.py': '',
        'src/tide_mark/_version.py': '',
        'src/tide_mark/secret.env': '',
        'src/tide_mark/local/notes.txt': '',
      })
      if (repository) await commitAll(root)
      const inventory = await read(root)
      expect(libFiles(inventory)).toEqual(['tide_mark/__init__.py', 'tide_mark/_version.py'])
      expect(inventory.findings.map((item) => `${item.code} ${item.subject.path}`)).toEqual([
        'file-skipped src/tide_mark/secret.env',
        'file-skipped src/tide_mark/local/notes.txt',
      ])
    },
  )

  test('native files of the project need a written platform', async () => {
    const root = await project('', { 'src/tide_mark/_fast.so': 'x' })
    await expect(read(root)).rejects.toMatchObject({
      kind: 'usage',
      code: 'platform-needed',
      hint: expect.stringContaining('cp312-manylinux_2_28_x86_64') as string,
    })
    const inventory = await read(root, { targets: ['cp312-win_amd64'] })
    expect(inventory.distributions[0]).toMatchObject({ native: true })
    expect(libFiles(inventory)).toEqual(['tide_mark/__init__.py', 'tide_mark/_fast.so'])
  })

  test('does not depend on the order in which files were made', async () => {
    const names = ['b.py', 'a.py', 'B2.py', 'z.py', 'ä.py']
    expect(await make(names)).toEqual(await make([...names].reverse()))
  })
})

describe('for a first config', () => {
  test('finds the facts of a project and names gaps', async () => {
    const root = await makeProject({
      'pyproject.toml': dynamic(
        'setuptools.build_meta',
        'requires-python = ">=3.11"\ndependencies = ["six"]\nscripts = { tide = "a:main" }\n',
      ),
      'one/__init__.py': '',
      'two/__init__.py': '',
      'vendor/six-1.16.0-py2.py3-none-any.whl': '',
    })
    const facts = await findProjectFacts(root, ENV)
    expect(facts).toMatchObject({
      name: 'tide-mark',
      version: undefined,
      layout: undefined,
      dependencies: ['six'],
      wheelhouses: ['vendor'],
    })
    expect(facts.problems.map((problem) => problem.code)).toEqual(['no-version', 'several-packages'])
    expect(
      ['cp310', 'cp311', 'cp312'].filter((runtime) => satisfiesPython(runtime, '>= 3.10.4, !=3.11.*')),
    ).toEqual(['cp310', 'cp312'])
    const good = await findProjectFacts(await project(), ENV)
    expect(good).toMatchObject({
      version: '1.2.0',
      layout: 'setuptools, src layout',
      packages: ['tide_mark'],
      problems: [],
    })
  })
})

describe('a repository that git does not read', () => {
  test('is reported with the reason', { tags: ['git'] }, async () => {
    const root = await project()
    await commitAll(root)
    const { commit, findings } = await read(root, { env: await foreignOwner() })
    expect(commit).toBeUndefined()
    expect(findings).toMatchObject([
      { code: 'git-refuses', severity: 'warning', args: { reason: expect.stringContaining('dubious') } },
    ])
    const missing = await read(root, { env: { ...ENV, PATH: '/nonexistent' } })
    expect(missing.findings).toMatchObject([
      { code: 'git-refuses', args: { reason: 'git is not installed' } },
    ])
  })

  test('is not reported if there is no repository or no commit', { tags: ['git'] }, async () => {
    const root = await project()
    expect(codes(await read(root))).not.toContain('git-refuses')
    expect(codes(await read(root, { env: { ...ENV, PATH: '/nonexistent' } }))).not.toContain('git-refuses')
    await git(root, 'init', '--quiet')
    expect(codes(await read(root))).not.toContain('git-refuses')
  })
})

/** A .gitignore with that many rules, and many more lines. */
const ignoreRules = (count: number): string => `${'# comment\n\n'.repeat(6000)}${'/out\n'.repeat(count)}`

function codes({ findings }: Inventory): string[] {
  return findings.map(({ code }) => code)
}
