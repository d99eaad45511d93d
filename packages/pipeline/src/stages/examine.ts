import {
  type BytecodeCache,
  type Toolchain,
  examineSources as examineAll,
  selectToolchain,
} from '@exuvia/compiler'
import {
  type Config,
  type DistributionFacts,
  ExuviaError,
  type Facts,
  type Inventory,
  type Runtime,
  type RuntimeFacts,
  type SourceFacts,
  type SourceFile,
  messageOf,
} from '@exuvia/model'
import { parseRuntime } from '@exuvia/packaging'
import { readContent } from '@exuvia/project'
import { withCache } from '../compilation/with-cache.ts'
import type { RunContext } from '../context.ts'
import { findImportTimeCalls } from './import-time-calls.ts'

/**
 * Inventory → Facts: what the modules do with asserts, docstrings and their own source. The syntax tree of a source
 * hardly depends on the Python that makes it, so the newest of the runtimes examines for all. Where none of their
 * compilers is found, every runtime is not examined.
 */
export async function examineSources(
  inventory: Inventory,
  config: Config,
  context: RunContext,
  keep = true,
): Promise<Facts> {
  const runtimes = [...new Set(inventory.targets.map(({ target }) => target.runtime))]
  const examined = await examine(inventory, newest(runtimes), config, context, keep)
  return factsOf(inventory, (runtime) =>
    runtime.startsWith('mpy')
      ? { kind: 'not-examined', reason: 'Exuvia does not examine sources for MicroPython' }
      : examined,
  )
}

/** The facts of an inventory that nothing examined. */
export function unexamined(inventory: Inventory): Facts {
  return factsOf(inventory, () => ({ kind: 'not-examined', reason: 'this command examines no sources' }))
}

function factsOf(inventory: Inventory, of: (runtime: Runtime) => RuntimeFacts): Facts {
  const runtimes = new Map(inventory.targets.map(({ target }) => [target.runtime, of(target.runtime)]))
  // The mark is only a type, and only this file sets it.
  return { inventory, runtimes } as unknown as Facts
}

/** The examiner needs Python 3.8. */
function newest(runtimes: readonly Runtime[]): Runtime | undefined {
  return runtimes
    .filter((runtime) => /^[cp]p3/.test(runtime) && minorOf(runtime) >= 8)
    .toSorted((a, b) => minorOf(b) - minorOf(a))[0]
}

function minorOf(runtime: Runtime): number {
  return parseRuntime(runtime)?.minor ?? -1
}

async function examine(
  inventory: Inventory,
  runtime: Runtime | undefined,
  config: Config,
  context: RunContext,
  keep: boolean,
): Promise<RuntimeFacts> {
  if (runtime === undefined) {
    return { kind: 'not-examined', reason: 'no target has Python 3.8 or later, which the examination needs' }
  }
  let missing: string | undefined
  const toolchain = async (): Promise<Toolchain | undefined> => {
    const wanted = config.compile.toolchains[runtime] ?? config.compile.toolchain
    try {
      return (await selectToolchain(runtime, wanted, context)).toolchain
    } catch (error) {
      if (!(error instanceof ExuviaError) || error.code === 'interrupted') throw error
      missing = messageOf(error)
      return undefined
    }
  }
  const distributions = await withFactsCache(keep, context, async (cache) => {
    const options = { runtime, toolchain, cache, env: context.env, signal: context.signal }
    return examineDistributions(inventory, (files) =>
      examineAll(
        files.map((file) => () => readContent(file.content)),
        options,
      ),
    )
  })
  return missing === undefined
    ? { kind: 'examined', distributions }
    : { kind: 'not-examined', reason: missing }
}

/** Without a folder to write to, facts are found again each time. */
async function withFactsCache<T>(
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

/** Test modules run in no application. */
const TESTS =
  /(?:^|\/)(?:tests?|testing|_tests?|idle_test)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|tests?|conftest)\.py$/

async function examineDistributions(
  inventory: Inventory,
  examineFiles: (files: readonly SourceFile[]) => Promise<readonly (SourceFacts | undefined)[]>,
): Promise<ReadonlyMap<string, DistributionFacts>> {
  const shipped = new Set(inventory.targets.flatMap(({ distributions }) => distributions))
  const modules = new Map(
    inventory.distributions
      .filter(({ id }) => shipped.has(id))
      .map(({ id, files }) => [id, files.filter(({ role, path }) => role === 'python' && !TESTS.test(path))]),
  )
  const all = [...modules.values()].flat()
  const read = await examineFiles(all)
  const facts = new Map(all.map((file, index) => [file, read[index]]))
  const result = new Map<string, DistributionFacts>()
  for (const [id, own] of modules) {
    const files = new Map(own.map((file) => [file.path, facts.get(file)]))
    result.set(id, { files, ...(await findImportTimeCalls(own, files)) })
  }
  return result
}
