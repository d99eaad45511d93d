import { type Twin, startTwin } from '@exuvia/github-twin'
import { expect, onTestFinished, test } from 'vitest'
import { exuvia, folderWith } from './support/cli.ts'

const REPO = 'octocat/hello'
const FILES = { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' }
const ARGS = ['publish', ...Object.keys(FILES), '--repo', REPO, '--tag', 'v1']

async function setting(): Promise<{ twin: Twin; cwd: string; env: NodeJS.ProcessEnv }> {
  const twin = await startTwin()
  onTestFinished(() => twin.close())
  return { twin, cwd: folderWith(FILES), env: { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token } }
}

/** Runs it, and sends a signal when the twin meets a request, which then gets no answer. */
async function stoppedAt(
  operation: string,
  signal: NodeJS.Signals,
  { twin, cwd, env }: Awaited<ReturnType<typeof setting>>,
): Promise<{ code: number | null; said: readonly string[] }> {
  let stop: (() => void) | undefined
  const when = { operation }
  twin.faults.add({ when, fault: { kind: 'call', at: 'before', run: () => stop?.() } })
  twin.faults.add({ when, fault: { kind: 'stall', at: 'start' } })
  const onStart = (kill: (signal: NodeJS.Signals) => void): void => {
    stop = () => kill(signal)
  }
  const { code, stderr } = await exuvia(ARGS, { cwd, env, onStart })
  expect(twin.faults.pending()).toBe(0)
  return { code, said: stderr.trim().split('\n') }
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s during an upload says once what is on the draft, and how to continue',
  { tags: ['slow'] },
  async (signal, expected) => {
    const here = await setting()
    const { code, said } = await stoppedAt('repos/upload-release-asset', signal, here)
    expect(code).toBe(expected)
    expect(said.filter((line) => /stopped|error|no partial output|changed nothing/.test(line))).toEqual([
      'stopped: publishing was stopped',
    ])
    expect(said.slice(-2)).toEqual([
      expect.stringMatching(/^ {4}this run put [0-2] of 3 assets on the draft http/),
      '    run the same command again to continue',
    ])
    expect(here.twin.releases(REPO)).toMatchObject([{ draft: true }])
  },
)

test.each([
  ['before it knows the repository', 'repos/get', []],
  ['before the draft exists', 'repos/create-release', []],
])('Ctrl-C %s never says that something is on GitHub', async (_, operation, releases) => {
  const here = await setting()
  const { code, said } = await stoppedAt(operation, 'SIGINT', here)
  expect(code).toBe(130)
  expect(said.filter((line) => line.startsWith('stopped: '))).toHaveLength(1)
  expect(said.join('\n')).not.toMatch(/this run put|error/)
  expect(here.twin.releases(REPO)).toEqual(releases)
})

test('each wait and each retry has one line, in a log without a terminal', { tags: ['slow'] }, async () => {
  const { twin, cwd, env } = await setting()
  const message = 'You have exceeded a secondary rate limit'
  const when = { operation: 'repos/create-release' }
  twin.faults.add({ when, fault: { kind: 'status', status: 403, retryAfter: 1, message } })
  twin.faults.add({
    when: { operation: 'repos/upload-release-asset' },
    fault: { kind: 'status', status: 503 },
  })
  const { code, stderr } = await exuvia(ARGS, { cwd, env })
  expect(code).toBe(0)
  const lines = stderr.split('\n').filter((line) => /waiting|trying again/.test(line))
  expect(lines.slice(0, 3)).toEqual([
    expect.stringMatching(/^Publishing {2}create the draft: 403 You have exceeded .*; trying again$/),
    "Publishing  waiting 1 s: to keep under GitHub's rate limits",
    expect.stringMatching(/^Publishing {2}upload [abc]\.txt: 503 .*; trying again$/),
  ])
  // The 503 leaves open whether the file arrived, and lists lag: each further look is announced.
  expect(lines.length).toBeGreaterThan(3)
  for (const line of lines.slice(3)) expect(line).toMatch(/^Publishing {2}waiting \d+ s: .*(?:look|list)/)
  expect(new Set(lines).size).toBe(lines.length)
})
