import type { Published } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { type BuildOptions, type BuiltRelease, buildRelease } from './build.ts'
import { type PublishPathsOptions, publishPaths } from './publish.ts'
import path from 'node:path'

/** Build, then publish what was built, with whatever else shall go along. */
export async function releaseProject(
  build: BuildOptions,
  publish: PublishPathsOptions,
  context: RunContext,
): Promise<{ readonly built: BuiltRelease; readonly published: Published }> {
  const built = await buildRelease(build, context)
  const paths = [path.join(built.folder, built.manifestFile), ...publish.paths]
  return { built, published: await publishPaths({ ...publish, paths }, context) }
}
