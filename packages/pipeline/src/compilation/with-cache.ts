import path from 'node:path'
import { type BytecodeCache, defaultCacheFolder, openCache, openTemporaryCache } from '@exuvia/compiler'
import { messageOf, outsideError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { makeFolder } from '@exuvia/files'

/**
 * Gives `work` the shared bytecode cache, or an empty one that is removed later.
 * @throws outside error `cache-unwritable`
 */
export async function withCache<T>(
  keep: boolean,
  context: RunContext,
  work: (cache: BytecodeCache) => Promise<T>,
): Promise<T> {
  const cache = keep ? await openSharedCache(context) : await openTemporaryCache()
  try {
    return await work(cache)
  } finally {
    await cache.close()
  }
}

async function openSharedCache(context: RunContext): Promise<BytecodeCache> {
  const folder = path.resolve(context.cwd, defaultCacheFolder(context.env))
  try {
    await makeFolder(folder)
  } catch (error) {
    throw outsideError('cache-unwritable', { folder, reason: messageOf(error) }, { cause: error })
  }
  return openCache(folder)
}
