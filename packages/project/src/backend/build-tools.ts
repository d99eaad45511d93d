import { findProgram } from '@exuvia/files'
import { outputEnd } from './output-end.ts'
import { type ProgramEnd, runProgram } from './run-program.ts'

/** A tool that builds a wheel from a folder with the project's own backend, isolated (PEP 517). */
export interface BuildTool {
  /** With its version: `uv 0.9.0`. */
  readonly title: string
  /** Absolute. */
  readonly program: string
  /** @param python the interpreter that the wheel is for, absolute; undefined: the tool chooses */
  readonly args: (source: string, out: string, python?: string) => string[]
}

/** The first tool that answers, or why each did not. */
export interface ToolSearch {
  readonly tool: BuildTool | undefined
  /** For the tools before it, what happened: `uv: no uv on PATH`. */
  readonly tried: readonly string[]
}

interface Kind {
  readonly name: string
  /** Programs on PATH, tried in this order. */
  readonly programs: readonly string[]
  readonly version: readonly string[]
  readonly args: BuildTool['args']
}

const PYTHONS = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']

/** In the order of preference. `uv` is fastest; `build` and `pip` give the same wheel. */
const KINDS: readonly Kind[] = [
  {
    name: 'uv',
    programs: ['uv'],
    version: ['--version'],
    args: (source, out, python) => [
      'build',
      '--wheel',
      '--no-create-gitignore',
      '--out-dir',
      out,
      ...(python === undefined ? [] : ['--python', python]),
      source,
    ],
  },
  {
    name: 'build',
    programs: PYTHONS,
    version: ['-m', 'build', '--version'],
    args: (source, out) => ['-m', 'build', '--wheel', '--outdir', out, source],
  },
  {
    name: 'pip',
    programs: PYTHONS,
    version: ['-m', 'pip', '--version'],
    args: (source, out, python) => [
      '-m',
      'pip',
      ...(python === undefined ? [] : ['--python', python]),
      'wheel',
      '--no-deps',
      '--wheel-dir',
      out,
      source,
    ],
  },
]

/** Milliseconds for a tool to tell its version: an interpreter behind a shim on a busy machine takes seconds. */
const VERSION_LIMIT = 60_000

/**
 * Finds the first tool that answers: `uv`, `build` or `pip`.
 * @param env of the build
 * @param folder an empty folder, so that no file there is imported
 * @param python the interpreter that the wheel is for; `build` works for its own alone
 */
export async function findBuildTool(
  env: Record<string, string>,
  folder: string,
  signal: AbortSignal | undefined,
  python?: string,
): Promise<ToolSearch> {
  const kinds = python === undefined ? KINDS : KINDS.filter(({ name }) => name !== 'build')
  return findTool(kinds, env, folder, signal)
}

/** Finds `uv`, if it is on PATH and answers; as `findBuildTool`. */
export async function findUv(
  env: Record<string, string>,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<ToolSearch> {
  return findTool(
    KINDS.filter(({ name }) => name === 'uv'),
    env,
    folder,
    signal,
  )
}

async function findTool(
  kinds: readonly Kind[],
  env: Record<string, string>,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<ToolSearch> {
  const tried: string[] = []
  for (const kind of kinds) {
    const programs = await findPrograms(kind.programs, env)
    if (programs.length === 0) tried.push(`${kind.name}: no ${kind.programs.join(' or ')} on PATH`)
    for (const program of programs) {
      const answer = await runProgram(program, kind.version, {
        env,
        cwd: folder,
        signal,
        limit: VERSION_LIMIT,
      })
      const version = answer.output.split(/\s+/).find((word) => /^\d+\.\d/.test(word))
      if (answer.failure === undefined && version !== undefined) {
        return { tool: { title: `${kind.name} ${version}`, program, args: kind.args }, tried }
      }
      tried.push(`${[program, ...kind.version].join(' ')}: ${whyNot(answer, env)}`)
    }
  }
  return { tool: undefined, tried }
}

/** Why a tool is no choice. The last line that it printed says more than its exit status. */
function whyNot({ failure, late, output }: ProgramEnd, env: Readonly<Record<string, string>>): string {
  const last = late ? undefined : outputEnd(output, env).at(-1)
  return last ?? failure ?? 'no version in its output'
}

/** Finds the first program of each name on PATH. */
async function findPrograms(names: readonly string[], env: Record<string, string>): Promise<string[]> {
  const found = await Promise.all(names.map(async (name) => findProgram(name, env)))
  return found.filter((path) => path !== undefined)
}
