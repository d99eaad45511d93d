import { realpath } from 'node:fs/promises'
import type { TomlView } from '@exuvia/files'
import { type Config, type Target, usageError } from '@exuvia/model'
import type { Requirement } from '@exuvia/packaging'
import { askedDependencies } from './asked-dependencies.ts'
import { type DependencySource, wheelhouseSource } from './dependency-source.ts'
import { findLock, readNamedLock } from './lock/find-lock.ts'
import type { Lock } from './lock/lock.ts'
import { lockedSource } from './lock/locked-source.ts'
import type { WheelBuilder } from './lock/wheel-builder.ts'
import type { NamedIndex, WheelStore } from './lock/wheel-store.ts'
import type { WheelReader } from './kept-wheel.ts'
import { readWheel } from './wheel.ts'
import type { OwnProject } from './own-project.ts'
import { providedBy } from './provided.ts'
import type { WrittenTarget } from './targets.ts'
import { openWheelhouse } from './wheelhouse.ts'

export interface DependencyOptions {
  /** Absolute. */
  readonly root: string
  /** Undefined for a project without one, which is read from its wheel. */
  readonly pyproject: TomlView | undefined
  readonly own: OwnProject
  readonly config: Config
  readonly targets: readonly WrittenTarget[]
  readonly licenses: ReadonlyMap<string, string>
  /** Default: `readWheel`. */
  readonly reader?: WheelReader | undefined
  readonly env: NodeJS.ProcessEnv
  /** Whether only a lock may name the dependencies. */
  readonly locked: boolean
  /** Opens the store of downloaded wheels; only called if there is a lock. */
  readonly openStore: (indexes: readonly NamedIndex[]) => Promise<WheelStore>
  /** Builds wheels from the sources of a lock; without it none is built. */
  readonly builder?: WheelBuilder | undefined
}

/** Dependencies, with what the project asks of them. */
export interface AskedSource extends DependencySource {
  /** The project's requirements, with those of extras and groups that ship. None if only its backend knows them. */
  readonly requirementsFor: (target: Target) => readonly Requirement[]
  /** The extras. */
  readonly extras: readonly string[]
}

/** Builds nothing, and knows nothing that was built. */
const NO_BUILDER: WheelBuilder = {
  mayBuild: false,
  known: async () => [],
  pythonFor: async () => undefined,
  build: () => Promise.reject(new Error('no builder')),
}

/**
 * Finds where the dependencies come from: the lock that the config names; else the wheelhouse; else
 * the lock of the project.
 * @throws usage errors about the lock, the wheelhouse, extras and groups; what the store throws
 */
export async function openDependencies(options: DependencyOptions): Promise<AskedSource> {
  const { pyproject, own, config, licenses, locked, reader = readWheel } = options
  const root = await realpath(options.root)
  const { dependencies } = config
  const lock = await openLock({ ...options, root })
  if (locked && lock === undefined) throw usageError('lock-needed')
  const wheelhouse = await openWheelhouse(root, dependencies.wheelhouse, licenses, reader)
  const { declared, asked, requirementsFor } = askedDependencies(pyproject, own, dependencies, lock)
  const provided = providedBy(dependencies.provided)
  if (lock === undefined) {
    const itself = {
      normalizedName: own.normalizedName,
      version: own.version,
      requirementsOf: (extras: readonly string[]) => [
        ...own.dependencies,
        ...extras.flatMap((extra) => own.optional.get(extra) ?? []),
      ],
    }
    const wanted = { requirementsFor, extras: asked.extras, name: own.name, itself, provided }
    const source = wheelhouseSource(wheelhouse, { ...wanted, builds: dependencies.build })
    return { ...source, requirementsFor, extras: asked.extras }
  }
  const known = own.hasUnknownDependencies ? () => [] : requirementsFor
  const source = await lockedSource({
    lock,
    isFound: dependencies.lock.kind === 'auto',
    root,
    declared,
    asked,
    requirementsFor: known,
    provided,
    targets: options.targets.map((target): Target =>
      'platform' in target ? target : { ...target, platform: 'any' },
    ),
    wheelhouse,
    licenses,
    reader,
    store: await options.openStore(namedIndexes(pyproject)),
    build: dependencies.build,
    builder: options.builder ?? NO_BUILDER,
  })
  const findings = [...source.findings, ...wheelhouse.findings]
  return { ...source, findings, requirementsFor: known, extras: asked.extras }
}

async function openLock({ root, config, env, locked }: DependencyOptions): Promise<Lock | undefined> {
  const { lock, wheelhouse } = config.dependencies
  if (lock.kind === 'file') return readNamedLock(lock.file, { root, env })
  if (lock.kind === 'none' || (wheelhouse.length > 0 && !locked)) return undefined
  return findLock({ root, env })
}

/** The indexes that uv knows by name. */
function namedIndexes(pyproject: TomlView | undefined): NamedIndex[] {
  return (pyproject?.table('tool', 'uv').tables('index') ?? []).flatMap((table) => {
    const url = table.string('url')
    return url === undefined ? [] : [{ name: table.string('name'), url }]
  })
}
