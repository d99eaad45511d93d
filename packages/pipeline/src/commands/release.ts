import path from 'node:path'
import type { Release } from '@exuvia/model'
import type { Published } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import type { PublishPathsOptions } from '../publication/options.ts'
import { releaseFileNames } from '../stages/manifest.ts'
import { type BuildOptions, buildPlan } from '../stages/build.ts'
import { planProject } from './plan.ts'
import { preflightPublication, publishPaths } from './publish.ts'

/**
 * Looks whether it can be published, builds, then publishes what was built, with whatever else shall go along.
 * @param onBuilt told of the build before it is published, so that it is known where publishing fails
 */
export async function releaseProject(
  build: BuildOptions,
  publish: PublishPathsOptions,
  context: RunContext,
  onBuilt?: (built: Release) => Promise<void>,
): Promise<{ readonly built: Release; readonly published: Published }> {
  const options = { ...publish, project: build.project }
  const plan = await planProject(build, context)
  const { name, version, commit } = plan.checked.inventory
  const about = { name, version, ...(commit === undefined ? {} : { commit }) }
  await preflightPublication(options, about, releaseFileNames(plan), context)
  const built = await buildPlan(plan, build, context)
  await onBuilt?.(built)
  const paths = [path.join(built.folder, built.manifestFile), ...publish.paths]
  return { built, published: await publishPaths({ ...options, paths }, context) }
}
