import { type Explained, type Explanation, explain } from '@exuvia/policy'
import type { RunContext } from '../context.ts'
import { type ProjectOptions, judgeOpened, openProject } from '../stages/project.ts'

export type { Explained, Explanation }

/** Explains how a file ships: the rules in order, which matched, and which decided. */
export async function explainPath(
  path: string,
  options: ProjectOptions,
  context: RunContext,
): Promise<Explanation> {
  return explain(judgeOpened(await openProject(options, context, 'run-nothing'), context), path)
}
