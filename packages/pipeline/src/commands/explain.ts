import { type Explained, type Explanation, explain, judge } from '@exuvia/policy'
import type { RunContext } from '../context.ts'
import { unexamined } from '../stages/examine.ts'
import { type ProjectOptions, openProject } from '../stages/project.ts'
import { todayOf } from '../stages/today.ts'

export type { Explained, Explanation }

/** Explains how a file ships: the rules in order, which matched, and which decided. */
export async function explainPath(
  path: string,
  options: ProjectOptions,
  context: RunContext,
): Promise<Explanation> {
  const { inventory, config } = await openProject(options, context, 'run-nothing')
  return explain(judge(unexamined(inventory), config, todayOf(context.env)), path)
}
