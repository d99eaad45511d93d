import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { initProject, loadConfig } from '../../src/index.ts'

/** Writes a wheel with Python's own zipfile. */
const MAKE_WHEEL = `
import sys, zipfile, hashlib, base64
path, name, metadata, entries = sys.argv[1:]
info = f"{name}-1.0.dist-info"
files = {
    f"{name}.py": b"x = 1\\n",
    f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n{metadata}\\n".encode(),
    f"{info}/entry_points.txt": entries.encode(),
    f"{info}/WHEEL": b"Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}
digest = lambda data: base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
record = "".join(f"{each},sha256={digest(data)},{len(data)}\\n" for each, data in files.items())
files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\\n").encode()
with zipfile.ZipFile(path, "w") as wheel:
    for each, data in files.items():
        wheel.writestr(each, data)
`

test(
  'init writes the licences that wheels leave open as comments, and says so',
  { tags: ['python3'] },
  async () => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia init '))
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
    mkdirSync(path.join(cwd, 'wheels'))
    const wheel = (name: string, tag: string, metadata: string, entries = ''): void => {
      const file = path.join(cwd, 'wheels', `${name}-1.0-${tag}.whl`)
      execFileSync('python3', ['-c', MAKE_WHEEL, file, name, metadata, entries])
    }
    for (const tag of ['py3-none-any', 'cp312-none-any']) {
      wheel('old_parser', tag, 'Classifier: License :: OSI Approved :: BSD License')
    }
    wheel('tide_parser', 'py3-none-any', 'License: see LICENSE')
    wheel('clear', 'py3-none-any', 'License-Expression: MIT')
    writeFileSync(path.join(cwd, 'wheels', 'broken-1.0-py3-none-any.whl'), 'no zip')
    writeFileSync(path.join(cwd, 'pyproject.toml'), '[project]\nname = "app"\nversion = "1.0"\n')
    writeFileSync(path.join(cwd, 'app.py'), '')
    const context = { cwd, env: process.env, signal: new AbortController().signal, progress: () => undefined }
    const { notes } = await initProject(undefined, context)
    expect(notes).toEqual(['check the licence of old-parser, tide-parser: see the comment at licenses'])
    const text = readFileSync(path.join(cwd, 'pyproject.toml'), 'utf8')
    expect(text).toContain('# [tool.exuvia.licenses]\n# old-parser = "BSD-3-Clause" # guessed from ')
    expect(text).toContain('\n# tide-parser: its metadata contain License: see LICENSE\n')
    expect(text).not.toContain('clear')
    expect((await loadConfig(cwd)).licenses).toEqual({})
  },
)

test('init shows the commands of the project and of its wheels', { tags: ['python3'] }, async () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia init '))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  mkdirSync(path.join(cwd, 'wheels'))
  const entries = '[console_scripts]\nserve = server:main\n[gui_scripts]\nserve-window = server:window\n'
  const file = path.join(cwd, 'wheels', 'server-1.0-py3-none-any.whl')
  execFileSync('python3', ['-c', MAKE_WHEEL, file, 'server', 'License-Expression: MIT', entries])
  writeFileSync(
    path.join(cwd, 'pyproject.toml'),
    '[project]\nname = "app"\nversion = "1.0"\n[project.scripts]\napp = "app:main"\n' +
      '[tool.setuptools]\npy-modules = ["app"]\nscript-files = ["bin/app-sync"]\n',
  )
  mkdirSync(path.join(cwd, 'bin'))
  writeFileSync(path.join(cwd, 'bin', 'app-sync'), '#!/usr/bin/env python3\n')
  writeFileSync(path.join(cwd, 'app.py'), 'def main(): ...\n')
  const context = { cwd, env: process.env, signal: new AbortController().signal, progress: () => undefined }
  const { commands, dependencyCommands, notes } = await initProject(undefined, context)
  expect(commands).toEqual(['app', 'app-sync'])
  expect(dependencyCommands).toEqual(['serve', 'serve-window'])
  expect(notes).toEqual([
    'commands: app, app-sync',
    'commands of dependencies, for dependencies.scripts: serve, serve-window',
  ])
  const text = readFileSync(path.join(cwd, 'pyproject.toml'), 'utf8')
  expect(text).toContain('\n# scripts = ["serve", "serve-window"]\n')
  writeFileSync(path.join(cwd, 'pyproject.toml'), text.replace('# scripts', 'scripts'))
  expect((await loadConfig(cwd)).dependencies.scripts).toEqual(['serve', 'serve-window'])
})

