import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import { startTwin } from '@exuvia/github-twin'
import { type Command, runCommand, runExuvia } from './run.ts'
import { describeRun, findInterpreter } from './run-application.ts'

/*
 * The main job from end to end, on a real example, with only Node: each step is
 * the command that a user types.
 */

// The folder that contains examples/tidemark and gets the results; by default the repository.
const root = process.argv[2] ?? fileURLToPath(new URL('../../..', import.meta.url))
const example = path.join(root, 'examples', 'tidemark')
const out = path.join(root, 'demo-release')
const REPOSITORY = 'harbour-office/tidemark'

// A machine without Python: PATH has only Node and git, and no home folder can contain a Python.
const programs = path.join(out, 'programs')
const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [path.dirname(process.execPath), programs].join(path.delimiter),
  HOME: path.join(out, 'home'),
  PYENV_ROOT: '',
  EXUVIA_CACHE_DIR: process.env['EXUVIA_CACHE_DIR'] ?? path.join(out, 'cache'),
}

rmSync(out, { recursive: true, force: true })
linkGit()

const twin = await startTwin({ folder: path.join(out, 'server'), repositories: [{ name: REPOSITORY }] })
const access = { ...env, GITHUB_TOKEN: twin.token, GITHUB_API_URL: twin.url }
const exuvia = (args: readonly string[], environment: NodeJS.ProcessEnv = env): Command => ({
  args,
  env: environment,
  cwd: example,
})

try {
  chapter('A small real application: tide tables, with plugins as source and a vendored LGPL library')
  say(
    '[tool.exuvia] in its pyproject.toml says how each file ships, and why. This command explains one file:',
  )
  await runExuvia(exuvia(['explain', 'tidemark.cli']))
  await runExuvia(exuvia(['explain', firstPlugin()]))

  chapter(
    'One command compiles it for three Pythons, on a machine without Python (CPython runs in WebAssembly)',
  )
  await runExuvia(exuvia(['build', '--toolchain', 'embedded', '--out', path.join(out, 'dist')]))

  chapter('Publish it to a local GitHub: every byte, exactly once')
  await runExuvia(exuvia(['publish', path.join(out, 'dist'), '--repo', REPOSITORY], access))
  say('A second run finds the release complete:')
  await runExuvia(exuvia(['publish', path.join(out, 'dist'), '--repo', REPOSITORY], access))

  chapter('As a customer: download the release and verify every byte')
  const tag = twin.releases(REPOSITORY)[0]?.tag ?? ''
  await runExuvia(exuvia(['verify', `${REPOSITORY}@${tag}`], { ...env, GITHUB_API_URL: twin.url }))

  chapter('Unpack and run it')
  await runApplication()

  chapter('Files to look at')
  for (const name of readdirSync(path.join(out, 'dist'))) {
    const { size } = statSync(path.join(out, 'dist', name))
    say(`  demo-release/dist/${name}  ${size} bytes`)
  }
} finally {
  await twin.close()
}

/** Links git into the demo's PATH, because git's own folder contains Python too. The release names its commit by git. */
function linkGit(): void {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  const git = folders.map((folder) => path.join(folder, 'git')).find((file) => existsSync(file))
  if (git === undefined) return
  mkdirSync(programs, { recursive: true })
  symlinkSync(git, path.join(programs, 'git'))
}

/** Runs the unpacked application with a Python of this machine, if one fits. */
async function runApplication(): Promise<void> {
  const tarballs = readdirSync(path.join(out, 'dist')).filter((name) => name.endsWith('-any.tar.gz'))
  const found = await findInterpreter(tarballs, process.env, example)
  if (found === undefined) {
    say('Python 3.11, 3.12 or 3.13 was not found, so the demo skips this step. To run it on another machine:')
    say(`  tar xzf ${tarballs[0] ?? ''} && ${describeRun(tarballs[0] ?? '')} today merrow`)
    return
  }
  const folder = await found.unpack(path.join(out, 'dist'), path.join(out, 'unpacked'))
  const launcher = path.join(folder, 'bin', 'tidemark')
  await runCommand({
    program: found.interpreter,
    args: [launcher, 'today', 'merrow'],
    cwd: folder,
    shown: `bin/tidemark today merrow   # on ${found.label}`,
  })
  await runExuvia(exuvia(['verify', folder]))
}

function firstPlugin(): string {
  const folder = path.join(example, 'src', 'tidemark', 'plugins')
  const [plugin = '__init__.py'] = readdirSync(folder)
    .filter((name) => name.endsWith('.py') && name !== '__init__.py')
    .sort()
  return `lib/tidemark/plugins/${plugin}`
}

function chapter(title: string): void {
  process.stdout.write(`\n${styleText(['bold', 'cyan'], title)}\n`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
