import { type Checked, type Config, type Inventory, type Judged, usageError } from '@exuvia/model'
import { readProject } from '@exuvia/project'
import { judge, passed } from '@exuvia/policy'
import { type ConfigOptions, type ProjectConfig, configOf } from '../config/index.ts'
import { type RunContext, throwIfStopped } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import { examineSources } from './examine.ts'

/** Selects a project, and overrides its config from the command line. */
export interface ProjectOptions extends ConfigOptions {
  /** `--version`: for a project whose version is dynamic. */
  readonly version?: string | undefined
  /** The command line's changes to the config. */
  readonly override?: ((config: Config) => Config) | undefined
}

/** A project on disk: its config, and its inventory. */
export interface OpenedProject extends ProjectConfig {
  readonly inventory: Inventory
}

/** Config → Inventory: reads both once. */
export async function openProject(options: ProjectOptions, context: RunContext): Promise<OpenedProject> {
  const { root, sha256, config: loaded } = await configOf(options, context)
  const config = options.override?.(loaded) ?? loaded
  if (config.targets.length === 0) {
    throw usageError('no-targets', { file: config.file ?? 'pyproject.toml' })
  }
  context.progress({ kind: 'stage', stage: 'read', detail: root })
  const inventory = await readProject({
    root,
    config,
    targets: config.targets,
    env: context.env,
    signal: context.signal,
    ...(options.version === undefined ? {} : { version: options.version }),
  })
  throwIfStopped(context)
  return { root, config, sha256, inventory }
}

/** Inventory → Facts → Judged: judges a project; its findings may contain errors. */
export function judgeOpened({ config, inventory }: OpenedProject, context: RunContext): Judged {
  context.progress({ kind: 'stage', stage: 'check', detail: config.policy.preset ?? 'own rules' })
  return judge(examineSources(inventory), config)
}

/** Inventory → … → Checked: the same, but throws on an error and reports all other findings. */
export function checkOpened(project: OpenedProject, context: RunContext): Checked {
  const judged = judgeOpened(project, context)
  sayUnlessError(judged.findings, context)
  return passed(judged)
}
