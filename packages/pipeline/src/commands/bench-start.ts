import { cpus } from 'node:os'
import path from 'node:path'
import { sha256OfFile } from '@exuvia/files'
import {
  type MeasuringMachine,
  type Plan,
  type ReleaseManifest,
  type StartOfArtifact,
  type TarballManifest,
  usageError,
} from '@exuvia/model'
import { configOf } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { readReleaseFolder } from '../release/folder.ts'
import type { ProjectOptions } from '../stages/project.ts'
import { keepStart } from '../start/kept-start.ts'
import { measureTarball } from '../start/measure-tarball.ts'
import { lastBuild } from '../trial/last-build.ts'
import { readAbout } from '../trial/read-tarball.ts'
import { withSurroundings } from '../trial/surroundings.ts'
import { planSource } from './plan.ts'

export interface BenchStartOptions extends ProjectOptions {
  /** Relative to the context's `cwd`; none: those of the project's last build. */
  readonly tarballs: readonly string[]
  /** Names of commands; none: all. */
  readonly commands: readonly string[]
  /** Counted runs of each form. */
  readonly runs: number
  /** Seconds for each run. */
  readonly timeout?: number | undefined
}

/** What was measured of one tarball, or why nothing was. `file` is absolute. */
export type MeasuredTarball =
  | { readonly kind: 'measured'; readonly file: string; readonly times: StartOfArtifact }
  | { readonly kind: 'not-measured'; readonly file: string; readonly reason: string }

export interface BenchStartReport {
  readonly tarballs: readonly MeasuredTarball[]
  /** Absolute paths of the files beside manifests that contain the times now. */
  readonly written: readonly string[]
}

/**
 * Measures how long the commands of tarballs take to start, on this machine, and writes that beside their manifests.
 * @throws usage errors `nothing-to-measure`, `no-command-to-measure`, `no-command-to-try`, `not-a-trial`
 */
export async function benchStart(options: BenchStartOptions, context: RunContext): Promise<BenchStartReport> {
  const { root, config } = await configOf(options, context)
  const named = options.tarballs.map((file) => path.resolve(context.cwd, file))
  const folder = path.resolve(root, config.pack.out)
  const files = named.length > 0 ? named : await lastBuild(folder)
  if (files === undefined) throw usageError('nothing-to-measure', { folder })
  const all = await Promise.all(files.map(async (file) => ({ file, about: await readAbout(file) })))
  const targets = all.flatMap(({ about }) => about.target ?? [])
  let plan: Promise<Plan | string> | undefined
  const planOnce = (): Promise<Plan | string> => (plan ??= planSource(targets, options, context))
  const limit = (options.timeout ?? config.try.timeout) * 1000
  const wishes = { runs: options.runs, limit, commands: options.commands }
  const tarballs = await withSurroundings(context, async (surroundings) => {
    const measured: MeasuredTarball[] = []
    for (const { file, about } of all) {
      context.progress({ kind: 'stage', stage: 'measure', detail: path.basename(file) })
      const result = await measureTarball({ file, about }, config, wishes, planOnce, surroundings, context)
      measured.push(await describe(file, about, result, options.runs, surroundings.guard, context))
    }
    return measured
  })
  return { tarballs, written: await write(tarballs) }
}

async function describe(
  file: string,
  { target = '' }: TarballManifest,
  result: Awaited<ReturnType<typeof measureTarball>>,
  runs: number,
  guard: readonly string[],
  { signal }: RunContext,
): Promise<MeasuredTarball> {
  if (typeof result === 'string') return { kind: 'not-measured', file, reason: result }
  const times = {
    file: path.basename(file),
    sha256: await sha256OfFile(file, signal),
    target,
    machine: thisMachine(),
    python: result.python,
    network: guard.length > 0 ? 'off' : 'open',
    runs,
    commands: result.commands,
  } as const
  return { kind: 'measured', file, times }
}

function thisMachine(): MeasuringMachine {
  const all = cpus()
  return {
    system: `${process.platform} ${process.arch}`,
    processor: (all[0]?.model ?? '').trim().slice(0, 200),
    cores: Math.max(all.length, 1),
  }
}

/** Writes the times of each folder beside its manifest, if that names the tarball with these bytes. */
async function write(tarballs: readonly MeasuredTarball[]): Promise<string[]> {
  const measured = tarballs.filter((each) => each.kind === 'measured')
  const written: string[] = []
  for (const [folder, items] of Map.groupBy(measured, ({ file }) => path.dirname(file))) {
    const manifest = await manifestIn(folder)
    const digests = new Set(manifest?.artifacts.map(({ sha256 }) => sha256))
    const own = items.flatMap(({ times }) => (digests.has(times.sha256) ? [times] : []))
    if (manifest !== undefined && own.length > 0) written.push(await keepStart(folder, manifest, own))
  }
  return written
}

/** The manifest in a folder; undefined where there is none, or only a part's. */
async function manifestIn(folder: string): Promise<ReleaseManifest | undefined> {
  return (await readReleaseFolder(folder).catch(() => undefined))?.manifest
}
