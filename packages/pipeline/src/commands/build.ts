import path from 'node:path'
import { type BytecodeCache, defaultCacheFolder, openCache, openTemporaryCache } from '@exuvia/compiler'
import { type Plan, type ReleasePart, finding, messageOf, outsideError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { compilePlan } from '../stages/compile.ts'
import { describeRelease } from '../stages/manifest.ts'
import { type Packed, packRelease } from '../stages/pack.ts'
import { describePart, writePart } from '../parts/part.ts'
import { planRelease } from '../stages/plan.ts'
import { type BuiltRelease, finishPart, finishRelease } from '../release/finish.ts'
import { makeFolder } from '../release/make-folder.ts'
import { withStaging } from '../release/staging.ts'
import { type ProjectOptions, passProject } from '../stages/project.ts'

export interface BuildOptions extends ProjectOptions {
  /** Targets to build; empty for all. */
  readonly targets?: readonly string[] | undefined
  /** Output folder; relative to the context's `cwd`. Default: the config's, relative to the project. */
  readonly out?: string | undefined
  /** False: compile everything afresh and keep nothing. */
  readonly cache?: boolean | undefined
}

/** A part of a release on disk. */
export interface BuiltPart {
  /** Absolute path of the folder that holds everything. */
  readonly folder: string
  readonly part: ReleasePart
  /** The name of the file with the part's description. */
  readonly partFile: string
  /** Names of all files of the part: tarballs and its description. */
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
  sayPartial(plan, context)
  return packPlan(plan, options, context, (packed, folder) =>
    finishRelease(packed.folder, folder, plan.stem, describeRelease(packed)),
  )
}

/** A manifest of some targets looks like one of all. */
function sayPartial({ building, checked }: Plan, context: RunContext): void {
  const args = { built: building.length, all: checked.inventory.targets.length }
  if (args.built < args.all) {
    context.progress({ kind: 'finding', finding: finding('build-partial', 'note', {}, args) })
  }
}

/**
 * The same stages to a part: the tarballs of some targets, the source twin, and what is
 * needed to join them with the other parts. It is no release, and does not look like one.
 */
export async function buildPart(options: BuildOptions, context: RunContext): Promise<BuiltPart> {
  const plan = await planProject(options, context)
  return packPlan(plan, options, context, async (packed, folder) => {
    const part = await describePart(packed, context.signal)
    const partFile = await writePart(packed, part)
    const tarballs = part.manifest.artifacts.map(({ file }) => file)
    await finishPart(packed.folder, folder, plan.stem, tarballs, partFile)
    return { folder, part, partFile, files: [...tarballs, partFile] }
  })
}

/** Plan → Packed in a staging folder of the output folder; `finish` moves it out. */
async function packPlan<T>(
  plan: Plan,
  options: Pick<BuildOptions, 'out' | 'cache'>,
  context: RunContext,
  finish: (packed: Packed, folder: string) => Promise<T>,
): Promise<T> {
  const folder = outputFolder(plan, options, context)
  return withCache(options.cache ?? true, context, (cache) =>
    withStaging(folder, async (staging) => {
      const compiled = await compilePlan(plan, cache, context)
      for (const item of compiled.findings) context.progress({ kind: 'finding', finding: item })
      return finish(await packRelease(compiled, staging, context), folder)
    }),
  )
}

/** Gives `work` the shared bytecode cache, or an empty one that is gone afterwards. */
export async function withCache<T>(
  keep: boolean,
  context: RunContext,
  work: (cache: BytecodeCache) => Promise<T>,
): Promise<T> {
  const cache = keep ? await openSharedCache(context) : await openTemporaryCache()
  try {
    return await work(cache)
  } finally {
    await cache.close()
  }
}

async function openSharedCache(context: RunContext): Promise<BytecodeCache> {
  const folder = path.resolve(context.cwd, defaultCacheFolder(context.env))
  try {
    await makeFolder(folder)
  } catch (error) {
    throw outsideError(
      'cache-unwritable',
      `the bytecode cache ${folder} cannot be made: ${messageOf(error)}`,
      {
        cause: error,
        hint: 'set EXUVIA_CACHE_DIR to another folder, or build with --no-cache',
      },
    )
  }
  return openCache(folder)
}

function outputFolder(plan: Plan, options: Pick<BuildOptions, 'out'>, context: RunContext): string {
  if (options.out !== undefined) return path.resolve(context.cwd, options.out)
  const { inventory, config } = plan.checked
  return path.resolve(inventory.root, config.pack.out)
}
