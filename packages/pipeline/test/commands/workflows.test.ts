import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type InitReport, initProject } from '../../src/index.ts'

const EXAMPLES = path.join(import.meta.dirname, '../../../../examples/workflows')

interface Written {
  readonly cwd: string
  readonly init: () => Promise<InitReport>
  readonly read: (name: string) => string
}

function project(targets: readonly string[], { folder = '.', more = '' } = {}): Written {
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia workflows '))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  const root = path.join(cwd, folder)
  mkdirSync(path.join(cwd, '.git'))
  mkdirSync(root, { recursive: true })
  const config = `[tool.exuvia]\ntargets = ${JSON.stringify(targets)}\n${more}`
  writeFileSync(path.join(root, 'pyproject.toml'), `[project]\nname = "app"\nversion = "1"\n${config}`)
  const context = { cwd, env: process.env, signal: new AbortController().signal, progress: () => undefined }
  return {
    cwd,
    init: () => initProject(folder, context, true),
    read: (name) => readFileSync(path.join(cwd, '.github/workflows', name), 'utf8'),
  }
}

/** Without comments of its own lines, names, and steps of the example that only show outputs. */
function jobsOf(text: string): string {
  const isShown = /\n      - run: echo [^]*?(?=\n\n)/
  const plain = text
    .replaceAll(/^#.*\n/gm, '')
    .replace(/^name: .*\n/m, '')
    .replace(isShown, '')
  return plain
    .replace(
      /\n      - id: exuvia\n        uses: (.*)\n        with:\n          command: publish/,
      '\n      - uses: $1\n        with:\n          command: publish',
    )
    .trim()
}

/** The same without time limits, of which the example has one more. */
function untimed(text: string): string {
  return jobsOf(text).replaceAll(/timeout-minutes: \d+/g, 'timeout-minutes: N')
}

test('few targets are built by one job, as in the example', async () => {
  const { init, read } = project(['cp311', 'cp312', 'cp313'])
  expect((await init()).workflows).toHaveLength(2)
  const example = readFileSync(path.join(EXAMPLES, 'release.yml'), 'utf8')
  expect(jobsOf(read('exuvia-release.yml'))).toBe(jobsOf(example))
})

test('many targets are built by a job each, as in the example', async () => {
  const targets = ['x86_64', 'aarch64', 's390x'].flatMap((machine) =>
    ['cp311', 'cp312', 'cp313'].map((runtime) => `${runtime}-manylinux_2_28_${machine}`),
  )
  const { init, read } = project(targets)
  await init()
  const example = readFileSync(path.join(EXAMPLES, 'matrix.yml'), 'utf8')
  expect(untimed(read('exuvia-release.yml'))).toBe(untimed(example))
})

test('a project in a folder, its tags, and a version from git tags are in the workflow', async () => {
  const { init, read } = project(['cp310', 'cp37', 'mpy6'], {
    folder: 'services/api',
    more: 'publish.tag = "api/{version}"\n[tool.other]\ndynamic = ["version"]\n',
  })
  await init()
  const text = read('exuvia-release.yml')
  expect(text).toContain("tags: ['api/*']")
  expect(text).toContain('project: "services/api"')
  expect(text).toContain("python-version: '3.10'\n")
  expect(text).toContain('fetch-depth: 0')
})

test('an existing file is never changed, and nothing is written beside it', async () => {
  const { cwd, init, read } = project(['cp312'])
  mkdirSync(path.join(cwd, '.github/workflows'), { recursive: true })
  writeFileSync(path.join(cwd, '.github/workflows/exuvia-pull-request.yml'), 'mine\n')
  await expect(init()).rejects.toMatchObject({ kind: 'usage', code: 'workflow-exists' })
  expect(readdirSync(path.join(cwd, '.github/workflows'))).toEqual(['exuvia-pull-request.yml'])
  expect(read('exuvia-pull-request.yml')).toBe('mine\n')
})

test('a second run writes nothing', async () => {
  const { init } = project(['cp312'])
  await init()
  const again = await init()
  expect(again).toMatchObject({ workflows: [], notes: ['the workflows are there already'] })
})
