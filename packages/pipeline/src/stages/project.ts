import {
  type Checked,
  type Config,
  ExuviaError,
  type Inventory,
  type Judged,
  finding,
  usageError,
} from '@exuvia/model'
import { targetWithTag } from '@exuvia/packaging'
import {
  type TreeReader,
  type WheelBuilder,
  type WheelReader,
  keptWheelReader,
  readProject,
  treeReader,
  uncommittedFiles,
} from '@exuvia/project'
import { judge, passed } from '@exuvia/policy'
import { keptResults } from '../compilation/kept-results.ts'
import { withOptionalCache } from '../compilation/with-cache.ts'
import { type ConfigOptions, type ProjectConfig, configOf, requireTargets } from '../config/index.ts'
import { type RunContext, throwIfStopped } from '../context.ts'
import { openStore } from '../dependencies/open-store.ts'
import { openBuilder } from '../dependencies/wheel-builder.ts'
import { sayUnlessError } from '../say.ts'
import { EXUVIA_VERSION } from '../version.ts'
import { examineSources } from './examine.ts'
import { type ChosenReading, chooseReading } from './project-wheel.ts'
import { todayOf } from './today.ts'

/** Selects a project, and overrides its config from the command line. */
export interface ProjectOptions extends ConfigOptions {
  /** `--version`: for a project whose version is dynamic. */
  readonly version?: string | undefined
  /** `--wheel`: wheels of the project itself; relative to the context's `cwd`. */
  readonly wheels?: readonly string[] | undefined
  /** `--locked`: only a lock file may name the dependencies. */
  readonly locked?: boolean | undefined
  /** False: keep nothing, and use nothing that earlier runs kept. */
  readonly cache?: boolean | undefined
  /** `--offline`: take wheels from the cache alone. */
  readonly offline?: boolean | undefined
  /** Targets to build; empty for all. Other machines build the others. */
  readonly targets?: readonly string[] | undefined
  /** Whether the run has rights that a build backend must not come near; then none runs. */
  readonly isPrivileged?: boolean | undefined
  /** `--allow-dirty`: why files that the commit does not contain may be published. */
  readonly allowDirty?: string | undefined
  /** The command line's changes to the config. */
  readonly override?: ((config: Config) => Config) | undefined
}

/** A project on disk: its config, and its inventory. */
export interface OpenedProject extends ProjectConfig {
  readonly inventory: Inventory
}

/** Whether a command may run the project's build backend: only those that build do. */
export type BackendUse = 'run-backend' | 'run-nothing'

/** Config → Inventory: reads both once. */
export async function openProject(
  options: ProjectOptions,
  context: RunContext,
  use: BackendUse,
): Promise<OpenedProject> {
  const { root, sha256, config: loaded } = await configOf(options, context)
  const config = options.override?.(loaded) ?? loaded
  requireTargets({ root, sha256, config })
  if (options.allowDirty?.trim() === '') throw usageError('allow-dirty-reason')
  context.progress({ kind: 'stage', stage: 'read', detail: root })
  const readTree = treeReader(root, config, context)
  const wanted = {
    wheels: options.wheels ?? [],
    version: options.version,
    targets: builtTargets(options, config),
    mayBuild: use === 'run-backend',
    isPrivileged: options.isPrivileged ?? false,
    cache: options.cache ?? true,
    readTree,
  }
  const reading = await chooseReading(root, config, wanted, context)
  const builder = openBuilder(
    {
      mayBuild: use === 'run-backend',
      offline: options.offline ?? false,
      isPrivileged: options.isPrivileged ?? false,
    },
    context,
  )
  const read = await withOptionalCache(options.cache ?? true, context, (cache) => {
    const reader = keptWheelReader(keptResults(cache), EXUVIA_VERSION)
    return readChosen(root, config, options, { ...reading, builder, reader, readTree }, context)
  })
  const inventory = use === 'run-backend' ? await compareWithCommit(read, options, context) : read
  throwIfStopped(context)
  return { root, config, sha256, inventory }
}

function builtTargets({ targets }: ProjectOptions, config: Config): readonly string[] {
  return targets === undefined || targets.length === 0 ? config.targets : targets.map(targetWithTag)
}

/** Records what a build ships besides its commit. */
async function compareWithCommit(
  inventory: Inventory,
  { allowDirty }: ProjectOptions,
  { env, signal }: RunContext,
): Promise<Inventory> {
  const files = await uncommittedFiles(inventory, { env, signal })
  if (files.length === 0) return inventory
  const allowed = allowDirty === undefined ? {} : { allowed: allowDirty }
  return { ...inventory, uncommitted: { files, ...allowed } }
}

/** Errors that a project's own backend may not have: the static reader lacks what it knows. */
const UNREAD: ReadonlySet<string> = new Set([
  'no-pyproject',
  'bad-pyproject',
  'no-version',
  'no-packages',
  'several-packages',
])

/** What reads the project's files, and reads and builds wheels. */
interface Readers {
  readonly readTree: TreeReader
  readonly builder: WheelBuilder
  readonly reader: WheelReader
}

/** Reads the project from what was chosen, and reports what the static reader may have missed. */
async function readChosen(
  root: string,
  config: Config,
  options: ProjectOptions,
  { wheels, doubts, builder, reader, readTree }: ChosenReading & Readers,
  context: RunContext,
): Promise<Inventory> {
  try {
    const inventory = await readProject({
      root,
      config,
      wheels,
      targets: config.targets,
      only: options.targets?.map(targetWithTag),
      env: context.env,
      signal: context.signal,
      locked: options.locked,
      openStore: (indexes) => openStore(indexes, options.offline ?? false, context),
      builder,
      reader,
      readTree,
      ...(options.version === undefined ? {} : { version: options.version }),
    })
    if (doubts.length === 0) return inventory
    const severity = config.project.build === 'static' ? 'error' : 'warning'
    const doubt = finding('project-not-understood', severity, {}, { reasons: doubts })
    return { ...inventory, findings: [doubt, ...inventory.findings] }
  } catch (error) {
    const isUnread = error instanceof ExuviaError && UNREAD.has(error.code) && doubts.length > 0
    if (!isUnread || config.project.build === 'static') throw error
    throw usageError('project-needs-backend', { reasons: doubts }, { cause: error })
  }
}

/**
 * Inventory → Facts → Judged: judges a project; its findings may contain errors.
 * @param cache false: keep nothing of the examination
 */
export async function judgeOpened(
  { config, inventory }: OpenedProject,
  context: RunContext,
  cache = true,
): Promise<Judged> {
  context.progress({ kind: 'stage', stage: 'check', detail: config.policy.preset ?? 'own rules' })
  return judge(await examineSources(inventory, config, context, cache), config, todayOf(context.env))
}

/** Inventory → … → Checked: the same, but throws on an error and reports all other findings. */
export async function checkOpened(
  project: OpenedProject,
  context: RunContext,
  cache = true,
): Promise<Checked> {
  const judged = await judgeOpened(project, context, cache)
  sayUnlessError(judged.findings, context)
  return passed(judged)
}
