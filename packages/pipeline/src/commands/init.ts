import path from 'node:path'
import type { Config } from '@exuvia/model'
import { findPyproject } from '@exuvia/project'
import { type InitialConfigFacts, loadConfig, renderInitialConfig } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { addToPyproject } from '../init/add-to-pyproject.ts'
import { completeConfig } from '../init/complete-config.ts'
import { findFirstSettings, needsLock, notesFor } from '../init/first-settings.ts'
import { replaceText } from '../release/staging.ts'
import { writeWorkflows } from '../init/write-workflows.ts'

/** The config, and what this run wrote. */
export interface InitReport {
  readonly file: string
  readonly targets: readonly string[]
  /** Whether this run wrote the config. */
  readonly isNew: boolean
  /** The rows that this run added to a config that was there already. */
  readonly added: readonly string[]
  /** Commands of the project: each gets a launcher. Absent if only workflows are written. */
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
 * Writes a first `[tool.exuvia]` to a project's pyproject.toml, or exuvia.toml where there is none, with the newest Pythons that
 * the project supports, its wheels allow and for which this machine has a compiler. To a config
 * that is there already it adds what is missing.
 * @param workflows writes the workflows that release the project too, and leaves an existing config as it is
 * @throws usage error `no-compiler`, `no-fitting-compiler`, `settings-not-added`, `workflow-exists`
 */
export async function initProject(
  project: string | undefined,
  context: RunContext,
  workflows = false,
): Promise<InitReport> {
  const root = path.resolve(context.cwd, project ?? '.')
  const config = await loadConfig(root)
  const report =
    config.file !== undefined && workflows
      ? unchanged(config.file, config.targets)
      : await writeConfig(root, config, context)
  if (!workflows) return report
  const written = await writeWorkflows(root, await loadConfig(root))
  return { ...report, workflows: written, notes: [...report.notes, ...workflowNotes(written)] }
}

function unchanged(file: string, targets: readonly string[]): InitReport {
  return { file, targets, isNew: false, added: [], notes: [], next: 'exuvia build' }
}

async function writeConfig(root: string, config: Config, context: RunContext): Promise<InitReport> {
  const found = await findFirstSettings(root, config, context)
  let added: readonly string[] = []
  let { file } = config
  if (file !== undefined) added = await completeConfig(root, config, found)
  else file = await writeFirst(root, { ...found, dependencies: found.dependencies?.length !== 0 })
  const next = needsLock(found) ? 'exuvia lock' : 'exuvia build'
  return {
    file,
    targets: found.targets,
    isNew: config.file === undefined,
    added,
    commands: found.commands,
    dependencyCommands: found.otherCommands,
    notes: notesFor(found),
    next,
  }
}

/** Writes a first config. @returns its file: exuvia.toml in a project without pyproject.toml, such as one of setup.py */
async function writeFirst(root: string, facts: Omit<InitialConfigFacts, 'file'>): Promise<string> {
  const file = (await findPyproject(root)) === undefined ? 'exuvia.toml' : 'pyproject.toml'
  const text = renderInitialConfig({ ...facts, file })
  if (file === 'pyproject.toml') await addToPyproject(root, text)
  else await replaceText(path.join(root, file), text)
  return file
}

function workflowNotes(written: readonly string[]): string[] {
  if (written.length === 0) return ['the workflows are there already']
  return [
    'replace the zeros, and 1.0.0, in them by the commit and the version of the release that you use',
    'protect the environment "release": Settings > Environments',
  ]
}
