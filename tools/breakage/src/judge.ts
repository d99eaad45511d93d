import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cliCommand, runProgram } from '@exuvia/test-needs'
import { type Installed, copyProgram } from './install.ts'
import { type Program, WAYS, type Way } from './program.ts'

/** The ways in which `check` reports an error, with the first sentence about each. */
export type Judged = ReadonlyMap<Way, string>

/** The oldest runtime whose compiler also examines sources. */
const OLDEST_EXAMINER = 8

/** Asks `check` about the wheel, in a project whose own code is the program. @throws if it gives no findings */
export async function judge(program: Program, installed: Installed, folder: string): Promise<Judged> {
  const project = join(folder, 'project')
  copyProgram(program, join(project, 'src/program'))
  writeFileSync(join(project, 'src/program/__init__.py'), '')
  writeFileSync(join(project, 'pyproject.toml'), configuration(program, installed))
  mkdirSync(join(folder, 'home'))
  const { PATH = '', PYENV_ROOT, HOME = '' } = process.env
  // pyenv's interpreters are found below the real HOME.
  const env = {
    PATH,
    HOME,
    ...(PYENV_ROOT === undefined ? {} : { PYENV_ROOT }),
    XDG_CACHE_HOME: join(folder, 'home'),
  }
  const command = [...(await cliCommand()), 'check', '--json', '--project', project]
  const { stdout, stderr } = await runProgram(command, project, env)
  if (!stdout.startsWith('{')) throw new Error(`${program.name}: check says ${stderr.slice(-800)}`)
  return errorsOf(JSON.parse(stdout) as Answer)
}

interface Answer {
  readonly findings: readonly {
    readonly severity: string
    readonly subject: { readonly path?: string; readonly line?: number }
    readonly args?: { readonly way?: string; readonly what?: string }
  }[]
}

/** Errors about a way, whatever their code is. */
export function errorsOf({ findings }: Answer): Judged {
  const errors = new Map<Way, string>()
  for (const { severity, subject, args } of findings) {
    const way = WAYS.find((each) => each === args?.way)
    if (severity !== 'error' || way === undefined || errors.has(way)) continue
    errors.set(way, `${subject.path?.split('!').at(-1)}:${subject.line}: ${args?.what}`)
  }
  return errors
}

function configuration({ pin, python }: Program, { wheels }: Installed): string {
  const runtime = Number(python.split('.')[1]) < OLDEST_EXAMINER ? 'cp38' : `cp${python.replace('.', '')}`
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  // A wheel that pip built here fits this machine alone.
  const isBuiltHere = readdirSync(wheels).some((name) => name.endsWith(`-linux_${machine}.whl`))
  const platform = isBuiltHere ? `linux_${machine}` : `manylinux_2_28_${machine}`
  return `[project]
name = "program"
version = "1.0"
license = "MIT"
dependencies = ["${pin.split('==')[0]}"]
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[tool.hatch.build.targets.wheel]
packages = ["src/program"]
[tool.exuvia]
targets = ["${runtime}-${platform}"]
compile.optimize = 2
dependencies.wheelhouse = ${JSON.stringify([wheels])}
`
}
