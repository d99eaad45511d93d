/**
 * Each test starts the Action's bundle, some of them many times.
 *
 * @module-tag slow
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { type Twin, startTwin } from '@exuvia/github-twin'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { type Checkout, type StepResult, makeCheckout, runAction } from './action.ts'
import { HEAD, pullRequest, workflowRun } from './events.ts'

const READER = 'ghs_pull-request-from-a-fork'
const RELEASER = 'ghs_may-release'
const COMMENTER = 'ghs_may-comment-and-nothing-else'

let twin: Twin
let fork: Checkout
let trusted: Checkout

beforeEach(async () => {
  twin = await startTwin({
    tokens: [
      { token: RELEASER },
      { token: READER, right: 'read' },
      { token: COMMENTER, right: 'read', pulls: 'write' },
    ],
    repositories: [
      {
        name: 'octocat/hello',
        pulls: [
          { number: 7, head: HEAD, headRepository: 'contributor/hello' },
          { number: 8, head: 'b'.repeat(40), headRepository: 'octocat/hello' },
        ],
      },
    ],
  })
  fork = makeCheckout()
  trusted = makeCheckout()
})

afterEach(async () => {
  await twin.close()
})

/** Step 1, with what the fork built and a token that can only read. */
function build(inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  const all = { token: READER, 'comment-data': 'sizes.json', ...inputs }
  const env = { GITHUB_API_URL: twin.url, GITHUB_EVENT_NAME: 'pull_request' }
  return runAction(fork, all, env, pullRequest())
}

/** Step 2: the file that step 1 left goes over, and nothing else. */
function comment(payload: object = workflowRun(), event = 'workflow_run'): Promise<StepResult> {
  const inputs = { command: 'comment', token: COMMENTER, 'comment-data': 'sizes.json' }
  return runAction(trusted, inputs, { GITHUB_API_URL: twin.url, GITHUB_EVENT_NAME: event }, payload)
}

/** What the unchanged project gives, built once for all tests. */
let figures: Promise<string> | undefined

async function buildOnce(): Promise<string> {
  await build()
  return readFileSync(join(fork.workspace, 'sizes.json'), 'utf8')
}

/** Hands the figures over, as they are or as a stranger would have them. */
async function handOver(
  change: (data: Record<string, unknown>) => unknown = (data) => data,
  text?: string,
): Promise<void> {
  figures ??= buildOnce()
  const data = change(JSON.parse(text ?? (await figures)) as Record<string, unknown>)
  writeFileSync(join(trusted.workspace, 'sizes.json'), typeof data === 'string' ? data : JSON.stringify(data))
}

