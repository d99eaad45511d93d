import path from 'node:path'
import { usageError } from '@exuvia/model'
import { loadConfig, renderInitialConfig } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { addToPyproject } from '../init/add-to-pyproject.ts'
import { findFirstSettings, needsLock, notesFor } from '../init/first-settings.ts'

/** The written config, with notes for the user. */
export interface InitReport {
  readonly file: string
  readonly targets: readonly string[]
  readonly notes: readonly string[]
  /** The command to run next. */
  readonly next: string
}

/**
 * Writes a first `[tool.exuvia]` to a project's pyproject.toml, with the newest Pythons that
 * the project supports and for which this machine has a compiler.
 * @throws usage error `already-configured`, `no-compiler`
 */
export async function initProject(project: string | undefined, context: RunContext): Promise<InitReport> {
  const root = path.resolve(context.cwd, project ?? '.')
  const config = await loadConfig(root)
  if (config.file !== undefined) throw usageError('already-configured', { file: config.file })
  const found = await findFirstSettings(root, context)
  const dependencies = found.dependencies.length > 0
  await addToPyproject(root, renderInitialConfig({ ...found, file: 'pyproject.toml', dependencies }))
  const next = needsLock(found) ? 'exuvia lock' : 'exuvia build'
  return { file: 'pyproject.toml', targets: found.targets, notes: notesFor(found), next }
}
