import {
  type CacheStatistics,
  cacheContents,
  cacheStatistics,
  clearCache,
  defaultCacheFolder,
  pruneCache,
} from '@exuvia/compiler'
import type { RunContext } from '../context.ts'

/** The contents of the bytecode cache, or the removed entries. */
export interface CacheReport extends CacheStatistics {
  readonly action: 'show' | 'clear' | 'prune'
}

const DAY = 24 * 60 * 60 * 1000

/** Measures the cache. */
export async function examineCache(context: RunContext): Promise<CacheReport> {
  return { action: 'show', ...(await cacheStatistics(defaultCacheFolder(context.env))) }
}

/** Removes everything from the cache. @returns how much */
export async function clearBytecodeCache(context: RunContext): Promise<CacheReport> {
  return { action: 'clear', ...(await clearCache(defaultCacheFolder(context.env))) }
}

/** Removes entries unused for some days. @returns how much */
export async function pruneBytecodeCache(days: number, context: RunContext): Promise<CacheReport> {
  const unusedSince = new Date(Date.now() - days * DAY)
  return { action: 'prune', ...(await pruneCache(defaultCacheFolder(context.env), { unusedSince })) }
}

/** Digests the cache's contents to 64 hex digits; the same for the same sources and compilers on every machine. */
export async function bytecodeCacheContents(context: RunContext): Promise<string> {
  return cacheContents(defaultCacheFolder(context.env))
}
