import { type Toolchain, examineSources as examineAll, mayRun, selectToolchain } from '@exuvia/compiler'
import {
  type Config,
  type DistributionFacts,
  type EntryPoint,
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
import { withOptionalCache } from '../compilation/with-cache.ts'
import { toolchainSetting } from '../compilation/toolchain-setting.ts'
import type { RunContext } from '../context.ts'
import { scanInventory } from '../leaks/scan-inventory.ts'
import { type Examination, findFacts, keepFacts } from './kept-facts.ts'
import { findImportTimeCalls } from './import-time-calls.ts'
import { attributesIn } from './imported-names.ts'
import { type Importing, findReach } from './reached-modules.ts'
import { type ModuleText, type Readers, findGiven, findReaders, isReadingSource } from './source-readers.ts'

/**
 * Inventory → Facts: what the modules do with asserts, docstrings and their own source, and what all files would hand
 * out. The syntax tree of a source
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
  const examined = await examineModules(
    examinedIn(inventory),
    newestExaminer(runtimes),
    config,
    context,
    keep,
  )
  const leaks = await scanInventory(inventory, context, keep)
  return factsOf(inventory, leaks, (runtime) =>
    runtime.startsWith('mpy')
      ? { kind: 'not-examined', reason: 'Exuvia does not examine sources for MicroPython' }
      : examined,
  )
}

/** The facts of an inventory that nothing examined. */
export function unexamined(inventory: Inventory): Facts {
  const reason = 'this command examines no sources'
  return factsOf(inventory, undefined, () => ({ kind: 'not-examined', reason }))
}

function factsOf(inventory: Inventory, leaks: Facts['leaks'], of: (runtime: Runtime) => RuntimeFacts): Facts {
  const runtimes = new Map(inventory.targets.map(({ target }) => [target.runtime, of(target.runtime)]))
  // The mark is only a type, and only this file sets it.
  return { inventory, leaks, runtimes } as unknown as Facts
}

/** A module to examine. */
export type ExaminedModule = Pick<SourceFile, 'path' | 'content'>

/** A distribution to examine, and what starts it. */
export interface ExaminedDistribution {
  readonly modules: readonly ExaminedModule[]
  readonly entryPoints: readonly EntryPoint[]
  readonly isProject: boolean
}

/** The newest runtime that can examine: it needs Python 3.8. */
export function newestExaminer(runtimes: readonly Runtime[]): Runtime | undefined {
  return runtimes
    .filter((runtime) => /^[cp]p3/.test(runtime) && minorOf(runtime) >= 8)
    .toSorted((a, b) => minorOf(b) - minorOf(a))[0]
}

function minorOf(runtime: Runtime): number {
  return parseRuntime(runtime)?.minor ?? -1
}

/**
 * Examines the modules of distributions, by their ids.
 * @param inZip whether Python imports the modules from a zip
 * @param runtime that examines; undefined if none of the targets' can
 */
export async function examineModules(
  examined: ReadonlyMap<string, ExaminedDistribution>,
  runtime: Runtime | undefined,
  config: Config,
  context: RunContext,
  keep: boolean,
  inZip = false,
): Promise<RuntimeFacts> {
  if (runtime === undefined) {
    return { kind: 'not-examined', reason: 'no target has Python 3.8 or later, which the examination needs' }
  }
  let missing: string | undefined
  const toolchain = async (): Promise<Toolchain | undefined> => {
    const wanted = toolchainSetting(config.compile, runtime)
    try {
      return (await selectToolchain(runtime, wanted, context)).toolchain
    } catch (error) {
      if (!(error instanceof ExuviaError) || error.code === 'interrupted') throw error
      missing = messageOf(error)
      return undefined
    }
  }
  const modules = new Map([...examined].map(([id, each]) => [id, each.modules]))
  const distributions = await withOptionalCache(keep, context, async (cache) => {
    const options = { runtime, inZip, toolchain, cache, env: context.env, signal: context.signal }
    return examineDistributions(modules, { runtime, inZip, cache }, (files) =>
      examineAll(
        files.map((file) => () => readContent(file.content)),
        options,
      ),
    )
  })
  return missing === undefined
    ? { kind: 'examined', distributions: await withReach(examined, distributions) }
    : { kind: 'not-examined', reason: missing }
}

function examinedIn(inventory: Inventory): ReadonlyMap<string, ExaminedDistribution> {
  const shipped = new Set(inventory.targets.flatMap(({ distributions }) => distributions))
  return new Map(
    inventory.distributions
      .filter(({ id }) => shipped.has(id))
      .map(({ id, files, entryPoints, wheel }) => {
        const modules = files.filter(({ role, path }) => role === 'python' && mayRun(path))
        return [id, { modules, entryPoints, isProject: wheel === undefined }]
      }),
  )
}

/** Adds which modules nothing imports, and what other distributions import. */
async function withReach(
  examined: ReadonlyMap<string, ExaminedDistribution>,
  facts: ReadonlyMap<string, DistributionFacts>,
): Promise<ReadonlyMap<string, DistributionFacts>> {
  const importing = new Map<string, Importing>()
  for (const [id, { files }] of facts) {
    const { entryPoints = [], isProject = false, modules = [] } = examined.get(id) ?? {}
    // Only of the project is more looked at than its lines with imports: it is small, and others are there for it.
    const texts = isProject && facts.size > 1 ? await textsOf(modules) : []
    const taken = texts.flatMap(({ text }) => attributesIn(text))
    importing.set(id, { files, entryPoints, isProject, taken })
  }
  const reach = findReach(importing)
  return new Map(
    [...facts].map(([id, own]) => {
      const { unreached = new Set<string>(), named = new Set<string>() } = reach.get(id) ?? {}
      return [id, { ...own, unreached, called: new Set([...own.called, ...named]) }]
    }),
  )
}

async function examineDistributions(
  modules: ReadonlyMap<string, readonly ExaminedModule[]>,
  examination: Examination,
  examineFiles: (files: readonly ExaminedModule[]) => Promise<readonly (SourceFacts | undefined)[]>,
): Promise<ReadonlyMap<string, DistributionFacts>> {
  const result = new Map<string, DistributionFacts>()
  for (const [id, own] of modules) {
    const known = await findFacts(own, examination)
    if (known !== undefined) result.set(id, known)
  }
  const rest = [...modules].filter(([id]) => !result.has(id))
  const read = await examineFiles(rest.flatMap(([, own]) => own))
  let next = 0
  for (const [id, own] of rest) {
    const files = new Map(own.map((file) => [file.path, read[next++]]))
    const readers = isReadingSource(files) ? findReaders(await textsOf(own), files) : new Set<string>()
    const facts = { files, ...(await findImportTimeCalls(own, files)), readers }
    result.set(id, facts)
    await keepFacts(own, facts, examination)
  }
  return withGiven(modules, result)
}

/** Adds where modules of one distribution decorate with what reads their source in another. */
async function withGiven(
  modules: ReadonlyMap<string, readonly ExaminedModule[]>,
  facts: ReadonlyMap<string, DistributionFacts>,
): Promise<ReadonlyMap<string, DistributionFacts>> {
  const result = new Map<string, DistributionFacts>()
  const reading = readingPackages(facts, modules)
  for (const [id, own] of facts) {
    const others: Readers = new Map(
      reading.filter((each) => each.id !== id).map(({ name, readers }) => [name, readers]),
    )
    const given = others.size === 0 ? [] : findGiven(await textsOf(modules.get(id) ?? []), others)
    result.set(id, { ...own, given })
  }
  return result
}

/** The top-level packages of distributions that have readers, with these. */
function readingPackages(
  facts: ReadonlyMap<string, DistributionFacts>,
  modules: ReadonlyMap<string, readonly ExaminedModule[]>,
): { readonly id: string; readonly name: string; readonly readers: ReadonlySet<string> }[] {
  return [...facts].flatMap(([id, { readers }]) => {
    if (readers === undefined || readers.size === 0) return []
    const paths = (modules.get(id) ?? []).map(({ path }) => path)
    const names = new Set(paths.flatMap((path) => /^lib\/(\w+)(?:\.py$|\/)/.exec(path)?.[1] ?? []))
    return [...names].map((name) => ({ id, name, readers }))
  })
}

async function textsOf(modules: readonly ExaminedModule[]): Promise<readonly ModuleText[]> {
  const texts: ModuleText[] = []
  for (const { path, content } of modules) {
    texts.push({ path, text: Buffer.from(await readContent(content)).toString('latin1') })
  }
  return texts
}
