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
  /** Whether the command may run the project's build backend. */
  readonly mayBuild: boolean
}

/**
 * Chooses what the project is read from: given wheels; its files, if the static reader understands everything; a
 * wheel that its backend builds now, or built earlier of the same files.
 * @throws usage errors `no-project-wheel`, `sources-beside-wheel`; what `buildWheel` throws
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
    return fromWheels('given', given, finding('project-wheel-given', 'note', {}, { wheels: names }))
  }
  const doubts = await findProjectDoubts(root, { config, version: options.version, env, signal })
  const reasons = config.project.build === 'backend' ? ['project.build is "backend"'] : doubts
  if (config.project.build === 'static' || reasons.length === 0) return { wheels: undefined, doubts }

  const skip = [config.pack.out, ...config.dependencies.wheelhouse]
  const tree = await listBuildTree(root, skip, { env, signal })
  const cache = defaultCacheFolder(env)
  const folder = rememberedFolder(cache, await digestBuildTree(tree, signal), options.version)
  if (options.mayBuild) {
    const detail = `building the wheel of the project: ${reasons.join(', ')}`
    context.progress({ kind: 'stage', stage: 'read', detail, isDelay: true })
    const sourceDate = await readSourceDate(root, { env, signal })
    const built = await buildWheel(tree, folder, {
      env,
      sourceDate,
      version: options.version,
      reasons,
      signal,
    })
    const args = { wheels: path.basename(built.path), tool: built.tool, reason: reasons.join(', ') }
    const lacking = tree.unread.map(({ path: at, reason }) =>
      finding('file-skipped', 'warning', { path: at }, { reason }),
    )
    return fromWheels('built', [built.path], finding('project-wheel-built', 'note', {}, args), ...lacking)
  }
  const remembered = await rememberedWheels(folder)
  if (remembered.length === 0) return { wheels: undefined, doubts: reasons }
  const names = remembered.map((file) => path.basename(file))
  return fromWheels(
    'remembered',
    remembered,
    finding('project-wheel-remembered', 'note', {}, { wheels: names }),
  )
}

function fromWheels(
  from: OwnWheels['from'],
  paths: readonly string[],
  ...findings: readonly Finding[]
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
  if (named.length > 0) return named.map((file) => path.resolve(context.cwd, file))
  const found: string[] = []
  for (const [index, glob] of config.project.wheel.entries()) {
    const folder = path.resolve(root, path.dirname(glob))
    const matches = globMatcher(path.basename(glob))
    const names = (await readdir(folder).catch(() => [])).filter(matches)
    if (names.length === 0) throw usageError('no-project-wheel', { key: `project.wheel[${index}]`, glob })
    addAll(
      found,
      names.sort(compareText).map((name) => path.join(folder, name)),
    )
  }
  return [...new Set(found)]
}
