import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { compareText, outsideError, usageError } from '@exuvia/model'
import { backendEnvironment } from './build-environment.ts'
import { type BuildTool, findBuildTool } from './build-tools.ts'
import { type BuildTree, copyBuildTree } from './build-tree.ts'
import { keepWheel } from './kept-wheels.ts'
import { outputEnd } from './output-end.ts'
import { type ProgramEnd, runProgram } from './run-program.ts'

/** Milliseconds: compiling a large extension takes minutes, and nothing takes longer. */
const BUILD_LIMIT = 60 * 60_000

export interface BuildWheelOptions {
  readonly env: NodeJS.ProcessEnv
  /** Seconds since 1970. */
  readonly sourceDate: number
  /** `--version`. */
  readonly version?: string | undefined
  /** What is built, for messages; default: the project. */
  readonly what?: string | undefined
  /** Why the static reader does not do, in words. */
  readonly reasons: readonly string[]
  /** The interpreter that the wheel is for, absolute; default: that of the tool. */
  readonly python?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface BuiltWheel {
  /** Absolute. */
  readonly path: string
  /** The tool and its version. */
  readonly tool: string
}

/**
 * Builds a project's wheel as pip does: its own backend, in an isolated environment (PEP 517), from a copy of the
 * files, without the secrets of the caller's environment.
 * @param into the folder for the wheel, see `keepWheel`
 * @throws usage error `no-build-tool`, outside error `backend-failed`; the reason of the signal
 */
export async function buildWheel(
  tree: BuildTree,
  into: string,
  options: BuildWheelOptions,
): Promise<BuiltWheel> {
  return buildFrom((to) => copyBuildTree(tree, to, options.signal), into, options)
}

/**
 * Builds a wheel from any source, as `buildWheel` does.
 * @param place puts the source below a new folder, and returns the folder with the project
 * @throws as `buildWheel`; what `place` throws
 */
export async function buildFrom(
  place: (to: string) => Promise<string>,
  into: string,
  options: BuildWheelOptions,
): Promise<BuiltWheel> {
  const { signal, reasons, python, what = 'the project' } = options
  const env = backendEnvironment(options.env, options.sourceDate, options.version)
  const work = await mkdtemp(join(tmpdir(), 'exuvia-backend-'))
  try {
    const empty = join(work, 'empty')
    const out = join(work, 'out')
    for (const folder of [empty, out]) await mkdir(folder)
    const { tool, tried } = await findBuildTool(env, empty, signal, python)
    if (tool === undefined) throw usageError('no-build-tool', { what, reasons, tried })
    const source = await place(join(work, 'source'))
    const args = tool.args(source, out, python)
    const end = await runProgram(tool.program, args, { env, cwd: empty, signal, limit: BUILD_LIMIT })
    const wheels = (await readdir(out)).filter((name) => name.endsWith('.whl')).sort(compareText)
    const [wheel] = wheels
    if (end.failure !== undefined || wheel === undefined || wheels.length > 1) {
      throw failed(tool, end, `the result is ${wheels.length} wheels`, { what, source, env })
    }
    return { path: await keepWheel(join(out, wheel), into), tool: tool.title }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function failed(
  tool: BuildTool,
  end: ProgramEnd,
  otherwise: string,
  about: { readonly what: string; readonly source: string; readonly env: Readonly<Record<string, string>> },
): Error {
  const output = outputEnd(end.output.replaceAll(about.source, '.'), about.env)
  const command = [basename(tool.program), ...tool.args('.', 'dist', undefined)].join(' ')
  return outsideError('backend-failed', {
    tool: tool.title,
    what: about.what,
    reason: end.failure ?? otherwise,
    output,
    command,
  })
}
