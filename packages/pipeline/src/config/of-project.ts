import { existsSync } from 'node:fs'
import path from 'node:path'
import { usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { type ReadConfig, readConfig } from './load.ts'

/** Selects a project's config, or another file instead. */
export interface ConfigOptions {
  /** The project's folder; relative to the context's `cwd`. Default: that folder. */
  readonly project?: string | undefined
  /** `--config`: a TOML file instead of the project's own. */
  readonly config?: string | undefined
}

/** A project's config, and its folder, to which the config's paths are relative. */
export interface ProjectConfig extends ReadConfig {
  /** Absolute path. */
  readonly root: string
}

/** Files that a folder has if it is a Python project. */
const PROJECT_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg'] as const

/**
 * Refuses a project whose config names no target.
 * @throws usage errors `no-pyproject` if the folder is no project, else `no-targets`
 */
export function requireTargets({ root, config }: ProjectConfig): void {
  if (config.targets.length > 0) return
  const isProject =
    config.file !== undefined || PROJECT_FILES.some((name) => existsSync(path.join(root, name)))
  throw isProject
    ? usageError('no-targets', { file: config.file ?? 'pyproject.toml' })
    : usageError('no-pyproject', { folder: root })
}

/** @throws as `readConfig` */
export async function configOf(options: ConfigOptions, context: RunContext): Promise<ProjectConfig> {
  const root = path.resolve(context.cwd, options.project ?? '.')
  const file = options.config === undefined ? undefined : path.resolve(context.cwd, options.config)
  return { root, ...(await readConfig(root, file)) }
}
