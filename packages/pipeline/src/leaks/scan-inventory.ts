import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { BytecodeCache } from '@exuvia/compiler'
import { beginContent, describeContent, innerBudget } from '@exuvia/files'
import {
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
import { scanInside } from './scan-inside.ts'

/** Increase the number when the same files could give other leaks. */
const LEAKS = 'exuvia leaks 5'

/**
 * Scans all files of the distributions that ship. Leaks are kept by the digest of the wheel, or of each file of a folder,
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

/** Files up to this size are read once, to digest and to scan them; larger ones twice, and they are scanned each time. */
const MAX_HELD = 8 * 1024 * 1024

async function scanDistribution(
  { files }: Distribution,
  own: readonly string[],
  cache: BytecodeCache,
  context: RunContext,
): Promise<ReadonlyMap<string, LeakFacts>> {
  const common = [LEAKS, EXUVIA_VERSION]
  const names = files.flatMap(({ path, content }) =>
    content.kind === 'zip' && content.digest !== undefined ? [[path, content.digest, content.entry]] : [],
  )
  // A wheel is known by its digest, and its files are kept together.
  if (names.length === files.length) {
    const fields = [...common, ...own, createHash('sha256').update(JSON.stringify(names)).digest('hex')]
    const kept = (await findResult(cache, fields)) as readonly (readonly [string, LeakFacts])[] | undefined
    if (kept !== undefined) return new Map(kept)
    const leaks = await scanAll(files, context, (file) => scan(file, own))
    await storeResult(cache, fields, [...leaks])
    return leaks
  }
  return scanAll(files, context, (file) => scanOnce(file, own, common, cache))
}

/** The leaks of files that have any, by path. */
async function scanAll(
  files: readonly SourceFile[],
  context: RunContext,
  leaksOf: (file: SourceFile) => Promise<LeakFacts>,
): Promise<ReadonlyMap<string, LeakFacts>> {
  const found = await mapParallel(files, availableParallelism(), async (file) => {
    throwIfStopped(context)
    return [file.path, await leaksOf(file)] as const
  })
  return new Map(found.filter(([, facts]) => facts !== NO_LEAKS))
}

async function scan(
  { path, size, content, facts }: SourceFile,
  own: readonly string[],
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = openContent(content),
): Promise<LeakFacts> {
  const open = openFileScan(path, size, { own })
  if (facts?.inside === undefined) {
    for await (const piece of bytes) open.add(piece)
    return open.end()
  }
  const inside = scanInside((inner, innerSize) => openFileScan(inner, innerSize, { own }))
  const read = beginContent(openContent(content), open.add)
  const described = await describeContent(path, read.whole(), innerBudget(size), inside.open)
  return inside.join(open.end(), described.inside)
}

/**
 * Scans a file, or finds what an earlier run found in the same bytes. It does not keep what names this machine: the
 * same bytes do not name another machine, and a shared cache must not depend on the machine that fills it.
 */
async function scanOnce(
  file: SourceFile,
  own: readonly string[],
  common: readonly string[],
  cache: BytecodeCache,
): Promise<LeakFacts> {
  const held: Uint8Array[] = []
  let size = 0
  for await (const piece of openContent(file.content)) {
    size += piece.length
    if (size <= MAX_HELD) held.push(piece)
  }
  if (size > MAX_HELD) return scan(file, own)
  const bytes = Buffer.concat(held)
  // What is packed in a file does not show in its bytes.
  if (file.facts?.inside !== undefined || own.some((name) => bytes.includes(name)))
    return scan(file, own, [bytes])
  const fields = [...common, file.path, createHash('sha256').update(bytes).digest('hex')]
  const kept = (await findResult(cache, fields)) as { readonly facts: LeakFacts | null } | undefined
  if (kept !== undefined) return kept.facts ?? NO_LEAKS
  const facts = await scan(file, [], [bytes])
  await storeResult(cache, fields, { facts: facts === NO_LEAKS ? null : facts })
  return facts
}
