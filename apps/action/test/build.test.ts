/**
 * Each test runs the Action's bundle on a project.
 *
 * @module-tag slow
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { verifySubject } from '@exuvia/pipeline'
import { expect, test } from 'vitest'

import { makeCheckout, runAction } from './action.ts'

const { signal } = new AbortController()
const progress = (): void => undefined

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

test('a build leaves its files, names them as outputs and shows the size table', async () => {
  const checkout = makeCheckout()
  const step = await runAction(checkout, {})
  expect(step.stderr).toBe('')
  expect(step.status, step.stdout).toBe(0)
  const artifacts = step.outputs.get('artifacts')?.split('\n') ?? []
  expect(artifacts.map((file) => basename(file)).toSorted()).toEqual([
    'SHA256SUMS',
    'harbour-1.4.0-cp312-any.tar.gz',
    'harbour-1.4.0.cdx.json',
    'harbour-1.4.0.manifest.json',
  ])
  expect(artifacts.filter((file) => !existsSync(file))).toEqual([])
  const manifest = JSON.parse(readFileSync(step.outputs.get('manifest') ?? '', 'utf8')) as { version: string }
  expect(manifest.version).toBe('1.4.0')
  expect(step.outputs.get('release-url') ?? '').toBe('')
  expect(step.summary).toMatch(/^\|.*cp312-any.*\|$/m)
})

test('every format of the configuration is built, named as an output, and verified', async () => {
  const checkout = makeCheckout({
    'service/exuvia-formats.toml': `targets = ["cp312-any", "cp312-win_amd64"]
pack.formats = ["tar.gz", "tar.xz", "tar.zst", "wheel"]
`,
  })
  const step = await runAction(checkout, { config: 'service/exuvia-formats.toml', out: 'made' })
  expect(step.status, step.stdout).toBe(0)
  const artifacts = (step.outputs.get('artifacts') ?? '').split('\n').map((file) => basename(file))
  const archives = artifacts.filter((name) => name.startsWith('harbour-1.4.0-')).toSorted()
  expect(archives).toEqual([
    'harbour-1.4.0-cp312-any.tar.gz',
    'harbour-1.4.0-cp312-any.tar.xz',
    'harbour-1.4.0-cp312-any.tar.zst',
    'harbour-1.4.0-cp312-none-any.whl',
    'harbour-1.4.0-cp312-win_amd64.zip',
  ])
  const verified = await verifySubject('made', {}, { cwd: checkout.workspace, env: {}, signal, progress })
  expect(verified).toMatchObject({ outcome: 'intact' })
  expect(verified.items.map(({ name }) => name)).toEqual(expect.arrayContaining(archives))
})

test('the outputs go to the requested folder, with the requested version', { tags: ['slow'] }, async () => {
  const checkout = makeCheckout({
    'service/pyproject.toml':
      '[project]\nname = "harbour"\ndynamic = ["version"]\n[tool.exuvia]\ntargets = ["cp312-any"]\n',
  })
  const step = await runAction(checkout, { out: 'made', version: '2.0.0' })
  expect(step.status, step.stdout).toBe(0)
  expect(readdirSync(join(checkout.workspace, 'made'))).toContain('harbour-2.0.0-cp312-any.tar.gz')
})

test(
  'the embedded compiler that the repository installed compiles in its own thread',
  { tags: ['cp312', 'tar'] },
  async () => {
    const cache = mkdtempSync(join(tmpdir(), 'exuvia-action-cache-'))
    const checkout = {
      ...makeCheckout({
        'service/exuvia-embedded.toml': 'targets = ["cp312-any"]\n[compile]\ntoolchain = "embedded"\n',
      }),
      cache,
    }
    const native = await runAction(checkout, { out: 'native' })
    const embedded = await runAction(checkout, { out: 'embedded', config: 'service/exuvia-embedded.toml' })
    expect(embedded.status, embedded.stdout).toBe(0)
    expect(native.status, native.stdout).toBe(0)
    const bytecode = (folder: string): Buffer =>
      execFileSync('tar', [
        '-xOzf',
        join(checkout.workspace, folder, 'harbour-1.4.0-cp312-any.tar.gz'),
        'harbour-1.4.0/lib/harbour/cli.pyc',
      ])
    expect(bytecode('embedded').equals(bytecode('native'))).toBe(true)
  },
)

test(
  'all syntax errors are annotated at their lines, and no output is left',
  { tags: ['slow'] },
  async () => {
    const checkout = makeCheckout({
      'service/src/harbour/cli.py': 'def main(:\n    pass\n',
      'service/src/harbour/more.py': 'x = 1\ny = = 2\n',
    })
    const step = await runAction(checkout, {})
    expect(step.status).toBe(1)
    expect(step.stdout).toMatch(
      /^::error title=syntax-error,file=service\/src\/harbour\/cli\.py,line=1,col=\d+::/m,
    )
    expect(step.stdout).toMatch(
      /^::error title=syntax-error,file=service\/src\/harbour\/more\.py,line=2,col=\d+::/m,
    )
    expect(step.stdout.match(/title=syntax-error/g)).toHaveLength(2)
    expect(step.outputs.get('artifacts')).toBeUndefined()
    expect(step.summary).toContain('syntax-error')
    expect(filesIn(join(checkout.workspace, 'service/dist'))).toEqual([])
  },
)

const COPYLEFT = {
  'service/exuvia-copyleft.toml': `targets = ["cp312-any"]
licenses = { harbour = "GPL-3.0-or-later" }
[policy]
preset = "source-free"
source-twin = "never"
`,
}

test('check fails if the policy check fails, and builds nothing', async () => {
  const checkout = makeCheckout(COPYLEFT)
  const step = await runAction(checkout, { command: 'check', config: 'service/exuvia-copyleft.toml' })
  expect(step.status).toBe(1)
  expect(step.stdout).toMatch(/^::error title=copyleft-without-source::/m)
  expect(step.summary).toContain('copyleft-without-source')
  expect(filesIn(join(checkout.workspace, 'service/dist'))).toEqual([])
})

test('check reports that a project passed', async () => {
  const step = await runAction(makeCheckout(), { command: 'check' })
  expect(step.status, step.stdout).toBe(0)
  expect(step.summary).toBe('The project passed the policy check.\n')
})

test.each([
  [
    'a wrong input',
    {},
    { cache: 'perhaps' },
    /^::error title=bad-input::the input "cache" must be true or false/m,
  ],
  ['no project', {}, { project: 'elsewhere' }, /^::error title=[a-z-]+::/m],
  [
    'a typo in the config',
    {
      'service/pyproject.toml':
        '[project]\nname = "harbour"\nversion = "1"\n[tool.exuvia]\ntarget = ["cp312"]\n',
    },
    {},
    /^::error title=.*targets/m,
  ],
])('%s is an annotation that names the next step, without a stack', async (_, changes, inputs, message) => {
  const step = await runAction(makeCheckout(changes), inputs)
  expect(step.status).toBe(1)
  expect(step.stdout).toMatch(message)
  expect(step.stdout + step.stderr).not.toMatch(/\n\s+at .*\.js:\d+/)
  // Also a step with "continue-on-error" has something to look at.
  expect(JSON.parse(step.outputs.get('findings') ?? '')).toMatchObject({ schema: 'exuvia.findings/1' })
  expect(step.summary).toMatch(/^\*\*.+\*\*\n/)
})

test('no build backend runs in a job that can publish', { tags: ['slow'] }, async () => {
  const checkout = makeCheckout({
    'service/setup.py': 'raise SystemExit("setup.py ran")\n',
    'service/pyproject.toml': '[tool.exuvia]\ntargets = ["cp312-any"]\n',
  })
  const identity = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://identity.example' }
  for (const [inputs, env] of [
    [{ command: 'release', token: 'x' }, {}],
    [{ command: 'build' }, identity],
  ] as const) {
    const step = await runAction(checkout, inputs, env)
    expect(step.status).toBe(1)
    expect(step.stdout).toContain('"command: build" with "contents: read"')
    expect(step.stdout).not.toContain('setup.py ran')
  }
})

test('a given wheel is the project; a glob that matches none is an error', { tags: ['slow'] }, async () => {
  const step = await runAction(makeCheckout(), { wheel: 'dist/*.whl', locked: 'false', offline: 'true' })
  expect(step.status).toBe(1)
  expect(step.stdout).toContain('--wheel is "dist/*.whl", which matches no wheel')
})
