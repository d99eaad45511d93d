import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TOOLS, cliCommand, mustRun, python, runProgram, unpackedSdist, uvPath } from '@exuvia/test-needs'
import type { Application } from './applications.ts'

/** An application twice: installed from source by uv, and as Exuvia's tarball. */
export interface Prepared {
  readonly version: string
  /** The virtual environment with the source. */
  readonly installed: string
  /** The unpacked tarball. */
  readonly unpacked: string
  /** A virtual environment of the same Python without any package: it runs the tarball. */
  readonly empty: string
  /** Whether the tarball has the lines that tracebacks and warnings show. */
  readonly hasSource: boolean
}

/** What a build uses besides the application. */
export interface Settings {
  /** A folder for everything. */
  readonly folder: string
  readonly preset: string
  /** `compile.optimize`: 0, 1 or 2. */
  readonly optimize: string
  readonly versions: readonly string[]
  /** Uses the lock and the environments of the last run. */
  readonly keep: boolean
}

const PLATFORM = `manylinux_2_36_${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`

/** Lists the commands of all distributions but one: the argument. */
const LIST_COMMANDS = `
import importlib.metadata, json, re, sys
own = re.sub('[-_.]+', '-', sys.argv[1]).lower()
names = [
    entry.name
    for item in importlib.metadata.distributions()
    if re.sub('[-_.]+', '-', item.metadata['Name']).lower() != own
    for entry in item.entry_points
    if entry.group in ('console_scripts', 'gui_scripts')
]
print(json.dumps(sorted(set(names))))
`

/** Makes the lock, installs the source, builds and unpacks the tarballs. @throws with the output of what failed */
export async function prepare(application: Application, settings: Settings): Promise<Prepared[]> {
  const folder = join(settings.folder, application.name)
  const project = join(folder, 'project')
  const lock = join(folder, 'requirements.txt')
  if (!settings.keep || !existsSync(lock)) {
    rmSync(folder, { recursive: true, force: true })
    cpSync(await sourceOf(application), project, { recursive: true })
    await makeLock(project, lock)
  } else if ('project' in application.from) {
    cpSync(await sourceOf(application), project, { recursive: true })
  }
  const pairs = []
  for (const version of settings.versions) {
    const [installed, empty] = [join(folder, `source-${version}`), join(folder, `empty-${version}`)]
    if (!existsSync(empty)) await install(project, lock, version, installed, empty)
    pairs.push({ version, installed, empty })
  }
  const listed = pairs.map(({ installed }) =>
    mustRun([join(installed, 'bin/python'), '-c', LIST_COMMANDS, application.name], folder, environment()),
  )
  const commands = (await Promise.all(listed)).flatMap((text) => JSON.parse(text) as string[])
  const dist = await build(application, settings, project, [...new Set(commands)])
  const tarballs = readdirSync(dist).filter((name) => name.endsWith('.tar.gz'))
  return Promise.all(
    pairs.map(async (pair) => {
      const into = join(folder, `tarball-${pair.version}`)
      rmSync(into, { recursive: true, force: true })
      mkdirSync(into)
      const tarball = tarballs.find((name) => name.includes(`-${runtimeOf(pair.version)}-`))
      if (tarball === undefined) throw new Error(`no tarball for ${pair.version} in ${tarballs.join(', ')}`)
      await mustRun(['tar', '-xzf', join(dist, tarball), '-C', into], folder, environment())
      return {
        ...pair,
        hasSource: settings.preset !== 'source-free',
        unpacked: join(into, readdirSync(into)[0] ?? ''),
      }
    }),
  )
}

async function sourceOf({ name, version, from }: Application): Promise<string> {
  if ('project' in from) return join(import.meta.dirname, 'projects', from.project)
  return (await unpackedSdist({ name, version, sha256: from.sdist })).root
}

async function makeLock(project: string, lock: string): Promise<void> {
  const described = ['pyproject.toml', 'setup.py'].find((name) => existsSync(join(project, name)))
  const options = ['--universal', '--generate-hashes', '--no-header', '--python-version', '3.11']
  await mustRun(
    [uv(), 'pip', 'compile', '--quiet', ...options, '--output-file', lock, described ?? ''],
    project,
    environment(),
  )
}

async function install(
  project: string,
  lock: string,
  version: string,
  installed: string,
  empty: string,
): Promise<void> {
  const copy = `${installed}-project`
  const into = ['--quiet', '--python', join(installed, 'bin/python')]
  rmSync(installed, { recursive: true, force: true })
  // uv builds in the folder itself.
  cpSync(project, copy, { recursive: true })
  await mustRun([uv(), 'venv', '--quiet', '--python', python(version), installed], copy, environment())
  await mustRun([uv(), 'pip', 'install', ...into, '--require-hashes', '-r', lock], copy, environment())
  await mustRun([uv(), 'pip', 'install', ...into, '--no-deps', '.'], copy, environment())
  await mustRun([uv(), 'venv', '--quiet', '--python', python(version), empty], copy, environment())
  rmSync(copy, { recursive: true, force: true })
}

async function build(
  application: Application,
  settings: Settings,
  project: string,
  commands: readonly string[],
): Promise<string> {
  const { name, build: sdists = [] } = application
  const dist = join(settings.folder, name, 'dist')
  const config = join(settings.folder, name, 'exuvia.toml')
  cpSync(join(settings.folder, name, 'requirements.txt'), join(project, 'exuvia-lock.txt'))
  writeFileSync(
    config,
    `targets = ${JSON.stringify(settings.versions.map((version) => `${runtimeOf(version)}-${PLATFORM}`))}
pack = { level = 1 }
compile = { optimize = ${settings.optimize} }
project = { exclude = ["exuvia-lock.txt"] }
[policy]
preset = "${settings.preset}"
[dependencies]
lock = "exuvia-lock.txt"
scripts = ${JSON.stringify(commands)}
build = ${JSON.stringify(sdists)}
`,
  )
  const exuvia = await cliCommand()
  // Who releases it confirms the licences that Exuvia guesses.
  await mustRun([...exuvia, 'licenses', '--write', '--config', config], project, environment())
  // What bytecode breaks is cured by the rules that Exuvia suggests, those for warnings too.
  const { stdout } = await runProgram(
    [...exuvia, 'check', '--suggest', '--json', '--config', config],
    project,
    environment(),
  )
  const { rules, rulesForWarnings } = JSON.parse(stdout) as Record<'rules' | 'rulesForWarnings', string>
  appendFileSync(config, `\n${rulesForWarnings}\n${rules}\n`)
  rmSync(dist, { recursive: true, force: true })
  await mustRun([...exuvia, 'build', '--quiet', '--config', config, '--out', dist], project, environment())
  return dist
}

function runtimeOf(version: string): string {
  return `cp${version.replace('.', '')}`
}

function uv(): string {
  const found = uvPath()
  if (found === undefined) throw new Error(`uv not found: ${TOOLS.uv.install}`)
  return found
}

/** This process's own environment, with uv on PATH: Exuvia builds with it. */
export function environment(): Record<string, string> {
  const { PATH = '', ...others } = process.env
  const known = Object.entries(others).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(known), PATH: `${join(uv(), '..')}:${PATH}` }
}
