import { Buffer } from 'node:buffer'
import { type BytecodeCache, type SourceUnit, openTemporaryCache } from '../../src/index.ts'

/** Makes units from source texts or bytes by file name. */
export function unitsOf(
  sources: Readonly<Record<string, string | Uint8Array>>,
  optimize: 0 | 1 | 2 = 0,
): SourceUnit[] {
  return Object.entries(sources).map(([filename, source]) => ({
    filename,
    label: `src/${filename}`,
    optimize,
    read: () => Promise.resolve(typeof source === 'string' ? Buffer.from(source) : source),
  }))
}

/** Runs with a temporary cache. */
export async function withCache<T>(work: (cache: BytecodeCache) => Promise<T>): Promise<T> {
  const cache = await openTemporaryCache()
  try {
    return await work(cache)
  } finally {
    await cache.close()
  }
}
