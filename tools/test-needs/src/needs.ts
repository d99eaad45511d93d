import { TOOLS, type ToolTag } from './tools.ts'

/** The part of vitest's suites and tests that this reads. */
export interface Task {
  readonly mode: string
  readonly tags?: readonly string[] | undefined
  readonly tasks?: readonly Task[]
}

/** One line for each missing tool that a test below needs and that will run. */
export function lackingTools(task: Task, missing: readonly ToolTag[]): string[] {
  const wanted = new Set(tagsToRun(task))
  return missing.filter((tool) => wanted.has(tool)).map((tool) => sentence(tool))
}

/** `bsdtar was not found; to get it: apt-get install libarchive-tools`. */
export function sentence(tool: ToolTag): string {
  return `${TOOLS[tool].title} was not found; to get it: ${TOOLS[tool].install}`
}

function tagsToRun(task: Task): readonly string[] {
  if (task.tasks !== undefined) return task.tasks.flatMap(tagsToRun)
  return task.mode === 'run' || task.mode === 'queued' ? (task.tags ?? []) : []
}
