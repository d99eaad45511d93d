import type { Plan } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import type { BuildOptions } from '../stages/build.ts'
import { planRelease } from '../stages/plan.ts'
import { checkProject } from '../stages/project.ts'

/** What a build would do, without doing it. */
export async function planProject(options: BuildOptions, context: RunContext): Promise<Plan> {
  return planRelease(await checkProject(options, context), options.targets)
}
