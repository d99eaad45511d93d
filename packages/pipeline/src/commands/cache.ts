import path from 'node:path'
import {
  type CacheStatistics,
  cacheContents,
  cacheStatistics,
  clearCache,
  defaultCacheFolder,
  pruneCache,
} from '@exuvia/compiler'
import {
  type KeptFiles,
  type KeptStatistics,
  checkKept,
  clearKept,
  measureKept,
  pruneKept,
} from '@exuvia/files'
import { addAll } from '@exuvia/model'
import { builtFiles } from '@exuvia/project'
import { downloadedFiles } from '@exuvia/registry'
import type { RunContext } from '../context.ts'

/** The contents of the cache, or the removed or checked entries. */
export interface CacheReport extends CacheStatistics {
  readonly action: 'show' | 'clear' | 'prune' | 'check'
  /** Downloaded wheels and source distributions, and answers of indexes. */
  readonly wheels: KeptStatistics
  /** Wheels that this machine built, of projects and of what their locks name. */
  readonly built: KeptStatistics
  /** Absolute paths of wheels that had another digest, and were removed; only `check` looks. */
  readonly damaged: readonly string[]
}

const DAY = 24 * 60 * 60 * 1000

/** Measures the cache. */
export async function examineCache(context: RunContext): Promise<CacheReport> {
  const folder = folderOf(context)
  return report('show', folder, await cacheStatistics(folder), measureKept)
}

/** Removes everything from the cache. @returns how much */
export async function clearCaches(context: RunContext): Promise<CacheReport> {
  const folder = folderOf(context)
  return report('clear', folder, await clearCache(folder), clearKept)
}

/** Removes entries unused for some days. @returns how much */
export async function pruneCaches(days: number, context: RunContext): Promise<CacheReport> {
  const folder = folderOf(context)
  const unusedSince = new Date(Date.now() - days * DAY)
  const bytecode = await pruneCache(folder, { unusedSince })
  return report('prune', folder, bytecode, (kept) => pruneKept(kept, unusedSince))
}

/**
 * Compares every wheel with its digest, and removes those that differ. Bytecode needs no check: its digest is
 * compared at each use.
 * @returns how many were checked, and which were removed
 */
export async function checkCache(context: RunContext): Promise<CacheReport> {
  const folder = folderOf(context)
  const damaged: string[] = []
  const found = await report('check', folder, await cacheStatistics(folder), async (kept) => {
    const checked = await checkKept(kept, context.signal)
    addAll(damaged, checked.damaged)
    return checked
  })
  return { ...found, damaged }
}

/** Digests the bytecode of the cache to 64 hex digits; the same for the same sources and compilers on every machine. */
export async function bytecodeCacheContents(context: RunContext): Promise<string> {
  return cacheContents(defaultCacheFolder(context.env))
}

function folderOf({ cwd, env }: RunContext): string {
  return path.resolve(cwd, defaultCacheFolder(env))
}

async function report(
  action: CacheReport['action'],
  folder: string,
  bytecode: CacheStatistics,
  treat: (kept: KeptFiles) => Promise<KeptStatistics>,
): Promise<CacheReport> {
  const wheels = await treat(downloadedFiles(folder))
  const built = { entries: 0, bytes: 0 }
  for (const kept of builtFiles(folder)) {
    const { entries, bytes } = await treat(kept)
    built.entries += entries
    built.bytes += bytes
  }
  return { action, ...bytecode, wheels: { entries: wheels.entries, bytes: wheels.bytes }, built, damaged: [] }
}
