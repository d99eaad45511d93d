import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { compareText, messageOf, outsideError, usageError } from '@exuvia/model'
import { backendEnvironment } from './build-environment.ts'
import { type BuildTool, findBuildTool } from './build-tools.ts'
import { type BuildTree, copyBuildTree } from './build-tree.ts'
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
 * @param into the folder for the wheel; an earlier one of the same name is replaced
 * @throws usage error `no-build-tool`, outside error `backend-failed`; the reason of the signal
 */
export async function buildWheel(
  tree: BuildTree,
  into: string,
  options: BuildWheelOptions,
): Promise<BuiltWheel> {
  const { signal, reasons } = options
  const env = backendEnvironment(options.env, options.sourceDate, options.version)
  const work = await mkdtemp(join(tmpdir(), 'exuvia-backend-'))
  try {
    const empty = join(work, 'empty')
    const out = join(work, 'out')
    for (const folder of [empty, out]) await mkdir(folder)
    const tool = await findBuildTool(env, empty, signal, options.python)
    if (tool === undefined) throw usageError('no-build-tool', { reasons })
    const source = await copyBuildTree(tree, join(work, 'source'), signal)
    const args = tool.args(source, out, options.python)
    const end = await runProgram(tool.program, args, { env, cwd: empty, signal, limit: BUILD_LIMIT })
    const wheels = (await readdir(out)).filter((name) => name.endsWith('.whl')).sort(compareText)
    const [wheel] = wheels
    if (end.failure !== undefined || wheel === undefined || wheels.length > 1) {
      throw failed(tool, end, `the result is ${wheels.length} wheels`, source, env)
    }
    await mkdir(into, { recursive: true })
    const path = join(into, wheel)
    await moveFile(join(out, wheel), path)
    return { path, tool: tool.title }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function failed(
  tool: BuildTool,
  end: ProgramEnd,
  otherwise: string,
  source: string,
  env: Readonly<Record<string, string>>,
): Error {
  const output = outputEnd(end.output.replaceAll(source, '.'), env)
  const command = [basename(tool.program), ...tool.args('.', 'dist')].join(' ')
  return outsideError('backend-failed', {
    tool: tool.title,
    reason: end.failure ?? otherwise,
    output,
    command,
  })
}

async function moveFile(from: string, to: string): Promise<void> {
  try {
    const fresh = `${to}.${process.pid}`
    await copyFile(from, fresh)
    await rename(fresh, to)
  } catch (error) {
    throw outsideError('cache-unwritable', { folder: to, reason: messageOf(error) }, { cause: error })
  }
}

/** The folder that remembers the wheel of a tree, by its digest and what else reaches the wheel's name and bytes. */
export function rememberedFolder(cache: string, treeDigest: string, version: string | undefined): string {
  const key = createHash('sha256')
    .update(JSON.stringify([treeDigest, version ?? null]))
    .digest('hex')
  return join(cache, 'project-wheels-1', key)
}

/** Finds the wheels that the last build of a tree made; none if it was never built here. */
export async function rememberedWheels(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.whl'))
  const now = new Date()
  // Using a wheel keeps it from being pruned.
  for (const name of names) await utimes(join(folder, name), now, now).catch(() => {})
  return names.sort(compareText).map((name) => join(folder, name))
}
