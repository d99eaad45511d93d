import type { Plan } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import type { BuildOptions } from '../stages/build.ts'
import { planRelease } from '../stages/plan.ts'
import { checkOpened, openProject } from '../stages/project.ts'

/** Plans a build without building. */
export async function planProject(options: BuildOptions, context: RunContext): Promise<Plan> {
  const project = await openProject(options, context)
  return planRelease(checkOpened(project, context), options.targets)
}
