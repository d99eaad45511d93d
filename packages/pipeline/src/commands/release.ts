import type { Release } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { attest } from '../publication/attest.ts'
import { complete } from '../publication/complete.ts'
import { intendBuild } from '../publication/intend.ts'
import { permit } from '../publication/permit.ts'
import { publish } from '../publication/publish.ts'
import type { PublishPathsOptions } from '../publication/request.ts'
import { withScratch } from '../publication/scratch.ts'
import type { Publishing } from '../publication/stages.ts'
import { type BuildOptions, buildPlan } from '../stages/build.ts'
import { planRelease } from '../stages/plan.ts'
import { checkOpened, openProject } from '../stages/project.ts'

/**
 * Gathers the intent, checks the permission, builds, and publishes the build with the other paths.
 * @param onBuilt gets the build before it is published, so that a caller knows it if publishing fails
 */
export async function releaseProject(
  build: BuildOptions,
  options: PublishPathsOptions,
  context: RunContext,
  onBuilt?: (built: Release) => Promise<void>,
): Promise<{ readonly built: Release; readonly published: Publishing }> {
  const project = await openProject(build, context, 'run-backend')
  const plan = planRelease(await checkOpened(project, context, build.cache), build.targets)
  const before = await permit(await intendBuild(plan, project, options, context), context)
  const built = await buildPlan(plan, { ...build, repository: options.repository }, context)
  await onBuilt?.(built)
  return withScratch(async (scratch) => {
    const permitted = await complete(before, built, scratch, context)
    return { built, published: await publish(await attest(permitted, scratch, context), context) }
  })
}
