import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type RunContext, buildPart, buildRelease } from '../../src/index.ts'
import { openProject } from '../../src/stages/project.ts'
import { writeWheelTool } from '../support/wheel-tool.ts'

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
  writeWheelTool(bin, runs)
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

test(
  'a second build of the same files in the same environment runs no backend',
  { tags: ['python3'] },
  async () => {
    const { root, context, runs } = setting({ 'setup.py': 'import os', 'exuvia.toml': CONFIG })
    const build = async (options = {}, env = {}): Promise<string> => {
      const changed = { ...context, env: { ...context.env, ...env } }
      return (await openProject(options, changed, 'run-backend')).inventory.reading.from
    }
    expect([await build(), await build()]).toEqual(['built', 'remembered'])
    expect(runs()).toBe(1)
    expect(await build({ cache: false })).toBe('built')
    expect(await build({}, { CFLAGS: '-O3' })).toBe('built')
    writeFileSync(path.join(root, 'setup.py'), 'import sys')
    expect([await build(), await build()]).toEqual(['built', 'remembered'])
    expect(runs()).toBe(4)
  },
)

test(
  'what Exuvia itself wrote into the project does not count; all else that may ship does',
  { tags: ['slow', 'python3'] },
  async () => {
    const { root, context: outside, runs } = setting({ 'setup.py': 'import os', 'exuvia.toml': CONFIG })
    const context = { ...outside, env: { ...outside.env, EXUVIA_CACHE_DIR: 'cache' } }
    const from = async (): Promise<unknown> =>
      (await openProject({}, context, 'run-nothing')).inventory.reading.from
    await buildRelease({ out: 'release' }, context)
    expect(await from()).toBe('remembered')
    await buildPart({ out: 'part' }, context)
    expect(await from()).toBe('remembered')
    expect(runs()).toBe(1)
    for (const name of ['release/api.json', 'release/other.manifest.json', '.env', 'gull.dat']) {
      writeFileSync(path.join(root, name), '{}')
      await expect(from()).rejects.toMatchObject({ code: 'project-needs-backend' })
      rmSync(path.join(root, name))
      expect(await from()).toBe('remembered')
    }
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
  // As the Action gets it, whose inputs no shell expands.
  const globbed = await openProject({ wheels: ['w/*.whl'] }, context, 'run-nothing')
  expect(globbed.inventory.reading).toEqual({ from: 'given', wheels: ['gull-1.0-py3-none-any.whl'] })
  await expect(openProject({ wheels: ['x/*.whl'] }, context, 'run-nothing')).rejects.toMatchObject({
    code: 'no-project-wheel',
  })
  expect(runs()).toBe(1)
})

test(
  'a wheel for one Python is built for each Python of the targets that is here, and for no other platform',
  { tags: ['slow', 'python3', 'cp312', 'cp313'], timeout: 120_000 },
  async () => {
    const config = 'targets = ["cp312", "cp313-linux_x86_64", "cp313-win_amd64", "cp327"]\n'
    const { context, runs } = setting({ 'setup.py': 'import os', 'exuvia.toml': config, native: '' })
    const { inventory } = await openProject({}, context, 'run-backend')
    const wheels = ['cp312', 'cp313'].map((tag) => `gull-1.0-${tag}-${tag}-linux_x86_64.whl`)
    expect(inventory.reading).toEqual({ from: 'built', wheels })
    expect(inventory.targets.map(({ target }) => `${target.runtime}-${target.platform}`)).toEqual([
      'cp312-linux_x86_64',
      'cp313-linux_x86_64',
      'cp313-win_amd64',
    ])
    const missing = inventory.findings.filter(({ code }) => code === 'project-wheel-missing')
    expect(missing).toMatchObject([{ severity: 'error', args: { target: ['cp327', 'cp313-win_amd64'] } }])
    const before = runs()
    const again = (await openProject({}, context, 'run-nothing')).inventory
    expect(again.reading).toEqual({ from: 'remembered', wheels })
    expect(runs()).toBe(before)
  },
)

test(
  'a native wheel never serves a target for any platform, and one for the stable ABI serves all Pythons',
  { tags: ['python3'] },
  async () => {
    const any = setting({ 'setup.py': 'import os', 'exuvia.toml': CONFIG, native: '' })
    await expect(openProject({}, any.context, 'run-backend')).rejects.toMatchObject({
      code: 'platform-needed',
    })
    const config = 'targets = ["cp311", "cp313"]\n'
    const stable = setting({ 'setup.py': 'import os', 'exuvia.toml': config, native: 'abi3' })
    const { inventory } = await openProject({}, stable.context, 'run-backend')
    expect(inventory.reading.wheels).toEqual(['gull-1.0-cp38-abi3-linux_x86_64.whl'])
    expect(inventory.targets).toHaveLength(2)
    expect(stable.runs()).toBe(1)
  },
)

test('no backend runs where the run has rights that it must not come near', async () => {
  const { context, runs } = setting({ 'setup.py': 'import os', 'exuvia.toml': CONFIG })
  await expect(openProject({ isPrivileged: true }, context, 'run-backend')).rejects.toMatchObject({
    code: 'backend-beside-rights',
    args: { reasons: ['setup.py describes it'] },
  })
  expect(runs()).toBe(0)
})