test('a pull request from a fork gets one comment with its sizes, which later runs change', async () => {
  const first = await build()
  expect(first.status, first.stdout).toBe(0)
  expect(twin.requests.filter(({ method }) => method !== 'GET')).toEqual([])
  const text = (): string => readFileSync(join(fork.workspace, 'sizes.json'), 'utf8')
  await handOver(undefined, text())
  const made = await comment()
  expect(made.status, made.stdout).toBe(0)
  expect(made.summary).toContain('/octocat/hello/pull/7#issuecomment-')

  writeFileSync(join(fork.workspace, 'service/src/harbour/more.py'), 'x = list(range(100))\n'.repeat(50))
  await build()
  await handOver(undefined, text())
  expect((await comment()).status).toBe(0)
  const [only, ...more] = twin.comments('octocat/hello', 7)
  expect(more).toEqual([])
  expect(only?.author).toBe('github-actions[bot]')
  expect(only?.body).toMatch(/^<!-- .* -->\n### Sizes of `harbour` `1\.4\.0`\n/)
  expect(only?.body).toMatch(/^\| `cp312-any` \|/m)
})

test('the comment shows the change since the last published release, which the trusted job reads', async () => {
  const inputs = { command: 'release', token: RELEASER }
  const released = await runAction(makeCheckout(), inputs, { GITHUB_API_URL: twin.url })
  expect(released.status, released.stdout).toBe(0)
  const [tarball] = twin.releases('octocat/hello')[0]?.assets.filter(({ name }) => name.endsWith('.gz')) ?? []
  await handOver(({ sizes, ...data }) => {
    const { artifacts, ...rest } = sizes as { artifacts: object[] }
    const size = (tarball?.size ?? 0) + 1000
    return { ...data, sizes: { ...rest, size, artifacts: [{ ...artifacts[0], size }] } }
  })
  const step = await comment()
  expect(step.status, step.stdout).toBe(0)
  const [only] = twin.comments('octocat/hello', 7)
  expect(only?.body).toMatch(/: \*\*\+1\.0 kB \(\+\d+ %\)\*\* since `1\.4\.0`/)
  expect(only?.body).toContain('| Since `1.4.0` |')
})

/** The project with a budget: one limit is kept, one of growth is a warning. */
function budgeted(version: string, code: string): Checkout {
  const limits = [
    'packed = "8 MB"',
    'packed = "+1 %"\nseverity = "warning"\ntarget = "cp312*"',
    'kind = "docstrings"\nunpacked = "+10 kB"',
  ]
  return makeCheckout({
    'service/pyproject.toml': [
      `[project]\nname = "harbour"\nversion = "${version}"\nlicense = "MIT"`,
      '[tool.exuvia]\ntargets = ["cp312-any"]',
      ...limits.map((limit) => `[[tool.exuvia.budget.limits]]\n${limit}`),
    ].join('\n\n'),
    'service/src/harbour/more.py': code,
  })
}

test('the comment and the summary show each limit of the budget, what it is now and what it was before', async () => {
  const release = { command: 'release', token: RELEASER }
  const released = await runAction(budgeted('1.3.0', 'x = 1\n'), release, { GITHUB_API_URL: twin.url })
  expect(released.status, released.stdout).toBe(0)
  // Before the first release nothing can grow.
  expect(released.summary).toContain('Budget: 1 kept, 2 not measured.')
  fork = budgeted(
    '1.4.0',
    Array.from({ length: 500 }, (_, index) => `def f${index}(a):\n    return a * ${index * 7919}\n`).join(''),
  )
  const built = await build()
  expect(built.status, built.stdout).toBe(0)
  await handOver(undefined, readFileSync(join(fork.workspace, 'sizes.json'), 'utf8'))
  expect((await comment()).status).toBe(0)
  for (const text of [built.summary, twin.comments('octocat/hello', 7)[0]?.body ?? '']) {
    expect(text).toContain('Budget: 2 kept, **1 exceeded**.')
    expect(text).toContain('| Limit of | Artifact | Limit | Now | Before |  |')
    expect(text).toMatch(
      /^\| `packed size` \| `cp312-any` \| `\+1 %` \([\d.]+ kB\) \| [\d.]+ kB \| [\d.]+ kB \| \*\*over\*\* \|$/m,
    )
    expect(text).toMatch(/^\| `packed size` \| `cp312-any` \| `8 MB` \| [\d.]+ kB \| [\d.]+ kB \| kept \|$/m)
    expect(text).toMatch(
      /^\| `docstrings in bytecode` \| `cp312-any` \| `\+10 kB` \([\d.]+ kB\) \|.* kept \|$/m,
    )
  }
})

test('a build that its budget refuses is commented on too, with its sizes and limits', async () => {
  fork = makeCheckout({
    'service/pyproject.toml': [
      '[project]\nname = "harbour"\nversion = "1.4.0"\nlicense = "MIT"',
      '[tool.exuvia]\ntargets = ["cp312-any"]',
      '[[tool.exuvia.budget.limits]]\npacked = "1 kB"',
    ].join('\n\n'),
  })
  const built = await build()
  expect(built.status).toBe(1)
  expect(built.stdout).toMatch(/^::error title=over-budget,/m)
  expect(existsSync(join(fork.workspace, 'service/dist'))).toBe(false)
  await handOver(undefined, readFileSync(join(fork.workspace, 'sizes.json'), 'utf8'))
  expect((await comment()).status).toBe(0)
  const body = twin.comments('octocat/hello', 7)[0]?.body ?? ''
  expect(body).toMatch(/^\| `cp312-any` \| [\d.]+ kB \|/m)
  expect(body).toMatch(/^\| `packed size` \| `cp312-any` \| `1 kB` \| [\d.]+ kB \| - \| \*\*over\*\* \|$/m)
  expect(body).toContain('Findings: 1 error, 1 note. **This release is refused.**')
})

test('a pull request of the repository itself can be commented on in its own workflow', async () => {
  await handOver()
  const step = await comment(pullRequest(), 'pull_request')
  expect(step.status, step.stdout).toBe(0)
  expect(twin.comments('octocat/hello', 7)).toHaveLength(1)
})

test.each([
  ['name another pull request', (data: Record<string, unknown>) => ({ ...data, pull: 8 })],
  ['name another commit', (data: Record<string, unknown>) => ({ ...data, head: 'b'.repeat(40) })],
  ['bring Markdown along', (data: Record<string, unknown>) => ({ ...data, body: '# Hello @octocat' })],
  [
    'hide Markdown in a name',
    ({ sizes, ...data }: Record<string, unknown>) => ({
      ...data,
      sizes: { ...(sizes as object), name: '[x](https://example.org)' },
    }),
  ],
  ['are a flood', () => 'x'.repeat(2 * 1024 * 1024)],
])('data of a fork that %s are refused, and nothing is posted', async (_, change) => {
  await handOver(change)
  const step = await comment()
  expect(step.status).toBe(1)
  expect(step.stdout).toMatch(/^::error title=comment-data-(?:invalid|foreign|too-large)::/m)
  for (const pull of [7, 8]) expect(twin.comments('octocat/hello', pull)).toEqual([])
})

test('a newer commit is not overwritten by the figures of an older one', async () => {
  await handOver()
  twin.push('octocat/hello', 7, 'c'.repeat(40))
  const step = await comment()
  expect(step.status, step.stdout).toBe(0)
  expect(step.summary).toContain('has a newer commit')
  expect(twin.comments('octocat/hello', 7)).toEqual([])
})

test('without a pull request the build runs and writes no figures', async () => {
  const step = await runAction(fork, { 'comment-data': 'sizes.json' })
  expect(step.status, step.stdout).toBe(0)
  expect(step.stdout).toContain('no pull request: sizes.json was not written')
})

test('a token that may not comment gets an error that names the permission, and is not shown', async () => {
  await handOver()
  const inputs = { command: 'comment', token: READER, 'comment-data': 'sizes.json' }
  const env = { GITHUB_API_URL: twin.url, GITHUB_EVENT_NAME: 'workflow_run' }
  const step = await runAction(trusted, inputs, env, workflowRun())
  expect(step.status).toBe(1)
  expect(step.stdout).toContain('pull-requests: write')
  expect(step.stdout.replace(`::add-mask::${READER}`, '')).not.toContain(READER)
})
