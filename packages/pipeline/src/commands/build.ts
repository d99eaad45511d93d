import type { Release } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { type BuiltPart, describePart, writePart } from '../parts/part.ts'
import { finishPart } from '../release/finish.ts'
import { type BuildOptions, buildPlan, tryPlan } from '../stages/build.ts'
import { planProject } from './plan.ts'

/**
 * Runs the stages from a project to tarballs, manifest and checksums on disk. Either all of
 * them appear in the output folder or none does.
 */
export async function buildRelease(options: BuildOptions, context: RunContext): Promise<Release> {
  return buildPlan(await planProject(options, context, 'run-backend'), options, context)
}

/**
 * Runs the same stages to a part: the tarballs of some targets, the source twin, and the
 * data to join them with the other parts. A part is not a release, and does not look like one.
 */
export async function buildPart(options: BuildOptions, context: RunContext): Promise<BuiltPart> {
  const plan = await planProject(options, context, 'run-backend')
  return tryPlan(plan, options, context, async (tried, folder) => {
    const part = await describePart(tried, context.signal)
    const partFile = await writePart(tried.packed, part)
    const tarballs = part.manifest.artifacts.map(({ file }) => file)
    await finishPart(tried.packed.folder, folder, plan.stem, tarballs, partFile)
    return { folder, part, partFile, files: [...tarballs, partFile] }
  })
}
