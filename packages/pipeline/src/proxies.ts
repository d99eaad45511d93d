import { messageOf, usageError } from '@exuvia/model'

type SetGlobalProxy = (env: NodeJS.ProcessEnv) => unknown

/**
 * Sends all requests of this process through the proxy that the environment names, in `HTTPS_PROXY`,
 * `HTTP_PROXY` and `NO_PROXY`. Node supports this from 24.14 on. An older Node requires
 * `NODE_USE_ENV_PROXY=1` at its start, which 22.21 is the first to support.
 * @throws usage error `proxy-invalid`
 */
export function heedProxies(env: NodeJS.ProcessEnv): void {
  // An import would load all that the module exports.
  const { setGlobalProxyFromEnv } = process.getBuiltinModule('node:http') as {
    readonly setGlobalProxyFromEnv?: SetGlobalProxy
  }
  try {
    setGlobalProxyFromEnv?.(env)
  } catch (error) {
    throw usageError('proxy-invalid', { reason: messageOf(error) })
  }
}
