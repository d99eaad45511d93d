import { availableParallelism } from 'node:os'
import path from 'node:path'
import { mergeParts as joinParts } from '@exuvia/manifest'
import { type Release, type ReleaseManifest, refusal, mapParallel } from '@exuvia/model'
import { distributionStem } from '@exuvia/packaging'
import type { EarlierOptions } from '../budget/earlier.ts'
import { keepBudget } from '../budget/measure-release.ts'
import { type ConfigOptions, configOf } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { pageOfRelease } from '../page/page-of-release.ts'
import { finishRelease } from '../release/finish.ts'
import { withStaging } from '../release/staging.ts'
import { findParts } from '../parts/find-parts.ts'
import { checkTarballs, misnamed } from '../parts/check-tarballs.ts'
import { place } from '../parts/place.ts'

export interface MergeOptions extends ConfigOptions, EarlierOptions {
  /** Parts, folders with parts, or folders of such folders; relative to the context's `cwd`. */
  readonly parts: readonly string[]
  /** Output folder; relative to the context's `cwd`. Default: `dist`. */
  readonly out?: string | undefined
}

/**
 * Joins parts to the release that one build of all targets makes, byte for byte. In the
 * output folder all of it appears or nothing. Compiles and judges nothing again: compares
 * every tarball with its part's description, and the whole with the budget of the project, if there is one.
 * @throws refusals `merge-refused`, with a finding for every obstacle, and `budget-exceeded`; as `readConfig`
 */
export async function mergeParts(options: MergeOptions, context: RunContext): Promise<Release> {
  const parts = await findParts(options.parts, context)
  const folder = path.resolve(context.cwd, options.out ?? 'dist')
  const { findings, manifest, software, pageFindings, origins } = joinParts(parts)
  const all = [...findings, ...parts.flatMap(misnamed), ...(await checkTarballs(parts, origins, context))]
  if (manifest === undefined || all.length > 0) {
    const count = all.length === 1 ? '1 problem stops' : `${all.length} problems stop`
    throw refusal('merge-refused', { count }, { findings: all })
  }
  const { config } = await configOf(options, context)
  const { name, version } = manifest
  await keepBudget(manifest, { config, isWhole: true }, options, context)
  return withStaging(folder, async (staging) => {
    await mapParallel(manifest.artifacts, availableParallelism(), async ({ file, sha256 }) => {
      const origin = parts[origins.get(file) ?? -1]
      if (origin === undefined) throw new Error(`no part has ${file}`)
      await place(path.join(origin.folder, file), { path: path.join(staging, file), sha256 }, context)
    })
    const stem = distributionStem(name, version)
    const makePage = (at: string, described: ReleaseManifest): Promise<string> =>
      pageOfRelease(at, described, { findings: pageFindings }, context)
    return finishRelease(staging, folder, stem, manifest, {
      software,
      makePage: pageFindings === undefined ? undefined : makePage,
    })
  })
}