/** A project in a folder of its own, and the context to look at it. */
function project(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = process.env) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia init '))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true })
    writeFileSync(path.join(cwd, name), text)
  }
  return { cwd, env, signal: new AbortController().signal, progress: () => undefined }
}

/** Only the embedded compilers. */
const NO_PYTHON = { PATH: '', HOME: '/nowhere' }

test('init a second time changes nothing, and says what is still to do', { tags: ['python3'] }, async () => {
  const context = project(
    {
      'pyproject.toml': '[project]\nname = "app"\nversion = "1.0"\ndependencies = ["tide-parser"]\n',
      'app.py': '',
      'wheels/README': '',
    },
    NO_PYTHON,
  )
  const wheel = path.join(context.cwd, 'wheels', 'tide_parser-1.0-py3-none-any.whl')
  execFileSync('python3', ['-c', MAKE_WHEEL, wheel, 'tide_parser', 'License: see LICENSE', ''])
  const first = await initProject(undefined, context)
  expect(first.isNew).toBe(true)
  const text = readFileSync(path.join(context.cwd, 'pyproject.toml'), 'utf8')
  const again = await initProject(undefined, context)
  expect(again).toMatchObject({ isNew: false, added: [], targets: first.targets })
  expect(again.notes).toEqual(['check the licence of tide-parser: see the comment at licenses'])
  expect(readFileSync(path.join(context.cwd, 'pyproject.toml'), 'utf8')).toBe(text)
})

test('init adds what a config lacks, and leaves the rest as it is', { tags: ['python3'] }, async () => {
  const before = `[project]
name = "app"
version = "1.0"
requires-python = ">=3.12,<3.13"
dependencies = ["tide-parser"]

[tool.exuvia.policy] # ours
preset = "source-included"

[tool.other]
x = 1
`
  const context = project({ 'pyproject.toml': before, 'app.py': '', 'wheelhouse/README': '' }, NO_PYTHON)
  const wheel = path.join(context.cwd, 'wheelhouse', 'tide_parser-1.0-py3-none-any.whl')
  execFileSync('python3', ['-c', MAKE_WHEEL, wheel, 'tide_parser', 'License: see LICENSE', ''])
  const report = await initProject(undefined, context)
  const added = `
[tool.exuvia]
targets = ["cp312"]

[tool.exuvia.dependencies]
wheelhouse = ["wheelhouse"]

[tool.exuvia.licenses]
# tide-parser: its metadata contain License: see LICENSE
`
  expect(readFileSync(path.join(context.cwd, 'pyproject.toml'), 'utf8')).toBe(before + added)
  expect(report).toMatchObject({ isNew: false, added: added.split('\n').filter((row) => row !== '') })
  expect((await initProject(undefined, context)).added).toEqual([])
})

test('init adds to exuvia.toml, and refuses tables in another form', async () => {
  const files = { 'pyproject.toml': '[project]\nname = "app"\nversion = "1.0"\n', 'app.py': '' }
  const own = project(
    { ...files, 'exuvia.toml': '# ours\n\n[policy]\npreset = "source-included"\n' },
    NO_PYTHON,
  )
  const { targets } = await initProject(undefined, own)
  expect(readFileSync(path.join(own.cwd, 'exuvia.toml'), 'utf8')).toBe(
    `# ours\ntargets = ${JSON.stringify(targets).replaceAll(',', ', ')}\n\n[policy]\npreset = "source-included"\n`,
  )
  const inline = `${files['pyproject.toml']}[tool]\nexuvia = { policy = { preset = "source-included" } }\n`
  const other = project({ ...files, 'pyproject.toml': inline }, NO_PYTHON)
  await expect(initProject(undefined, other)).rejects.toMatchObject({ code: 'settings-not-added' })
  expect(readFileSync(path.join(other.cwd, 'pyproject.toml'), 'utf8')).toBe(inline)
})

