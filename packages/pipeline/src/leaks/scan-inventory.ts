import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { BytecodeCache } from '@exuvia/compiler'
import {
  type Content,
  type Distribution,
  type Inventory,
  type InventoryLeaks,
  type LeakFacts,
  NO_LEAKS,
  type SourceFile,
  mapParallel,
} from '@exuvia/model'
import { openContent } from '@exuvia/project'
import { findResult, storeResult } from '../compilation/kept-results.ts'
import { withOptionalCache } from '../compilation/with-cache.ts'
import { type RunContext, throwIfStopped } from '../context.ts'
import { EXUVIA_VERSION } from '../version.ts'
import { ownNames } from './own-names.ts'
import { openFileScan } from './scan-file.ts'

/** Increase the number when the same files could give other leaks. */
const LEAKS = 'exuvia leaks 1'

/**
 * Scans all files of the distributions that ship. The leaks of a distribution are kept by the digests of its files,
 * so nothing is scanned twice; a wheel that was read before is not opened.
 */
export async function scanInventory(
  inventory: Inventory,
  context: RunContext,
  keep: boolean,
): Promise<InventoryLeaks> {
  const shipped = new Set(inventory.targets.flatMap(({ distributions }) => distributions))
  const own = ownNames(inventory.root)
  return withOptionalCache(keep, context, async (cache) => {
    const leaks = new Map<string, ReadonlyMap<string, LeakFacts>>()
    for (const distribution of inventory.distributions) {
      if (!shipped.has(distribution.id)) continue
      // Wheels of others were not made here.
      const names = distribution.wheel === undefined ? own : []
      leaks.set(distribution.id, await scanDistribution(distribution, names, cache, context))
    }
    return leaks
  })
}

async function scanDistribution(
  { files }: Distribution,
  own: readonly string[],
  cache: BytecodeCache,
  context: RunContext,
): Promise<ReadonlyMap<string, LeakFacts>> {
  const fields = [LEAKS, EXUVIA_VERSION, ...own, await identityOf(files, context)]
  const kept = (await findResult(cache, fields)) as readonly (readonly [string, LeakFacts])[] | undefined
  if (kept !== undefined) return new Map(kept)
  const found = await mapParallel(files, availableParallelism(), async (file) => {
    throwIfStopped(context)
    const scan = openFileScan(file.path, file.size, own)
    for await (const piece of openContent(file.content)) scan.add(piece)
    return [file.path, scan.end()] as const
  })
  const leaks = found.filter(([, facts]) => facts !== NO_LEAKS)
  await storeResult(cache, fields, leaks)
  return new Map(leaks)
}

/** What decides about the leaks of files: their paths, and their bytes or the digest of their wheel. */
async function identityOf(files: readonly SourceFile[], context: RunContext): Promise<string> {
  const digests = await mapParallel(files, availableParallelism(), async ({ path, content }) => {
    throwIfStopped(context)
    return [path, await digestOf(content)] as const
  })
  return createHash('sha256').update(JSON.stringify(digests)).digest('hex')
}

async function digestOf(content: Content): Promise<string> {
  if (content.kind === 'zip' && content.digest !== undefined) return `${content.digest} ${content.entry}`
  const hash = createHash('sha256')
  for await (const piece of openContent(content)) hash.update(piece)
  return hash.digest('hex')
}
