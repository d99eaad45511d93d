import { availableParallelism } from 'node:os'
import { type Finding, finding, mapParallel } from '@exuvia/model'
import { distributionStem } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import { isArtifactFile } from '../stages/plan.ts'
import { type FoundPart } from './find-parts.ts'
import { checkPartTarball } from './part-tarball.ts'

/** Tarballs whose names do not follow from name, version and target: Exuvia did not build such a part. */
export function misnamed({ where, part }: FoundPart): Finding[] {
  const stem = distributionStem(part.manifest.name, part.manifest.version)
  return part.artifacts
    .filter((artifact) => !isArtifactFile(stem, artifact))
    .map(({ file }) => finding('merge-unplanned', 'error', { artifact: file }, { part: where }))
}

/** Checks every tarball of every part. Reads the contents of tarballs that several parts contain only once. */
export async function checkTarballs(
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
