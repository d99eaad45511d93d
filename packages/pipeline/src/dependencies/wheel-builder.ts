import path from 'node:path'
import { defaultCacheFolder, findToolchains } from '@exuvia/compiler'
import { usageError } from '@exuvia/model'
import { type WheelBuilder, createWheelBuilder } from '@exuvia/project'
import type { RunContext } from '../context.ts'

/** What a command may do about a package without a wheel. */
interface BuilderRights {
  readonly mayBuild: boolean
  readonly offline: boolean
  /** Whether the run has rights that a backend must not come near; then a build is an error. */
  readonly isPrivileged: boolean
}

/** Opens the builds of a lock's sources, with the interpreters of this machine. */
export function openBuilder(
  { mayBuild, offline, isPrivileged }: BuilderRights,
  context: RunContext,
): WheelBuilder {
  const { env, cwd, signal } = context
  let pythons: Promise<ReadonlyMap<string, string>> | undefined
  const find = async (): Promise<ReadonlyMap<string, string>> => {
    const { toolchains, freeThreaded } = await findToolchains({ env, cwd, signal })
    const native = [...toolchains.filter(({ kind }) => kind === 'native'), ...freeThreaded].toReversed()
    return new Map(native.map(({ runtime, entry }) => [runtime, entry]))
  }
  return createWheelBuilder({
    cache: path.resolve(cwd, defaultCacheFolder(env)),
    env,
    mayBuild,
    offline,
    signal,
    pythonFor: async (runtime) => (await (pythons ??= find())).get(runtime),
    onBuild: (what) => {
      if (isPrivileged) throw usageError('backend-beside-rights', { what, reasons: ['no wheel of it fits'] })
      context.progress({
        kind: 'stage',
        stage: 'read',
        detail: `building ${what} from source`,
        isDelay: true,
      })
    },
  })
}
