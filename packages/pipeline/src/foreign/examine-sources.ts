import { examinationCost, isFlagged, mayRun, selectToolchain } from '@exuvia/compiler'
import { type Config, ExuviaError, type Runtime, type RuntimeFacts, addAll, messageOf } from '@exuvia/model'
import { installedPaths, parseTarget } from '@exuvia/packaging'
import { type ForeignContext, type ForeignSources, sourcesOwner } from '@exuvia/policy'
import type { RunContext } from '../context.ts'
import {
  type ExaminedDistribution,
  type ExaminedModule,
  examineModules,
  newestExaminer,
} from '../stages/examine.ts'
import { libraryPaths } from './library-paths.ts'

/** Bytes of all sources of one archive that are examined: six times those of the largest popular wheels. */
const MAX_ALL = 64 * 1024 * 1024
/** Bytes of one of them. */
const MAX_ONE = 4 * 1024 * 1024
/** Sources of one archive. */
const MAX_COUNT = 20_000
/** Milliseconds for the sources of one archive: a small archive can contain sources that take hours. */
const MAX_TIME = 60_000
/**
 * What the examination of one archive may cost, as `examinationCost` counts: two for each of its bytes, and so much for
 * a small one. A published wheel has about one token for each byte, and most of its sources need no examination.
 */
const COST_PER_BYTE = 2
const COST_OF_SMALL = 500_000

/** The sources of an archive, kept while it is read, as far as their limits allow. */
export interface KeptSources {
  /** The most bytes of a file that is kept; undefined if it is not. */
  readonly most: (path: string, size: number) => number | undefined
  readonly take: (path: string, bytes: Uint8Array) => void
  /** Undefined for sources beyond the limits. */
  readonly all: ReadonlyMap<string, Uint8Array | undefined>
}

export function keepSources(): KeptSources {
  const all = new Map<string, Uint8Array | undefined>()
  let left = MAX_ALL
  return {
    all,
    most: (path, size) => {
      if (!/\.py$/i.test(path)) return undefined
      const isKept = all.size < MAX_COUNT && size <= Math.min(left, MAX_ONE)
      all.set(path, undefined)
      return isKept ? MAX_ONE : undefined
    },
    take: (path, bytes) => {
      left -= bytes.length
      all.set(path, bytes)
    },
  }
}

/** How an archive holds its sources. */
export interface Packing {
  /** Whether Python imports them from the archive itself. */
  readonly isInZip: boolean
  /** Bytes of the archive. */
  readonly packed: number
}

/**
 * Finds what the sources of an archive do that their bytecode may not do. It parses them, and runs nothing of them.
 * What it does not examine, within the limits or for lack of a Python, is not examined; it never counts as harmless.
 */
export async function examineArchive(
  sources: KeptSources['all'],
  about: ForeignContext,
  config: Config,
  context: RunContext,
  { isInZip, packed }: Packing,
): Promise<ForeignSources> {
  const installed = installedPaths(about.artifact)
  const places = libraryPaths([...sources.keys()], about.artifact, installed)
  const modules = new Map([...places].filter(([, place]) => mayRun(place)))
  const owned = new Map<string, ExaminedModule[]>()
  const unread = new Map<string, string[]>()
  let left = Math.max(COST_OF_SMALL, packed * COST_PER_BYTE)
  for (const [path, place] of modules) {
    const name = sourcesOwner(path, about)
    const bytes = sources.get(path)
    const cost = bytes === undefined ? 0 : examinationCost(bytes, isInZip)
    if (bytes === undefined || cost > left) {
      addTo(unread, name, place)
      continue
    }
    left -= cost
    addTo(owned, name, { path: place, content: { kind: 'memory', bytes } })
  }
  const facts = await factsOf(owned, about, isInZip, config, context)
  return { modules, facts: withUnread(facts, unread), isInZip, compile: config.compile }
}

async function factsOf(
  owned: ReadonlyMap<string, readonly ExaminedModule[]>,
  about: ForeignContext,
  isInZip: boolean,
  config: Config,
  context: RunContext,
): Promise<RuntimeFacts> {
  const limit = AbortSignal.timeout(MAX_TIME)
  const bounded = { ...context, signal: AbortSignal.any([context.signal, limit]) }
  try {
    const runtime = namedRuntime(about, config) ?? (await findRuntime(owned, isInZip, bounded))
    if (runtime === undefined) {
      return { kind: 'not-examined', reason: 'no Python from 3.8 on was found, which the examination needs' }
    }
    return await examineModules(withEntryPoints(owned, about), runtime, config, bounded, true, isInZip)
  } catch (error) {
    context.signal.throwIfAborted()
    if (limit.aborted)
      return { kind: 'not-examined', reason: `it takes more than ${MAX_TIME / 1000} seconds` }
    if (!(error instanceof ExuviaError)) throw error
    return { kind: 'not-examined', reason: messageOf(error) }
  }
}

function withEntryPoints(
  owned: ReadonlyMap<string, readonly ExaminedModule[]>,
  { distributions = [] }: ForeignContext,
): ReadonlyMap<string, ExaminedDistribution> {
  const byName = new Map(distributions.map(({ name, entryPoints = [] }) => [name, entryPoints]))
  return new Map(
    [...owned].map(([name, modules]) => [
      name,
      { modules, entryPoints: byName.get(name) ?? [], isProject: false },
    ]),
  )
}

/** The newest Python of the config's targets; else the archive's own, by its target or its tag. */
function namedRuntime({ artifact, manifest }: ForeignContext, { targets }: Config): Runtime | undefined {
  const configured = newestExaminer(targets.map((target) => parseTarget(target).runtime))
  if (configured !== undefined) return configured
  const own =
    manifest?.target === undefined
      ? /-(cp3\d+)-\w+-[\w.]+\.whl$/.exec(artifact)?.[1]
      : parseTarget(manifest.target).runtime
  return newestExaminer(own === undefined ? [] : [own])
}

/** The Pythons that examine what is for any, in order of preference. */
const ANY: readonly Runtime[] = [14, 13, 12, 11, 10, 9, 8].map((minor) => `cp3${minor}`)

/** The newest Python of this machine; any, if no source needs one. */
async function findRuntime(
  owned: ReadonlyMap<string, readonly ExaminedModule[]>,
  isInZip: boolean,
  context: RunContext,
): Promise<Runtime | undefined> {
  const contents = [...owned.values()].flat().map(({ content }) => content)
  if (!contents.some((content) => content.kind === 'memory' && isFlagged(content.bytes, isInZip)))
    return ANY[0]
  for (const runtime of ANY) {
    try {
      return (await selectToolchain(runtime, 'auto', context)).toolchain.runtime
    } catch (error) {
      if (!(error instanceof ExuviaError) || error.kind === 'interrupted') throw error
    }
  }
  return undefined
}

function withUnread(facts: RuntimeFacts, unread: ReadonlyMap<string, readonly string[]>): RuntimeFacts {
  if (facts.kind === 'not-examined' || unread.size === 0) return facts
  const none = { decorators: new Set<string>(), called: new Set<string>() }
  const distributions = new Map(facts.distributions)
  for (const [name, paths] of unread) {
    const own = distributions.get(name)
    const missing = paths.map((path) => [path, undefined] as const)
    distributions.set(name, { ...(own ?? none), files: new Map([...(own?.files ?? []), ...missing]) })
  }
  return { kind: 'examined', distributions }
}

function addTo<T>(groups: Map<string, T[]>, name: string, item: T): void {
  const group = groups.get(name)
  if (group === undefined) groups.set(name, [item])
  else addAll(group, [item])
}
