import path from 'node:path'
import { usageError } from '@exuvia/model'
import { loadConfig, renderInitialConfig } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { addToPyproject } from '../init/add-to-pyproject.ts'
import { findFirstSettings, needsLock, notesFor } from '../init/first-settings.ts'
import { writeWorkflows } from '../init/write-workflows.ts'

/** The written config, with notes for the user. */
export interface InitReport {
  readonly file: string
  readonly targets: readonly string[]
  /** Whether this run wrote the config. */
  readonly isNew: boolean
  /** Commands of the project: each gets a launcher. Only where this run wrote the config. */
  readonly commands?: readonly string[]
  /** Commands of the wheels in the project's folders of wheels: `dependencies.scripts` chooses from them. */
  readonly dependencyCommands?: readonly string[]
  readonly notes: readonly string[]
  /** The command to run next. */
  readonly next: string
  /** The written workflows, relative to the repository. */
  readonly workflows?: readonly string[]
}

/**
 * Writes a first `[tool.exuvia]` to a project's pyproject.toml, with the newest Pythons that
 * the project supports and for which this machine has a compiler.
 * @param workflows writes the workflows that release the project too; then a config may be there already
 * @throws usage error `already-configured`, `no-compiler`, `workflow-exists`
 */
export async function initProject(
  project: string | undefined,
  context: RunContext,
  workflows = false,
): Promise<InitReport> {
  const root = path.resolve(context.cwd, project ?? '.')
  const config = await loadConfig(root)
  if (config.file !== undefined && !workflows) throw usageError('already-configured', { file: config.file })
  const report =
    config.file === undefined
      ? await writeConfig(root, context)
      : { file: config.file, targets: config.targets, isNew: false, notes: [], next: 'exuvia build' }
  if (!workflows) return report
  const written = await writeWorkflows(root, await loadConfig(root))
  return { ...report, workflows: written, notes: [...report.notes, ...workflowNotes(written)] }
}

async function writeConfig(root: string, context: RunContext): Promise<InitReport> {
  const found = await findFirstSettings(root, context)
  const dependencies = found.dependencies.length > 0
  await addToPyproject(root, renderInitialConfig({ ...found, file: 'pyproject.toml', dependencies }))
  const next = needsLock(found) ? 'exuvia lock' : 'exuvia build'
  return {
    file: 'pyproject.toml',
    targets: found.targets,
    isNew: true,
    commands: found.commands,
    dependencyCommands: found.otherCommands,
    notes: notesFor(found),
    next,
  }
}

function workflowNotes(written: readonly string[]): string[] {
  if (written.length === 0) return ['the workflows are there already']
  return [
    'replace the zeros, and 1.0.0, in them by the commit and the version of the release that you use',
    'protect the environment "release": Settings > Environments',
  ]
}
