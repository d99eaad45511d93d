import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { DEFAULT_CONFIG, type Config, type Inventory } from '@exuvia/model'
import { hasTool } from '@exuvia/test-needs'
import { afterAll } from 'vitest'
import { readProject, type ReadProjectOptions } from '../src/index.ts'
import { pinnedTools } from './index-files.ts'

const run = promisify(execFile)

/** Nothing of the machine's own configuration reaches git or Python. */
export const ENV: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  PYENV_ROOT: process.env['PYENV_ROOT'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
  GIT_AUTHOR_DATE: '1700000000 +0000',
  GIT_COMMITTER_DATE: '1700000000 +0000',
}

const made: string[] = []

/** Makes a project in its own folder, which is removed after the test file. */
export async function makeProject(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'exuvia-project-')))
  made.push(root)
  await addFiles(root, files)
  return root
}

export async function addFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

/** Removes all projects of a test file at its end. */
export function cleanUp(): void {
  afterAll(async () => {
    await Promise.all(made.splice(0).map((root) => rm(root, { recursive: true, force: true })))
  })
}

export async function git(root: string, ...args: string[]): Promise<void> {
  await run('git', ['-C', root, ...args], { env: ENV })
}

/** Makes an environment in which git believes that another user owns the files, as git's own tests do. */
export async function foreignOwner(): Promise<NodeJS.ProcessEnv> {
  const bin = await makeProject({})
  const { stdout } = await run('sh', ['-c', 'command -v git'], { env: ENV })
  const text = `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec ${stdout.trim()} "$@"\n`
  await writeFile(join(bin, 'git'), text, { mode: 0o755 })
  return { ...ENV, PATH: bin }
}

export async function commitAll(root: string): Promise<void> {
  await git(root, 'init', '--quiet')
  await git(root, 'add', '.')
  await git(root, 'commit', '--quiet', '--message', 'x')
}

/** Runs Python, with the pinned tools if they are installed, and reads its output as JSON. */
export async function python<T>(script: string, input: unknown = null, cwd?: string): Promise<T> {
  const tools = hasTool('pypi') ? await pinnedTools() : ''
  // uv_build looks for its program on PATH.
  const env = {
    ...ENV,
    PATH: `${join(tools, 'bin')}:${ENV['PATH']}`,
    PYTHONPATH: tools,
    PYTHONDONTWRITEBYTECODE: '1',
  }
  const { stdout } = await run('python3', ['-c', script, JSON.stringify(input)], {
    env,
    maxBuffer: 64 * 2 ** 20,
    ...(cwd === undefined ? {} : { cwd }),
  })
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n@@') + 3)) as T
}

const BUILD = `
import contextlib, importlib, json, os, sys, tempfile, zipfile
sys.path.pop(0)  # as a frontend runs it: the project itself is not importable
backend = importlib.import_module(json.loads(sys.argv[1]))
with tempfile.TemporaryDirectory() as out:
    name = backend.build_wheel(out)
    with zipfile.ZipFile(os.path.join(out, name)) as wheel:
        names = [n for n in wheel.namelist() if not n.endswith('/')]
        metadata = next(wheel.read(n).decode() for n in names if n.endswith('.dist-info/METADATA'))
        entries = next((wheel.read(n).decode() for n in names if n.endswith('.dist-info/entry_points.txt')), '')
print('\\n@@' + json.dumps({'name': name, 'files': sorted(names), 'metadata': metadata, 'entryPoints': entries}))
`

export interface BuiltWheel {
  readonly name: string
  readonly files: readonly string[]
  readonly metadata: string
  readonly entryPoints: string
}

/** Builds a wheel with the project's real backend (PEP 517) from a copy, so that no build folder remains. */
export async function buildWheel(root: string, backend: string): Promise<BuiltWheel> {
  const copy = await realpath(await mkdtemp(join(tmpdir(), 'exuvia-build-')))
  made.push(copy)
  await run('cp', ['-a', `${root}/.`, copy])
  return python<BuiltWheel>(BUILD, backend, copy)
}

type Overrides = Partial<Omit<ReadProjectOptions, 'root' | 'config'>> & {
  readonly project?: Partial<Config['project']>
  readonly dependencies?: Partial<Config['dependencies']>
  readonly licenses?: Config['licenses']
}

/** Reads a project with the defaults, for cp312 unless a test overrides it. */
export function read(root: string, overrides: Overrides = {}): Promise<Inventory> {
  const { project, dependencies, licenses, ...options } = overrides
  return readProject({
    root,
    targets: ['cp312'],
    env: ENV,
    ...options,
    config: {
      ...DEFAULT_CONFIG,
      licenses: licenses ?? {},
      project: { ...DEFAULT_CONFIG.project, ...project },
      dependencies: { ...DEFAULT_CONFIG.dependencies, ...dependencies },
    },
  })
}

/** Paths of the project's own files below `lib/`, without metadata. */
export function libFiles(inventory: Inventory): string[] {
  const files = inventory.distributions[0]?.files ?? []
  return files
    .filter((file) => file.path.startsWith('lib/') && !file.path.includes('.dist-info/'))
    .map((file) => file.path.slice('lib/'.length))
}

/** `pyproject.toml` of a project called tide-mark with a backend. */
export function pyproject(backend: string, more = ''): string {
  return `[build-system]\nrequires = []\nbuild-backend = "${backend}"\n\n[project]\nname = "tide-mark"\nversion = "1.2.0"\n${more}`
}
