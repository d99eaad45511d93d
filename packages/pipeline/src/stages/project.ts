import path from 'node:path'
import { type Checked, type Config, type Inventory, type Judged, usageError } from '@exuvia/model'
import { readProject } from '@exuvia/project'
import { judge, passed } from '@exuvia/policy'
import { loadConfig } from '../config/index.ts'
import { type RunContext, throwIfStopped } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import { examineSources } from './examine.ts'

/** Which project, and what the command line says instead of its config. */
export interface ProjectOptions {
  /** The project's folder; relative to the context's `cwd`. Default: that folder. */
  readonly project?: string | undefined
  /** `--config`: a TOML file instead of the project's own. */
  readonly config?: string | undefined
  /** `--version`: for a project whose version is dynamic. */
  readonly version?: string | undefined
  /** Changes to the config that the command line makes. */
  readonly override?: ((config: Config) => Config) | undefined
}

interface OpenedProject {
  readonly config: Config
  readonly inventory: Inventory
}

/** Config and inventory of a project: the first two arrows of every command. */
async function openProject(options: ProjectOptions, context: RunContext): Promise<OpenedProject> {
  const root = path.resolve(context.cwd, options.project ?? '.')
  const loaded = await loadConfig(
    root,
    options.config === undefined ? undefined : path.resolve(context.cwd, options.config),
  )
  const config = options.override?.(loaded) ?? loaded
  if (config.targets.length === 0) {
    throw usageError(
      'no-targets',
      `nothing says which Pythons to release for: ${config.file ?? 'pyproject.toml'} has no tool.exuvia.targets`,
      {
        hint: 'run "exuvia init" to write a first config, or add: targets = ["cp312"]',
      },
    )
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
  return { config, inventory }
}

/** Config → … → Judged: a project and the verdict about it; its findings may hold errors. */
export async function judgeProject(options: ProjectOptions, context: RunContext): Promise<Judged> {
  const { config, inventory } = await openProject(options, context)
  context.progress({ kind: 'stage', stage: 'check', detail: config.policy.preset ?? 'own rules' })
  return judge(examineSources(inventory), config)
}

/** Config → … → Checked: the same, where an error ends it; all other findings are reported. */
export async function checkProject(options: ProjectOptions, context: RunContext): Promise<Checked> {
  const judged = await judgeProject(options, context)
  sayUnlessError(judged.findings, context)
  return passed(judged)
}
