import path from 'node:path'
import { defaultCacheFolder } from '@exuvia/compiler'
import type { NamedIndex, WheelStore } from '@exuvia/project'
import { openWheelStore } from '@exuvia/registry'
import { heedCertificates } from '../certificates.ts'
import type { RunContext } from '../context.ts'
import { heedProxies } from '../proxies.ts'
import { EXUVIA_VERSION } from '../version.ts'

/** Opens the wheels of the cache folder, and the network for those that it lacks unless it is forbidden. */
export async function openStore(
  indexes: readonly NamedIndex[],
  offline: boolean,
  context: RunContext,
): Promise<WheelStore> {
  const { env, cwd, signal, progress } = context
  if (!offline) {
    heedProxies(env)
    await heedCertificates(env)
  }
  return openWheelStore({
    cache: path.resolve(cwd, defaultCacheFolder(env)),
    env,
    offline,
    indexes,
    userAgent: `exuvia/${EXUVIA_VERSION}`,
    signal,
    onProgress: (event) => {
      progress({ kind: 'count', stage: 'download', ...event })
    },
  })
}