test('init takes the targets that the wheels allow', { tags: ['python3'] }, async () => {
  const context = project(
    {
      'pyproject.toml': '[project]\nname = "app"\nversion = "1.0"\ndependencies = ["fast"]\n',
      'app.py': '',
      'wheels/README': '',
    },
    NO_PYTHON,
  )
  for (const tag of ['cp311-cp311-win_amd64', 'cp312-cp312-manylinux_2_17_x86_64']) {
    const wheel = path.join(context.cwd, 'wheels', `fast-1.0-${tag}.whl`)
    execFileSync('python3', ['-c', MAKE_WHEEL, wheel, 'fast', 'License-Expression: MIT', ''])
  }
  expect((await initProject(undefined, context)).targets).toEqual(['cp311', 'cp312'])
})

function lockedWheel(tag: string): string {
  return `{ url = "https://files.invalid/fast-1.0-${tag}.whl", hash = "sha256:${'0'.repeat(64)}", size = 1 }`
}

test('init takes the targets that the lock allows', async () => {
  const registry = 'source = { registry = "https://pypi.org/simple" }'
  const context = project(
    {
      'pyproject.toml': '[project]\nname = "app"\nversion = "1.0"\ndependencies = ["fast"]\n',
      'app.py': '',
      'uv.lock': `version = 1
revision = 3
requires-python = ">=3.10"

[[package]]
name = "app"
version = "1.0"
source = { virtual = "." }
dependencies = [{ name = "fast" }]

[package.metadata]
requires-dist = [{ name = "fast" }]

[[package]]
name = "fast"
version = "1.0"
${registry}
wheels = [${['cp310-cp310-win_amd64', 'cp313-cp313-macosx_11_0_arm64'].map(lockedWheel).join(', ')}]
`,
    },
    NO_PYTHON,
  )
  expect((await initProject(undefined, context)).targets).toEqual(['cp310', 'cp313'])
})

test('init takes no preview of a Python by itself', async () => {
  const files = { 'pyproject.toml': '[project]\nname = "app"\nversion = "1.0"\n', 'app.py': '' }
  const { targets } = await initProject(undefined, project(files, NO_PYTHON))
  expect(targets).toEqual(['cp312', 'cp313', 'cp314'])
})

const SETUP_CFG =
  '[metadata]\nname = app\nversion = 1.0\n[options]\npy_modules = app\ninstall_requires =\n  idna\n'
const POETRY =
  '[tool.poetry]\nname = "app"\nversion = "1.0"\ndescription = ""\nauthors = []\n[tool.poetry.dependencies]\npython = "^3.11"\nidna = "*"\n'
const BUILD_SYSTEM = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'

test.each([
  [
    'setup.py',
    { 'setup.py': 'import setuptools; setuptools.setup(name="app")\n' },
    'exuvia.toml',
    'setup.py describes it',
  ],
  ['setup.cfg', { 'setup.cfg': SETUP_CFG }, 'exuvia.toml', 'setup.cfg describes it'],
  [
    'a build system and setup.cfg',
    { 'setup.cfg': SETUP_CFG, 'pyproject.toml': BUILD_SYSTEM },
    'pyproject.toml',
    'setup.cfg describes it',
  ],
  ['Poetry', { 'pyproject.toml': POETRY }, 'pyproject.toml', '[tool.poetry] describes it without [project]'],
])('init of a project that only its backend describes, by %s', async (_, files, file, reason) => {
  const context = project({ ...files, 'app.py': '' }, NO_PYTHON)
  const report = await initProject(undefined, context)
  expect(report).toMatchObject({ file, isNew: true, commands: [], next: 'exuvia lock' })
  expect(report.notes).toEqual([`exuvia build runs the build backend of the project: ${reason}`])
  const config = await loadConfig(context.cwd)
  expect(config).toMatchObject({ file, targets: report.targets })
  // Such a table would hide from the backend what describes the project.
  expect(readFileSync(path.join(context.cwd, file), 'utf8')).not.toMatch(/^\[project\]/m)
  expect(await initProject(undefined, context)).toMatchObject({ isNew: false, added: [] })
})

test('init of a folder without a project says so, and writes nothing', async () => {
  const { cwd, ...context } = project({ 'app.py': '' }, NO_PYTHON)
  await expect(initProject(undefined, { cwd, ...context })).rejects.toMatchObject({ code: 'no-pyproject' })
  writeFileSync(path.join(cwd, 'pyproject.toml'), '[tool.black]\nline-length = 100\n')
  await expect(initProject(undefined, { cwd, ...context })).rejects.toMatchObject({ code: 'bad-pyproject' })
})
