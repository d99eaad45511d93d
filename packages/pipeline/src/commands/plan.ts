import type { Plan } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import type { BuildOptions } from '../stages/build.ts'
import { planRelease } from '../stages/plan.ts'
import { type BackendUse, checkOpened, openProject } from '../stages/project.ts'

/** Plans a build. Without a build to follow, it runs nothing of the project. */
export async function planProject(
  options: BuildOptions,
  context: RunContext,
  use: BackendUse = 'run-nothing',
): Promise<Plan> {
  const project = await openProject(options, context, use)
  return planRelease(await checkOpened(project, context, options.cache), options.targets)
}
