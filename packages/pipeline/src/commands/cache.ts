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
  type WheelStatistics,
  checkWheels,
  clearWheels,
  pruneWheels,
  wheelStatistics,
} from '@exuvia/registry'
import type { RunContext } from '../context.ts'

/** The contents of the cache, or the removed or checked entries: bytecode, and downloaded wheels. */
export interface CacheReport extends CacheStatistics {
  readonly action: 'show' | 'clear' | 'prune' | 'check'
  readonly wheels: WheelStatistics
  /** Absolute paths of wheels that had another digest, and were removed; only `check` looks. */
  readonly damaged: readonly string[]
}

const DAY = 24 * 60 * 60 * 1000

/** Measures the cache. */
export async function examineCache(context: RunContext): Promise<CacheReport> {
  const folder = folderOf(context)
  return report('show', await cacheStatistics(folder), await wheelStatistics(folder))
}

/** Removes everything from the cache. @returns how much */
export async function clearCaches(context: RunContext): Promise<CacheReport> {
  const folder = folderOf(context)
  const wheels = await clearWheels(folder)
  return report('clear', await clearCache(folder), wheels)
}

/** Removes entries unused for some days. @returns how much */
export async function pruneCaches(days: number, context: RunContext): Promise<CacheReport> {
  const folder = folderOf(context)
  const unusedSince = new Date(Date.now() - days * DAY)
  return report('prune', await pruneCache(folder, { unusedSince }), await pruneWheels(folder, unusedSince))
}

/**
 * Compares every downloaded wheel with its digest, and removes those that differ. Bytecode needs no check:
 * its digest is compared at each use.
 * @returns how many were checked, and which were removed
 */
export async function checkCache(context: RunContext): Promise<CacheReport> {
  const folder = folderOf(context)
  const { damaged, ...wheels } = await checkWheels(folder, context.signal)
  return report('check', await cacheStatistics(folder), wheels, damaged)
}

/** Digests the bytecode of the cache to 64 hex digits; the same for the same sources and compilers on every machine. */
export async function bytecodeCacheContents(context: RunContext): Promise<string> {
  return cacheContents(defaultCacheFolder(context.env))
}

function folderOf({ cwd, env }: RunContext): string {
  return path.resolve(cwd, defaultCacheFolder(env))
}

function report(
  action: CacheReport['action'],
  bytecode: CacheStatistics,
  wheels: WheelStatistics,
  damaged: readonly string[] = [],
): CacheReport {
  return { action, ...bytecode, wheels, damaged }
}
