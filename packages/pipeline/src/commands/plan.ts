import { ExuviaError, type Plan, messageOf } from '@exuvia/model'
import { estimateBudget } from '../budget/estimate-project.ts'
import type { RunContext } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import type { BuildOptions } from '../stages/build.ts'
import { planRelease } from '../stages/plan.ts'
import { type BackendUse, type ProjectOptions, checkOpened, openProject } from '../stages/project.ts'

/** Plans a build. Without a build to follow, it runs nothing of the project. */
export async function planProject(
  options: BuildOptions,
  context: RunContext,
  use: BackendUse = 'run-nothing',
): Promise<Plan> {
  const project = await openProject(options, context, use)
  const checked = await checkOpened(project, context, options.cache)
  // A build measures what it packed.
  if (use === 'run-nothing')
    sayUnlessError((await estimateBudget(checked, options, context)).findings, context)
  return planRelease(checked, options.targets)
}

/** Plans the release of a project for the source of its tarballs; a text says why that does not succeed. */
export async function planSource(
  targets: readonly string[],
  options: ProjectOptions,
  context: RunContext,
): Promise<Plan | string> {
  try {
    const silent = { ...context, progress: () => undefined }
    const project = await openProject({ ...options, targets }, silent, 'run-nothing')
    return planRelease(await checkOpened(project, silent, options.cache), targets)
  } catch (error) {
    if (!(error instanceof ExuviaError) || error.kind === 'interrupted') throw error
    return messageOf(error)
  }
}
