import { copyFile, link } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { mergeParts as joinParts } from '@exuvia/manifest'
import { type Asset, type Finding, type Release, finding, refusal, systemErrorCode } from '@exuvia/model'
import { distributionStem } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import { finishRelease } from '../release/finish.ts'
import { mapParallel } from '../stages/parallel.ts'
import { artifactFile } from '../stages/plan.ts'
import { withStaging } from '../release/staging.ts'
import { type FoundPart, findParts } from '../parts/find-parts.ts'
import { checkPartTarball } from '../parts/part-tarball.ts'
import { describeAsset } from '../release/folder.ts'

export interface MergeOptions {
  /** Parts, folders that hold them, or folders of such folders; relative to the context's `cwd`. */
  readonly parts: readonly string[]
  /** Output folder; relative to the context's `cwd`. Default: `dist`. */
  readonly out?: string | undefined
}

/**
 * Joins the parts of a release to the release that one build of all targets makes, byte
 * for byte, in the output folder; all of it appears there or nothing. Nothing is compiled
 * or judged again: every tarball is held against what its part says of it.
 * @throws refusal `merge-refused`, with a finding for everything that stands against it
 */
export async function mergeParts(options: MergeOptions, context: RunContext): Promise<Release> {
  const parts = await findParts(options.parts, context)
  const folder = path.resolve(context.cwd, options.out ?? 'dist')
  const { findings, manifest, origins } = joinParts(parts)
  const all = [...findings, ...parts.flatMap(misnamed), ...(await checkTarballs(parts, origins, context))]
  if (manifest === undefined || all.length > 0) {
    const count = parts.length === 1 ? 'the part does' : `the ${parts.length} parts do`
    throw refusal('merge-refused', `${count} not make a release`, { findings: all })
  }
  return withStaging(folder, async (staging) => {
    await mapParallel(manifest.artifacts, availableParallelism(), async ({ file, sha256 }) => {
      const origin = parts[origins.get(file) ?? -1]
      if (origin === undefined) throw new Error(`no part has ${file}`)
      await place(path.join(origin.folder, file), { path: path.join(staging, file), sha256 }, context)
    })
    return finishRelease(staging, folder, distributionStem(manifest.name, manifest.version), manifest)
  })
}

/** Tarballs whose names do not follow from name, version and target: whoever built the part, it was not Exuvia. */
function misnamed({ where, part }: FoundPart): Finding[] {
  const stem = distributionStem(part.manifest.name, part.manifest.version)
  return part.artifacts
    .filter(({ file, target }) => file !== artifactFile(stem, target))
    .map(({ file }) => finding('merge-unplanned', 'error', { artifact: file }, { part: where }))
}

/** Every part's every tarball; the contents of those that several parts have are looked at once. */
async function checkTarballs(
  parts: readonly FoundPart[],
  origins: ReadonlyMap<string, number>,
  context: RunContext,
): Promise<Finding[]> {
  const all = parts.flatMap((part, index) =>
    part.part.manifest.artifacts.map((artifact) => ({
      part,
      artifact,
      inside: origins.get(artifact.file) === index,
    })),
  )
  let done = 0
  const found = await mapParallel(all, availableParallelism(), async ({ part, artifact, inside }) => {
    const differs = await checkPartTarball(part, artifact, inside, context)
    done += 1
    context.progress({ kind: 'count', stage: 'merge', label: artifact.file, done, total: all.length })
    return differs
  })
  return found.filter((item) => item !== undefined)
}

/** Hard-links a tarball, or copies it where the parts lie on another disk, and proves what was copied. */
async function place(from: string, to: Pick<Asset, 'path' | 'sha256'>, context: RunContext): Promise<void> {
  try {
    await link(from, to.path)
  } catch (error) {
    const code = systemErrorCode(error) ?? ''
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS', 'EACCES'].includes(code)) throw error
    await copyFile(from, to.path)
    const { sha256 } = await describeAsset(to.path, context.signal)
    if (sha256 !== to.sha256) {
      throw refusal('artifact-changed', `${from} changed while it was copied`, {
        hint: 'merge again when nothing writes to the parts',
      })
    }
  }
}
