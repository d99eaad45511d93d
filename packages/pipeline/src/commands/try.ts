import path from 'node:path'
import {
  type CompilerInfo,
  type Config,
  type Plan,
  type TarballManifest,
  type Trial,
  finding,
  usageError,
} from '@exuvia/model'
import { configOf } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import type { ProjectOptions } from '../stages/project.ts'
import { chooseInterpreter } from '../trial/choose-interpreter.ts'
import { lastBuild } from '../trial/last-build.ts'
import { readAbout } from '../trial/read-tarball.ts'
import { chooseCommands } from '../trial/run-command.ts'
import { type SourceWriter, sourceOf } from '../trial/sources.ts'
import { type Surroundings, withSurroundings } from '../trial/surroundings.ts'
import { tryTarball } from '../trial/try-tarball.ts'
import { planSource } from './plan.ts'

export interface TryOptions extends ProjectOptions {
  /** Relative to the context's `cwd`; none: those of the project's last build. */
  readonly tarballs: readonly string[]
  /** Seconds for each import and each command. */
  readonly timeout?: number | undefined
}

/** What happened to one tarball. */
export interface TriedTarball extends Trial {
  /** Absolute path. */
  readonly file: string
}

export interface TryReport {
  /** Whether something was tried, and nothing fails that works from source. */
  readonly passed: boolean
  readonly tarballs: readonly TriedTarball[]
}

/**
 * Runs tarballs: imports their modules and runs their commands, here and from source.
 * @throws usage errors `nothing-to-try`, `not-a-trial`
 */
export async function tryTarballs(options: TryOptions, context: RunContext): Promise<TryReport> {
  const { root, config } = await configOf(options, context)
  const named = options.tarballs.map((file) => path.resolve(context.cwd, file))
  const folder = path.resolve(root, config.pack.out)
  const files = named.length > 0 ? named : await lastBuild(folder)
  if (files === undefined) throw usageError('nothing-to-try', { folder })
  const all = await Promise.all(files.map(async (file) => ({ file, about: await readAbout(file) })))
  const targets = all.flatMap(({ about }) => about.target ?? [])
  let plan: Promise<Plan | string> | undefined
  const planOnce = (): Promise<Plan | string> => (plan ??= planSource(targets, options, context))
  return withSurroundings(context, async (surroundings) => {
    const tarballs: TriedTarball[] = []
    for (const [index, { file, about }] of all.entries()) {
      if (about.kind === 'source') continue
      const label = path.basename(file)
      context.progress({ kind: 'stage', stage: 'try', detail: label })
      const limit = (options.timeout ?? config.try.timeout) * 1000
      const trial = await tryOne({ file, about, limit }, config, planOnce, surroundings, context)
      for (const item of trial.findings) context.progress({ kind: 'finding', finding: item })
      tarballs.push({ file, ...trial })
      context.progress({ kind: 'count', stage: 'try', label, done: index + 1, total: all.length })
    }
    const passed =
      tarballs.some(({ result }) => result.kind === 'tried') &&
      tarballs.every(({ findings }) => findings.every(({ severity }) => severity !== 'error'))
    return { passed, tarballs }
  })
}

async function tryOne(
  { file, about, limit }: { readonly file: string; readonly about: TarballManifest; readonly limit: number },
  config: Config,
  planOnce: () => Promise<Plan | string>,
  surroundings: Surroundings,
  context: RunContext,
): Promise<Trial> {
  const toolchain = await chooseInterpreter(about, config, context)
  if (typeof toolchain === 'string') {
    const item = finding('not-tried', 'warning', { artifact: path.basename(file) }, { reason: toolchain })
    return { result: { kind: 'not-tried', reason: toolchain }, findings: [item] }
  }
  const plan = await planOnce()
  const compiler: CompilerInfo = {
    runtime: toolchain.runtime,
    version: toolchain.version,
    magic: toolchain.magic,
    toolchain: toolchain.kind,
  }
  const source: SourceWriter = typeof plan === 'string' ? plan : sourceOf(plan, about, compiler, context)
  const { commands, missing } = chooseCommands(about, config.try.commands)
  if (missing.length > 0) throw usageError('no-command-to-try', { names: missing, file: path.basename(file) })
  const wishes = { scope: 'all', commands, limit, compareAll: true } as const
  return tryTarball({ file, about, toolchain, source }, wishes, surroundings, context)
}
