import * as http from 'node:http'
import { messageOf, usageError } from '@exuvia/model'

type SetGlobalProxy = (env: NodeJS.ProcessEnv) => unknown

/**
 * Lets all that this process asks of the network go through the proxy that the environment names, in
 * `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. Node can since 24.14; an older one must be told when it
 * is started, by `NODE_USE_ENV_PROXY=1`, which 22.21 is the first to know.
 * @throws usage error `proxy-invalid`
 */
export function heedProxies(env: NodeJS.ProcessEnv): void {
  const { setGlobalProxyFromEnv } = http as { readonly setGlobalProxyFromEnv?: SetGlobalProxy }
  try {
    setGlobalProxyFromEnv?.(env)
  } catch (error) {
    throw usageError('proxy-invalid', { reason: messageOf(error) })
  }
}
