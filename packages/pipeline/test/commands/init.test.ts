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
