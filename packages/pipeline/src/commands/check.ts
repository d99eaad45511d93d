import type { Finding, Judged } from '@exuvia/model'
import { type ConfigOptions, configOf } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { checkGiven, givenPolicy } from '../foreign/check-file.ts'
import { type ProjectOptions, judgeOpened, openProject } from '../stages/project.ts'

/** A project and the policy's findings about it, which may contain errors. */
export async function judgeProject(options: ProjectOptions, context: RunContext): Promise<Judged> {
  return judgeOpened(await openProject(options, context, 'run-nothing'), context)
}

/** Judges finished files by the policy of a project's config, or else of EXUVIA.json, or else as source-free. */
export async function checkFiles(
  files: readonly string[],
  options: ConfigOptions,
  context: RunContext,
): Promise<readonly Finding[]> {
  const { config } = await configOf(options, context)
  return checkGiven(files, givenPolicy(config), context)
}
