import { type Checked, type Config, type Inventory, type Judged, usageError } from '@exuvia/model'
import { readProject } from '@exuvia/project'
import { judge, passed } from '@exuvia/policy'
import { type ConfigOptions, type ProjectConfig, configOf } from '../config/index.ts'
import { type RunContext, throwIfStopped } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import { examineSources } from './examine.ts'

/** Which project, and what the command line says instead of its config. */
export interface ProjectOptions extends ConfigOptions {
  /** `--version`: for a project whose version is dynamic. */
  readonly version?: string | undefined
  /** Changes to the config that the command line makes. */
  readonly override?: ((config: Config) => Config) | undefined
}

/** A project on disk: its config, and its inventory. */
export interface OpenedProject extends ProjectConfig {
  readonly inventory: Inventory
}

/** Config → Inventory: both read once. */
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

/** Inventory → Facts → Judged: the verdict about a project; its findings may hold errors. */
export function judgeOpened({ config, inventory }: OpenedProject, context: RunContext): Judged {
  context.progress({ kind: 'stage', stage: 'check', detail: config.policy.preset ?? 'own rules' })
  return judge(examineSources(inventory), config)
}

/** Inventory → … → Checked: the same, where an error ends it; all other findings are reported. */
export function checkOpened(project: OpenedProject, context: RunContext): Checked {
  const judged = judgeOpened(project, context)
  sayUnlessError(judged.findings, context)
  return passed(judged)
}
