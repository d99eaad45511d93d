import path from 'node:path'
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

/** @throws as `readConfig` */
export async function configOf(options: ConfigOptions, context: RunContext): Promise<ProjectConfig> {
  const root = path.resolve(context.cwd, options.project ?? '.')
  const file = options.config === undefined ? undefined : path.resolve(context.cwd, options.config)
  return { root, ...(await readConfig(root, file)) }
}
