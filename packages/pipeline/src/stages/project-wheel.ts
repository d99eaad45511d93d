import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { defaultCacheFolder } from '@exuvia/compiler'
import {
  addAll,
  type Config,
  type Finding,
  compareText,
  finding,
  globMatcher,
  usageError,
} from '@exuvia/model'
import {
  type BuildTree,
  type BuildWheelOptions,
  type BuiltWheel,
  type OwnWheels,
  type TreeReader,
  backendEnvironment,
  buildWheel,
  digestBuildTree,
  findProjectDoubts,
  listBuildTree,
  readSourceDate,
  rememberedFolder,
  rememberedWheels,
} from '@exuvia/project'
import { findResult, storeResult } from '../compilation/kept-results.ts'
import { withCache } from '../compilation/with-cache.ts'
import type { RunContext } from '../context.ts'
import { findOwnOutputs } from '../release/own-outputs.ts'
import { buildForTargets, usedWheels } from './native-wheels.ts'

/** What the project itself is read from. */
export interface ChosenReading {
  /** Undefined: from its files. */
  readonly wheels: OwnWheels | undefined
  /** What the static reader does not understand, where it has to do all the same; none beside wheels. */
  readonly doubts: readonly string[]
}

export interface ReadingOptions {
  /** `--wheel`: paths relative to the context's `cwd`. */
  readonly wheels: readonly string[]
  readonly version: string | undefined
  /** Those that are built now, as written. */
  readonly targets: readonly string[]
  /** Whether the command may run the project's build backend. */
  readonly mayBuild: boolean
  /** Whether the run has rights that a backend must not come near. */
  readonly isPrivileged: boolean
  /** Whether a build may use the wheel of an earlier one. */
  readonly cache: boolean
  readonly readTree: TreeReader
}

/**
 * Chooses what the project is read from: given wheels; its files, if the static reader understands everything; a
 * wheel that its backend builds now, or built earlier of the same files.
 * @throws usage errors `no-project-wheel`, `sources-beside-wheel`, `backend-beside-rights`; what `buildWheel` throws
 */
export async function chooseReading(
  root: string,
  config: Config,
  options: ReadingOptions,
  context: RunContext,
): Promise<ChosenReading> {
  const { env, signal } = context
  const given = await givenWheels(root, config, options.wheels, context)
  const isFromWheel = given.length > 0 || config.project.build === 'backend'
  if (isFromWheel && config.project.sources.length > 0) throw usageError('sources-beside-wheel')
  if (given.length > 0) {
    const names = given.map((file) => path.basename(file))
    return fromWheels('given', given, [finding('project-wheel-given', 'note', {}, { wheels: names })])
  }
  const { version, readTree } = options
  const doubts = await findProjectDoubts(root, { config, version, readTree, env, signal })
  const reasons = config.project.build === 'backend' ? ['project.build is "backend"'] : doubts
  if (config.project.build === 'static' || reasons.length === 0) return { wheels: undefined, doubts }

  if (options.mayBuild && options.isPrivileged)
    throw usageError('backend-beside-rights', { what: 'the project', reasons })

  const cache = path.resolve(context.cwd, defaultCacheFolder(env))
  const tree = await listTree(root, cache, config, context)
  const treeDigest = await digestBuildTree(tree, signal)
  const folder = rememberedFolder(cache, treeDigest, options.version)
  const lacking = tree.unread.map(({ path: at, reason }) =>
    finding('file-skipped', 'warning', { path: at }, { reason }),
  )
  if (options.mayBuild) {
    const sourceDate = await readSourceDate(root, { env, signal })
    const wanted = { env, sourceDate, version: options.version, reasons, signal }
    const request = requestOf(treeDigest, config, options, wanted)
    const kept = options.cache ? await keptWheels(folder, request, context) : []
    if (kept.length > 0) return remember(kept, options, lacking)
    const detail = `building the wheel of the project: ${reasons.join(', ')}`
    context.progress({ kind: 'stage', stage: 'read', detail, isDelay: true })
    const build = (python?: string): Promise<BuiltWheel> =>
      buildWheel(tree, folder, python === undefined ? wanted : { ...wanted, python })
    const built = await buildForTargets(build, options.targets, root, config, context)
    const files = built.map((each) => each.path)
    const used = usedWheels(files, options.targets)
    const names = used.map((file) => path.basename(file))
    const args = { wheels: names, tool: built[0]?.tool ?? '', reason: reasons.join(', ') }
    if (options.cache) await keepBuild(request, files, context)
    return fromWheels('built', used, [finding('project-wheel-built', 'note', {}, args), ...lacking])
  }
  const remembered = await rememberedWheels(folder)
  return remembered.length === 0 ? { wheels: undefined, doubts: reasons } : remember(remembered, options, [])
}

