import { type Finding, finding } from '@exuvia/model'
import {
  type LockWishes,
  type MadeLock,
  type MakeLockOptions,
  askUvAboutLock,
  examineLock,
  findPyproject,
  makeLock,
} from '@exuvia/project'
import { type ConfigOptions, configOf, requireTargets } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { openStore } from '../dependencies/open-store.ts'
import { openBuilder } from '../dependencies/wheel-builder.ts'

/** A lock that was made or checked. */
export interface LockReport {
  /** Relative to the project. */
  readonly file: string
  readonly action: 'make' | 'check'
  /** The tool that made or compared it, with its version; null if Exuvia alone compared it. */
  readonly tool: string | null
  /** Whether `make` changed the file. */
  readonly changed: boolean
  readonly targets: readonly string[]
  /** What a build for these targets would report of the lock. */
  readonly findings: readonly Finding[]
}

export interface LockOptions extends ConfigOptions, LockWishes {}

/**
 * Makes the project's lock with uv, and says whether it covers the configured targets.
 * @throws as `makeLock` and `examineLock`
 */
export async function lockProject(options: LockOptions, context: RunContext): Promise<LockReport> {
  const project = await openLockOptions(options, context)
  const detail = 'making the lock with uv'
  context.progress({ kind: 'stage', stage: 'read', detail, isDelay: true })
  const made = await makeLock(project)
  tellWarnings(made, context)
  const { file, findings } = await examine(project, options, context)
  return report(project, { file, action: 'make', tool: made.tool, changed: made.changed, findings })
}

/**
 * Says whether the project's lock matches its tables and covers the configured targets. uv's own lock is compared by
 * uv as well, if uv is found. Changes nothing.
 * @throws usage error `lock-needed` without a lock; as `examineLock`
 */
export async function checkLock(options: LockOptions, context: RunContext): Promise<LockReport> {
  const project = await openLockOptions(options, context)
  const { file, findings } = await examine(project, options, context)
  const asked = await askUvAboutLock(project)
  if (asked !== undefined) tellWarnings(asked, context)
  const isKnown = findings.some(({ code }) => code === 'lock-outdated')
  const outdated =
    asked?.changed === true && !isKnown
      ? [finding('lock-outdated', 'error', {}, { file, changes: 'uv would write another', command: LOCK })]
      : []
  return report(project, {
    file,
    action: 'check',
    tool: asked?.tool ?? null,
    changed: false,
    findings: [...outdated, ...findings],
  })
}

const LOCK = 'exuvia lock'

async function openLockOptions(options: LockOptions, context: RunContext): Promise<MakeLockOptions> {
  const project = await configOf(options, context)
  requireTargets(project)
  const { root, config } = project
  const pyproject = await findPyproject(root)
  return { root, pyproject, config, env: context.env, wishes: options, signal: context.signal }
}

async function examine(
  project: MakeLockOptions,
  { offline }: LockOptions,
  context: RunContext,
): ReturnType<typeof examineLock> {
  return examineLock({
    ...project,
    openStore: (indexes) => openStore(indexes, offline, context),
    builder: openBuilder({ mayBuild: false, offline, isPrivileged: false }, context),
  })
}

function tellWarnings({ warnings, tool }: MadeLock, context: RunContext): void {
  for (const text of warnings) {
    context.progress({ kind: 'finding', finding: finding('lock-tool-warns', 'warning', {}, { tool, text }) })
  }
}

function report({ config }: MakeLockOptions, made: Omit<LockReport, 'targets'>): LockReport {
  return { ...made, targets: config.targets }
}
