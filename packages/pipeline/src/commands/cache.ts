import {
  type CacheStatistics,
  cacheContents,
  cacheStatistics,
  clearCache,
  defaultCacheFolder,
  pruneCache,
} from '@exuvia/compiler'
import type { RunContext } from '../context.ts'

/** What the bytecode cache holds, or what was removed from it. */
export interface CacheReport extends CacheStatistics {
  readonly action: 'show' | 'clear' | 'prune'
}

const DAY = 24 * 60 * 60 * 1000

/** How much the cache holds. */
export async function examineCache(context: RunContext): Promise<CacheReport> {
  return { action: 'show', ...(await cacheStatistics(defaultCacheFolder(context.env))) }
}

/** Removes everything from the cache; the numbers say how much. */
export async function clearBytecodeCache(context: RunContext): Promise<CacheReport> {
  return { action: 'clear', ...(await clearCache(defaultCacheFolder(context.env))) }
}

/** Removes what was not used for some days; the numbers say how much. */
export async function pruneBytecodeCache(days: number, context: RunContext): Promise<CacheReport> {
  const unusedSince = new Date(Date.now() - days * DAY)
  return { action: 'prune', ...(await pruneCache(defaultCacheFolder(context.env), { unusedSince })) }
}

/** What the cache holds, as 64 hex digits; the same for the same sources and compilers on every machine. */
export async function bytecodeCacheContents(context: RunContext): Promise<string> {
  return cacheContents(defaultCacheFolder(context.env))
}
