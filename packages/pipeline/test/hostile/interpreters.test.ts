import { spawnSync } from 'node:child_process'
import { chmodSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { EMBEDDED_RUNTIMES } from '@exuvia/compiler'
import { standardModules } from '@exuvia/packaging'
import {
  PYTHONS,
  standardModules as modulesOf,
  python,
  sampleOf,
  testEach,
  versionOf,
} from '@exuvia/test-needs'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  type RunContext,
  buildRelease,
  checkFiles,
  compileTree,
  examine,
  initProject,
  judgeProject,
} from '../../src/index.ts'
import { type Planted, planted } from './planted.ts'

/** Packages of the standard library that an interpreter imports while it starts. */
const PACKAGES = ['encodings', 'collections', 'importlib']

/** A project in the planted folder, which is the current folder of this process until the test is over. */
function standIn(here: Planted, targets: readonly string[], env: NodeJS.ProcessEnv = {}): RunContext {
  here.plant(
    'pyproject.toml',
    `[project]
name = "demo"
version = "1.0"
license = "MIT"
[tool.exuvia]
targets = ${JSON.stringify(targets)}
[tool.exuvia.project]
sources = ["src"]
`,
  )
  here.plant('src/demo/__init__.py', 'x = 1\n')
  here.plant('src/demo/plain.py', 'y = {1, 2} if x else "text"\n')
  const before = process.cwd()
  process.chdir(here.folder)
  onTestFinished(() => process.chdir(before))
  return {
    cwd: here.folder,
    env: { PATH: here.bin, HOME: here.home, EXUVIA_CACHE_DIR: path.join(here.home, 'cache'), ...env },
    signal: new AbortController().signal,
    progress: () => undefined,
  }
}

async function compile(runtime: string, toolchain: string, context: RunContext): Promise<void> {
  const shape = {
    optimize: 0,
    docstrings: 'keep',
    layout: 'legacy',
    invalidation: undefined,
    debug: 'full',
  } as const
  const kept = { normalise: true, keepSource: false, cache: false, exclude: [], clean: true }
  await compileTree({ sources: ['src'], out: 'out', runtime, toolchain, ...shape, ...kept }, context)
}

const isError = ({ severity }: { readonly severity: string }): boolean => severity === 'error'

/** Runs everything that may start a Python: doctor, check of the project, build, check of what it built, compile. */
async function runAll(runtime: string, kind: 'native' | 'embedded', context: RunContext): Promise<void> {
  const { toolchains } = await examine(context)
  expect(toolchains.map((item) => `${item.kind} ${item.runtime}`)).toContain(`${kind} ${runtime}`)
  expect((await judgeProject({}, context)).findings.filter(isError)).toEqual([])
  const { manifest } = await buildRelease({ cache: false }, context)
  const built = manifest.artifacts.map(({ file }) => path.join('dist', file))
  expect(built.length).toBeGreaterThan(0)
  expect((await checkFiles(built, {}, context)).filter(isError)).toEqual([])
  await compile(runtime, kind, context)
}

describe('a module of the standard library in the current folder and in the project', () => {
  testEach(PYTHONS)('runs in no command, on %s', async (runtime) => {
    const here = planted()
    symlinkSync(python(runtime), path.join(here.bin, `python${versionOf(runtime)}`))
    for (const name of modulesOf(python(runtime))) here.plantPython(`${name}.py`)
    for (const name of PACKAGES) here.plantPython(`${name}/__init__.py`)
    const context = standIn(here, [`${runtime}-any`], {
      PYTHONPATH: here.folder,
      PYTHONSTARTUP: path.join(here.folder, 'os.py'),
      PYTHONHOME: here.folder,
    })
    await runAll(runtime, 'native', context)
    expect(here.ran()).toBe('')
    // The trap works: a careless start runs it.
    const careless = ['-c', 'import json, shutil']
    spawnSync(python(runtime), careless, { cwd: here.folder, env: { PYTHONDONTWRITEBYTECODE: '1' } })
    expect(here.ran()).not.toBe('')
  })

  const embedded = EMBEDDED_RUNTIMES.filter((_, index) => sampleOf(true, index === 2))
  test.each(embedded)(
    'runs in no command, with the embedded compiler of %s',
    { tags: ['slow'] },
    async (runtime) => {
      const here = planted()
      for (const name of standardModules(runtime) ?? []) here.plantPython(`${name}.py`)
      for (const name of PACKAGES) here.plantPython(`${name}/__init__.py`)
      const context = standIn(here, [`${runtime}-any`], {
        PYTHONPATH: here.folder,
        PYTHONSTARTUP: path.join(here.folder, 'os.py'),
        PYTHONHOME: here.folder,
      })
      await runAll(runtime, 'embedded', context)
      expect(here.ran()).toBe('')
    },
  )
})

