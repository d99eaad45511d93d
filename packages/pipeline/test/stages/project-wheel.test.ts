import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { RunContext } from '../../src/index.ts'
import { openProject } from '../../src/stages/project.ts'

/** A `uv` that makes the wheel of gull 1.0 with Python's zipfile, and notes each run. */
const TOOL = `#!/bin/sh
if [ "$1" = --version ]; then echo "uv 9.8.7"; exit 0; fi
while [ $# -gt 1 ]; do if [ "$1" = --out-dir ]; then out="$2"; fi; shift; done
echo run >> "$RUNS"
exec python3 -c '
import base64, hashlib, sys, zipfile
info = "gull-1.0.dist-info/"
files = {"gull.py": "x = 1\\n", info + "METADATA": "Metadata-Version: 2.1\\nName: gull\\nVersion: 1.0\\n",
    info + "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}
row = lambda name, data: name + ",sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode() + "," + str(len(data))
with zipfile.ZipFile(sys.argv[1] + "/gull-1.0-py3-none-any.whl", "w") as z:
    for name, text in files.items(): z.writestr(name, text)
    z.writestr(info + "RECORD", "\\n".join([row(n, t.encode()) for n, t in files.items()] + [info + "RECORD,,"]))
' "$out"
`

interface Setting {
  readonly root: string
  readonly context: RunContext
  readonly runs: () => number
}

function setting(files: Readonly<Record<string, string>>): Setting {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia-wheel-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [bin, root, runs] = [
    path.join(folder, 'bin'),
    path.join(folder, 'project'),
    path.join(folder, 'runs'),
  ]
  for (const each of [bin, root]) mkdirSync(each)
  writeFileSync(path.join(bin, 'uv'), TOOL.replace('$RUNS', runs))
  chmodSync(path.join(bin, 'uv'), 0o755)
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, name), text)
  const env = {
    ...process.env,
    PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
    EXUVIA_CACHE_DIR: path.join(folder, 'cache'),
  }
  return {
    root,
    context: { cwd: root, env, signal: new AbortController().signal, progress: () => undefined },
    runs: () => (existsSync(runs) ? readFileSync(runs, 'utf8').trim().split('\n').length : 0),
  }
}

const CONFIG = 'targets = ["cp312-any"]\n'

test(
  'auto builds what only the backend knows; check reads that wheel until a file changes',
  { tags: ['python3'] },
  async () => {
    const { root, context, runs } = setting({ 'setup.py': 'import os', 'exuvia.toml': CONFIG })
    const check = openProject({}, context, 'run-nothing')
    await expect(check).rejects.toMatchObject({ kind: 'usage', code: 'project-needs-backend' })
    expect(runs()).toBe(0)
    const built = (await openProject({}, context, 'run-backend')).inventory
    expect(built).toMatchObject({ name: 'gull', version: '1.0', reading: { from: 'built' } })
    expect(built.findings).toMatchObject([
      {
        code: 'project-wheel-built',
        severity: 'note',
        args: { tool: 'uv 9.8.7', reason: 'setup.py describes it' },
      },
    ])
    const again = (await openProject({}, context, 'run-nothing')).inventory
    expect(again).toMatchObject({ reading: { from: 'remembered', wheels: ['gull-1.0-py3-none-any.whl'] } })
    expect(again.findings.map(({ code }) => code)).toEqual(['project-wheel-remembered'])
    expect(runs()).toBe(1)
    writeFileSync(path.join(root, 'setup.py'), 'import sys')
    await expect(openProject({}, context, 'run-nothing')).rejects.toMatchObject({
      code: 'project-needs-backend',
    })
  },
)

const PROJECT = `[build-system]
requires = []
build-backend = "hatchling.build"
[project]
name = "gull"
version = "1.0"
`

test('auto reads the files of a project that it understands, and runs nothing', async () => {
  const { context, runs } = setting({ 'pyproject.toml': PROJECT, 'gull.py': '', 'exuvia.toml': CONFIG })
  const { inventory } = await openProject({}, context, 'run-backend')
  expect(inventory).toMatchObject({ reading: { from: 'static' }, findings: [] })
  expect(runs()).toBe(0)
})

test.each([
  ['auto', 'warning'],
  ['static', 'error'],
])('with build = "%s", a build hook that did not run is a finding: %s', async (build, severity) => {
  const hook = `${PROJECT}[tool.hatch.build.hooks.custom]\npath = "h.py"\n`
  const config = `${CONFIG}[project]\nbuild = "${build}"\n`
  const { context, runs } = setting({ 'pyproject.toml': hook, 'gull.py': '', 'exuvia.toml': config })
  const { inventory } = await openProject({}, context, build === 'static' ? 'run-backend' : 'run-nothing')
  expect(inventory.findings).toMatchObject([{ code: 'project-not-understood', severity }])
  expect(runs()).toBe(0)
})

test('a given wheel is the project, by --wheel and by project.wheel', { tags: ['python3'] }, async () => {
  const files = { 'pyproject.toml': PROJECT, 'exuvia.toml': `${CONFIG}project.wheel = "w/*.whl"\n` }
  const { root, context, runs } = setting(files)
  const open = openProject({}, context, 'run-backend')
  await expect(open).rejects.toMatchObject({ code: 'no-project-wheel' })
  mkdirSync(path.join(root, 'w'))
  // The tool is only a maker of wheels here.
  execFileSync('uv', ['build', '--out-dir', path.join(root, 'w'), root], { env: context.env })
  expect((await openProject({}, context, 'run-backend')).inventory.reading.from).toBe('given')
  const named = { wheels: ['w/gull-1.0-py3-none-any.whl'] }
  expect((await openProject(named, context, 'run-nothing')).inventory.findings).toMatchObject([
    { code: 'project-wheel-given', args: { wheels: ['gull-1.0-py3-none-any.whl'] } },
  ])
  expect(runs()).toBe(1)
})
