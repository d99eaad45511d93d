import path from 'node:path'
import { type BytecodeCache, defaultCacheFolder, openCache, openTemporaryCache } from '@exuvia/compiler'
import { ExuviaError, messageOf, outsideError } from '@exuvia/model'
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
  let result: T
  try {
    result = await work(cache)
  } catch (error) {
    // On a full disk, the cache cannot be written either; the first error says what the user has to know.
    await cache.close().catch(() => undefined)
    throw error
  }
  await cache.close()
  return result
}

/** The same for commands that need no cache: without a folder to write to, they find everything again each time. */
export async function withOptionalCache<T>(
  keep: boolean,
  context: RunContext,
  work: (cache: BytecodeCache) => Promise<T>,
): Promise<T> {
  let isOpen = false
  const marked = (cache: BytecodeCache): Promise<T> => {
    isOpen = true
    return work(cache)
  }
  try {
    return await withCache(keep, context, marked)
  } catch (error) {
    if (isOpen || !keep || !(error instanceof ExuviaError) || error.code !== 'cache-unwritable') throw error
    return withCache(false, context, work)
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
