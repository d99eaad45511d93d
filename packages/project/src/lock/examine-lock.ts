import { resolve } from 'node:path'
import type { TomlView } from '@exuvia/files'
import { type Config, ExuviaError, type Finding, type Runtime, usageError } from '@exuvia/model'
import { configuredLicenses } from '../configured-licenses.ts'
import { knownProject } from '../known-project.ts'
import { type AskedSource, openDependencies } from '../open-dependencies.ts'
import type { OwnProject } from '../own-project.ts'
import { readProjectMetadata } from '../project-metadata.ts'
import { resolveTargets } from '../resolve-targets.ts'
import { parseTargets } from '../targets.ts'
import { readTree } from '../tree.ts'
import type { WheelBuilder } from './wheel-builder.ts'
import type { NamedIndex, WheelStore } from './wheel-store.ts'

export interface ExamineLockOptions {
  readonly root: string
  readonly pyproject: TomlView | undefined
  readonly config: Config
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
  readonly openStore: (indexes: readonly NamedIndex[]) => Promise<WheelStore>
  /** Knows the wheels that earlier builds made. */
  readonly builder?: WheelBuilder | undefined
}

/**
 * Compares the project's lock with its tables and with the targets: what a build would report of it. Nothing runs and
 * no wheel is downloaded; an index is asked only for a requirements file.
 * @throws usage errors about the lock, `lock-needed` without one; what the store throws
 */
export async function examineLock(
  options: ExamineLockOptions,
): Promise<{ readonly file: string; readonly findings: readonly Finding[] }> {
  const { source, findings } = await examine(options, true)
  const file = source.lockFile
  if (file === undefined) throw usageError('lock-needed')
  return {
    file,
    findings: [...source.findings, ...findings].filter(({ code }) => code !== 'lock-used'),
  }
}

/**
 * Whether the project's lock or its folders of wheels have a wheel of each dependency for a runtime, on some platform.
 * What cannot be read serves every runtime: a build reports it. As `examineLock`, it runs nothing.
 */
export async function servesRuntime(options: ExamineLockOptions, runtime: Runtime): Promise<boolean> {
  const { config } = options
  try {
    const { findings } = await examine({ ...options, config: { ...config, targets: [runtime] } }, false)
    return !findings.some(({ severity }) => severity === 'error')
  } catch (error) {
    if (error instanceof ExuviaError && error.kind !== 'interrupted') return true
    throw error
  }
}

async function examine(
  options: ExamineLockOptions,
  locked: boolean,
): Promise<{ readonly source: AskedSource; readonly findings: readonly Finding[] }> {
  const { pyproject, config, env, signal } = options
  const root = resolve(options.root)
  const written = parseTargets(config.targets)
  const source = await openDependencies({
    root,
    pyproject,
    own: await declaredProject(root, pyproject, env, signal),
    config,
    targets: written,
    licenses: configuredLicenses(config),
    env,
    locked,
    openStore: options.openStore,
    builder: options.builder,
  })
  const { findings } = await resolveTargets(written, source.resolve, source.wheelsOf)
  return { source, findings }
}

/** The project as its tables declare it, without its files. Without `[project]` only its backend knows what it requires. */
async function declaredProject(
  root: string,
  pyproject: TomlView | undefined,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<OwnProject> {
  const base = {
    version: '',
    versionSource: '',
    reading: { from: 'static', wheels: [] },
    wheels: [],
    contentsFor: () => undefined,
    nativeSources: [],
    findings: [],
  } as const
  if (pyproject?.has('project') !== true) {
    const { name = '', normalizedName = '' } = knownProject(pyproject, undefined)
    return {
      ...base,
      name,
      normalizedName,
      dependencies: [],
      requiresPython: undefined,
      extras: [],
      optional: new Map(),
      hasUnknownDependencies: true,
    }
  }
  const tree = await readTree(root, { env, signal, skip: [] })
  const metadata = await readProjectMetadata(root, pyproject, tree)
  const dynamic = pyproject.table('project').strings('dynamic') ?? []
  return {
    ...base,
    ...metadata,
    extras: Object.keys(metadata.optionalDependencies),
    optional: new Map(Object.entries(metadata.optionalDependencies)),
    hasUnknownDependencies: dynamic.includes('dependencies'),
  }
}
