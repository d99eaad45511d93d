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
  type BuiltWheel,
  type OwnWheels,
  buildWheel,
  digestBuildTree,
  findProjectDoubts,
  listBuildTree,
  readSourceDate,
  rememberedFolder,
  rememberedWheels,
} from '@exuvia/project'
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
  const doubts = await findProjectDoubts(root, { config, version: options.version, env, signal })
  const reasons = config.project.build === 'backend' ? ['project.build is "backend"'] : doubts
  if (config.project.build === 'static' || reasons.length === 0) return { wheels: undefined, doubts }

  if (options.mayBuild && options.isPrivileged)
    throw usageError('backend-beside-rights', { what: 'the project', reasons })

  const cache = path.resolve(context.cwd, defaultCacheFolder(env))
  const tree = await listTree(root, cache, config, context)
  const folder = rememberedFolder(cache, await digestBuildTree(tree, signal), options.version)
  if (options.mayBuild) {
    const detail = `building the wheel of the project: ${reasons.join(', ')}`
    context.progress({ kind: 'stage', stage: 'read', detail, isDelay: true })
    const sourceDate = await readSourceDate(root, { env, signal })
    const wanted = { env, sourceDate, version: options.version, reasons, signal }
    const build = (python?: string): Promise<BuiltWheel> =>
      buildWheel(tree, folder, python === undefined ? wanted : { ...wanted, python })
    const built = await buildForTargets(build, options.targets, root, config, context)
    const files = built.map((each) => each.path)
    const used = usedWheels(files, options.targets)
    const names = used.map((file) => path.basename(file))
    const args = { wheels: names, tool: built[0]?.tool ?? '', reason: reasons.join(', ') }
    const lacking = tree.unread.map(({ path: at, reason }) =>
      finding('file-skipped', 'warning', { path: at }, { reason }),
    )
    return fromWheels('built', used, [finding('project-wheel-built', 'note', {}, args), ...lacking])
  }
  const remembered = usedWheels(await rememberedWheels(folder), options.targets)
  if (remembered.length === 0) return { wheels: undefined, doubts: reasons }
  const names = remembered.map((file) => path.basename(file))
  return fromWheels('remembered', remembered, [
    finding('project-wheel-remembered', 'note', {}, { wheels: names }),
  ])
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