describe('a program in the current folder', () => {
  test.each([
    ['.', '.'],
    ['an empty entry, which means the current folder', ''],
    ['a relative folder', './tools'],
  ])('does not run if PATH has %s', { tags: ['cp312', 'git'] }, async (_, entry) => {
    const here = planted()
    for (const folder of ['', 'tools/'])
      for (const name of ['python3.12', 'python3', 'python', 'pypy3', 'git']) here.plantProgram(folder + name)
    symlinkSync(python('cp312'), path.join(here.bin, 'python3.12'))
    const context = standIn(here, ['cp312-any'])
    const hostile = { ...context, env: { ...context.env, PATH: `${entry}:${here.bin}` } }
    await examine(hostile)
    await judgeProject({}, hostile)
    await buildRelease({ cache: false }, hostile)
    await compile('cp312', 'native', hostile)
    await expect(compile('cp312', 'python3', hostile)).rejects.toMatchObject({ code: 'not-an-interpreter' })
    expect(here.ran()).toBe('')
  })

  test(
    'does not run through a shim that reads the version of the current folder',
    { tags: ['cp312'] },
    async () => {
      const here = planted()
      const shim = path.join(here.bin, 'python3.12')
      const chosen = here.plantProgram('python-of-the-project')
      here.plant('.python-version', `${chosen}\n`)
      const context = standIn(here, ['cp312-any'])
      const text = `#!/bin/sh
[ -f .python-version ] && read -r chosen <.python-version && exec "$chosen" "$@"
exec ${python('cp312')} "$@"
`
      here.plant('../bin/python3.12', text)
      chmodSync(shim, 0o755)
      const { toolchains } = await examine(context)
      expect(toolchains).toContainEqual(expect.objectContaining({ kind: 'native', runtime: 'cp312' }))
      expect(here.ran()).toBe('')
    },
  )
})

describe('a package of the current folder with the name of an embedded compiler', () => {
  test('does not run if nothing is compiled', async () => {
    const here = planted()
    for (const runtime of ['310', '311', '312', '313', '314']) {
      const folder = `node_modules/@exuvia/cpython-${runtime}`
      const facts = { runtime: `cp${runtime}`, version: '3.12.1', magic: 3531, build: 'planted' }
      const manifest = { name: `@exuvia/cpython-${runtime}`, version: '1.0.0', type: 'module', exuvia: facts }
      here.plant(`${folder}/package.json`, JSON.stringify({ ...manifest, main: 'index.js' }))
      const script = `import { appendFileSync } from 'node:fs'\nappendFileSync(${JSON.stringify(path.join(here.folder, '../RAN'))}, 'embedded')\n`
      here.plant(`${folder}/index.js`, script)
      here.plant('node_modules/planted/pyodide.mjs', script)
      here.plant('node_modules/planted/package.json', JSON.stringify({ name: 'planted', version: '1.0.0' }))
    }
    const context = standIn(here, ['cp312-any'])
    const { toolchains } = await examine(context)
    expect(toolchains).toContainEqual(
      expect.objectContaining({ identity: 'embedded planted 1.0.0, CPython 3.12.1' }),
    )
    await judgeProject({}, context)
    here.plant('pyproject.toml', '[project]\nname = "demo"\nversion = "1.0"\nlicense = "MIT"\n')
    await initProject(undefined, context)
    expect(here.ran()).toBe('')
  })
})