function remember(
  files: readonly string[],
  { targets }: ReadingOptions,
  lacking: readonly Finding[],
): ChosenReading {
  const used = usedWheels(files, targets)
  const names = used.map((file) => path.basename(file))
  const note = finding('project-wheel-remembered', 'note', {}, { wheels: names })
  return fromWheels('remembered', used, [note, ...lacking])
}

/** What a build of the project's wheels depends on, besides the releases of what the backend requires. */
function requestOf(
  treeDigest: string,
  { compile }: Config,
  { targets }: ReadingOptions,
  wanted: BuildWheelOptions,
): string[] {
  const { env, sourceDate, version } = wanted
  const variables = Object.entries(backendEnvironment(env, sourceDate, version)).sort(([a], [b]) =>
    compareText(a, b),
  )
  return ['exuvia project wheel 1', treeDigest, JSON.stringify([targets, compile.toolchains, variables])]
}

/** The wheels that an earlier build made of the same; none if any of them is gone. */
async function keptWheels(
  folder: string,
  request: readonly string[],
  context: RunContext,
): Promise<string[]> {
  const made = await withCache(true, context, (cache) => findResult(cache, request))
  if (!Array.isArray(made)) return []
  const remembered = await rememberedWheels(folder)
  const isWhole = made.every((file) => remembered.includes(file as string))
  return isWhole ? (made as string[]) : []
}

async function keepBuild(
  request: readonly string[],
  files: readonly string[],
  context: RunContext,
): Promise<void> {
  await withCache(true, context, (cache) => storeResult(cache, request, files))
}

/** The files that reach the backend, without what Exuvia itself wrote into the project. */
async function listTree(
  root: string,
  cache: string,
  config: Config,
  { env, signal }: RunContext,
): Promise<BuildTree> {
  const own = path.relative(root, cache).split(path.sep).join('/')
  const skip = [config.pack.out, own, ...config.dependencies.wheelhouse]
  const tree = await listBuildTree(root, skip, { env, signal })
  const prefix = tree.project === '' ? '' : `${tree.project}/`
  const inside = tree.paths.flatMap((each) => (each.startsWith(prefix) ? each.slice(prefix.length) : []))
  const outputs = await findOwnOutputs(root, inside)
  return outputs.length === 0 ? tree : listBuildTree(root, [...skip, ...outputs], { env, signal })
}

function fromWheels(
  from: OwnWheels['from'],
  paths: readonly string[],
  findings: readonly Finding[],
): ChosenReading {
  return { wheels: { from, paths, findings }, doubts: [] }
}

/** The wheels of `--wheel`, else those of `project.wheel`; absolute. */
async function givenWheels(
  root: string,
  config: Config,
  named: readonly string[],
  context: RunContext,
): Promise<string[]> {
  const found: string[] = []
  for (const given of named) {
    // Shells expand globs; the Action and some shells of Windows do not.
    const isGlob = /[*?[]/.test(path.basename(given)) && !existsSync(path.resolve(context.cwd, given))
    if (isGlob) addAll(found, await wheelsOf(context.cwd, given, '--wheel'))
    else found.push(path.resolve(context.cwd, given))
  }
  if (named.length > 0) return [...new Set(found)]
  for (const [index, glob] of config.project.wheel.entries())
    addAll(found, await wheelsOf(root, glob, `project.wheel[${index}]`))
  return [...new Set(found)]
}

/** The files that a glob matches, sorted. @throws usage error `no-project-wheel` */
async function wheelsOf(folder: string, glob: string, key: string): Promise<string[]> {
  const inside = path.resolve(folder, path.dirname(glob))
  const matches = globMatcher(path.basename(glob))
  const names = (await readdir(inside).catch(() => [])).filter(matches)
  if (names.length === 0) throw usageError('no-project-wheel', { key, glob })
  return names.sort(compareText).map((name) => path.join(inside, name))
}
