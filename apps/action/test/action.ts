import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'

import { startTwin } from '@exuvia/github-twin'
import { sharedCache } from '@exuvia/test-needs'

import { actionBundle } from './bundle.ts'

/** What a step of the Action left behind. */
export interface StepResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly outputs: ReadonlyMap<string, string>
  readonly summary: string
}

/**
 * A checkout with a small project in `service/`, the cache of the tests, and this repository's
 * embedded compilers for if there is no Python.
 */
export interface Checkout {
  readonly workspace: string
  readonly cache: string
}

const SOURCES = {
  'service/pyproject.toml': `[project]
name = "harbour"
version = "1.4.0"
license = "MIT"
scripts = { harbour = "harbour.cli:main" }

[tool.exuvia]
targets = ["cp312-any"]
`,
  'service/src/harbour/__init__.py': 'NAME = "harbour"\n',
  'service/src/harbour/cli.py': 'from . import NAME\n\n\ndef main():\n    print(NAME)\n',
}

/** @param changes files by path, instead of or besides the project's own */
export function makeCheckout(changes: Readonly<Record<string, string>> = {}): Checkout {
  const workspace = mkdtempSync(join(tmpdir(), 'exuvia-action-'))
  for (const [path, content] of Object.entries({ ...SOURCES, ...changes })) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), content)
  }
  symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(workspace, 'node_modules'))
  return { workspace, cache: sharedCache() }
}

/**
 * Runs the bundle as the runner does: a process with its files and variables. If `env` names
 * no API, it is that of a GitHub on which nothing is.
 */
export async function runAction(
  { workspace, cache }: Checkout,
  inputs: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = {},
  payload: object = {},
): Promise<StepResult> {
  const files = mkdtempSync(join(tmpdir(), 'exuvia-runner-'))
  const [output, summary, event] = ['output', 'summary', 'event.json'].map((name) => join(files, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(output, '')
  writeFileSync(summary, '')
  writeFileSync(event, JSON.stringify(payload))
  const twin = await startTwin()
  const child = spawn(process.execPath, [join(await actionBundle(), 'main.js')], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? homedir(),
      PYENV_ROOT: process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'),
      EXUVIA_CACHE_DIR: cache,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_API_URL: twin.url,
      GITHUB_REPOSITORY: 'octocat/hello',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_REF_NAME: 'main',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_EVENT_PATH: event,
      GITHUB_EVENT_NAME: 'push',
      RUNNER_TEMP: join(files, 'temp'),
      INPUT_PROJECT: 'service',
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
      ...env,
    },
  })
  const closed = once(child, 'close')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  await closed
  await twin.close()
  return {
    status: child.exitCode,
    stdout,
    stderr,
    outputs: parseOutputs(readFileSync(output, 'utf8')),
    summary: readFileSync(summary, 'utf8'),
  }
}

/** GITHUB_OUTPUT's format: `name<<delimiter`, the value's lines, `delimiter`. */
function parseOutputs(content: string): Map<string, string> {
  const outputs = new Map<string, string>()
  for (const match of content.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm))
    outputs.set(match[1] ?? '', match[3] ?? '')
  return outputs
}
