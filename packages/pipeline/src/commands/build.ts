import path from 'node:path'
import { type BytecodeCache, defaultCacheFolder, openCache, openTemporaryCache } from '@exuvia/compiler'
import type { Plan, ReleaseManifest } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { compilePlan } from '../stages/compile.ts'
import { CHECKSUMS, describeRelease, writeManifest } from '../stages/manifest.ts'
import { packRelease } from '../stages/pack.ts'
import { planRelease } from '../stages/plan.ts'
import { promote, withStaging } from '../stages/staging.ts'
import { type ProjectOptions, passProject } from './project.ts'

export interface BuildOptions extends ProjectOptions {
  /** Targets to build; empty for all. */
  readonly targets?: readonly string[] | undefined
  /** Output folder; relative to the context's `cwd`. Default: the config's, relative to the project. */
  readonly out?: string | undefined
  /** False: compile everything afresh and keep nothing. */
  readonly cache?: boolean | undefined
}

/** A release on disk. */
export interface BuiltRelease {
  /** Absolute path of the folder that holds everything. */
  readonly folder: string
  readonly manifest: ReleaseManifest
  /** The manifest's file name. */
  readonly manifestFile: string
  /** Names of all files of the release: tarballs, manifest, SHA256SUMS. */
  readonly files: readonly string[]
}

/** What a build would do, without doing it. */
export async function planProject(options: BuildOptions, context: RunContext): Promise<Plan> {
  const checked = await passProject(options, context)
  return planRelease(checked, options.targets)
}

/**
 * The ordered stages from a project to tarballs, manifest and checksums on disk.
 * Either all of them appear in the output folder or none does.
 */
export async function buildRelease(options: BuildOptions, context: RunContext): Promise<BuiltRelease> {
  return buildPlan(await planProject(options, context), options, context)
}

/** The same from a plan on. */
export async function buildPlan(
  plan: Plan,
  options: Pick<BuildOptions, 'out' | 'cache'>,
  context: RunContext,
): Promise<BuiltRelease> {
  const folder = outputFolder(plan, options, context)
  return withCache(options.cache ?? true, context, (cache) =>
    withStaging(folder, async (staging) => {
      const compiled = await compilePlan(plan, cache, context)
      for (const item of compiled.findings) context.progress({ kind: 'finding', finding: item })
      const packed = await packRelease(compiled, staging, context)
      const manifest = describeRelease(packed)
      const written = await writeManifest(packed, manifest)
      const tarballs = manifest.artifacts.map(({ file }) => file)
      await promote(staging, folder, [...tarballs, CHECKSUMS], written.manifest)
      return {
        folder,
        manifest,
        manifestFile: written.manifest,
        files: [...tarballs, written.manifest, CHECKSUMS],
      }
    }),
  )
}

/** Gives `work` the shared bytecode cache, or an empty one that is gone afterwards. */
export async function withCache<T>(
  keep: boolean,
  context: RunContext,
  work: (cache: BytecodeCache) => Promise<T>,
): Promise<T> {
  const cache = keep ? await openCache(defaultCacheFolder(context.env)) : await openTemporaryCache()
  try {
    return await work(cache)
  } finally {
    await cache.close()
  }
}

function outputFolder(plan: Plan, options: Pick<BuildOptions, 'out'>, context: RunContext): string {
  if (options.out !== undefined) return path.resolve(context.cwd, options.out)
  const { inventory, config } = plan.checked
  return path.resolve(inventory.root, config.pack.out)
}
