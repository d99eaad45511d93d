import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Config, ExuviaError, findingPlace } from '@exuvia/model'
import { sharedCache } from '@exuvia/test-needs'
import { expect, onTestFinished } from 'vitest'
import { type BuildOptions, type RunContext, buildPart, mergeParts } from '../../src/index.ts'

// Machines that build parts of one release, each in a clone of one repository.

const FILES: Readonly<Record<string, string>> = {
  'pyproject.toml': `[project]
name = "Shelf.Life"
version = "1.2.0"
license = "MIT"
[project.scripts]
shelf = "shelf.cli:main"
[tool.exuvia]
targets = ["cp312-win_amd64", "cp312-manylinux_2_28_x86_64", "cp311-any"]
report.html = true
[tool.exuvia.project]
sources = ["src"]
[tool.exuvia.policy]
source-twin = "always"
`,
  'src/shelf/__init__.py': '',
  'src/shelf/cli.py': 'def main():\n    print("shelf")\n',
}
export const TARGETS = ['cp312-win_amd64', 'cp312-manylinux_2_28_x86_64', 'cp311-any'] as const
export const STEM = 'shelf_life-1.2.0'

type Finally = (work: () => void) => void

function scratch(finallyDo: Finally = onTestFinished): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia merge '))
  finallyDo(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function contextFor(cwd: string, env: NodeJS.ProcessEnv = {}): RunContext {
  return {
    cwd,
    env: { ...process.env, EXUVIA_CACHE_DIR: sharedCache(), ...env },
    signal: new AbortController().signal,
    progress: () => undefined,
  }
}

/** Runs git; a commit gets the date `seconds`, in seconds since 1970. */
export function gitAt(seconds: number, cwd: string, ...args: readonly string[]): void {
  const who = ['-c', 'user.name=Kai', '-c', 'user.email=kai@example.org', '-c', 'commit.gpgsign=false']
  const date = `${seconds} +0000`
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  execFileSync('git', [...who, ...args], { cwd, env, stdio: 'pipe' })
}

export function git(cwd: string, ...args: readonly string[]): void {
  gitAt(1_700_000_000, cwd, ...args)
}

/** A folder with a repository, from which machines clone. */
export function repository(finallyDo?: Finally): string {
  const root = scratch(finallyDo)
  const origin = path.join(root, 'origin')
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(origin, name)), { recursive: true })
    writeFileSync(path.join(origin, name), text)
  }
  git(origin, 'init', '--quiet', '.')
  git(origin, 'add', '.')
  git(origin, 'commit', '--quiet', '--message', 'first')
  return root
}

/** Builds a part in a new clone; returns its folder below `root`. */
export async function machine(
  root: string,
  name: string,
  targets: readonly string[],
  change: (clone: string) => void = () => undefined,
  more: BuildOptions = {},
): Promise<string> {
  const clone = path.join(root, `clone ${name}`)
  git(root, 'clone', '--quiet', 'origin', clone)
  change(clone)
  const out = path.join(root, 'parts', name)
  await buildPart({ project: clone, targets, out, ...more }, contextFor(root))
  return path.join('parts', name)
}

export function embedded(config: Config): Config {
  return { ...config, compile: { ...config.compile, toolchain: 'embedded' } }
}

export async function machines(root: string): Promise<string[]> {
  return Promise.all(TARGETS.map((target, index) => machine(root, `machine ${index}`, [target])))
}

/** The findings that prevent merging, each with code and place. Proves that nothing was written. */
export async function refused(root: string, ...parts: readonly string[]): Promise<string[]> {
  const error: unknown = await mergeParts({ parts, out: 'merged' }, contextFor(root)).catch(
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ExuviaError)) throw error
  expect(error).toMatchObject({ kind: 'refused', code: 'merge-refused' })
  expect(existsSync(path.join(root, 'merged'))).toBe(false)
  return error.findings.map(({ code, subject, args }) =>
    [code, findingPlace(subject), String(args['detail'] ?? '')].filter((part) => part !== '').join(' '),
  )
}

export function bytesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort()
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), 'base64')]))
}
