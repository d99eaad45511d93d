import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { unsafePath } from '@exuvia/files'
import { type Config, ExuviaError, messageOf, usageError } from '@exuvia/model'
import { findCommit, listCommit, readCommitted } from '@exuvia/project'
import type { Shipping, Untold } from '@exuvia/policy'
import { type RunContext, throwIfStopped } from '../context.ts'
import type { ProjectOptions } from '../stages/project.ts'
import { shippingOfProject } from './project-side.ts'

/** Exuvia writes no larger commit to disk. */
const MOST_FILES = 100_000
const MOST_BYTES = 2 ** 30

/** A configuration is never larger. */
const MOST_CONFIG = 1024 * 1024

/**
 * What would ship of a project as a commit has it: its files are written to a folder, and read there as any project.
 * Nothing of the commit runs, and no filter of the repository sees its files.
 * @param commit as `findCommit` gives it
 * @param scratch an empty folder
 * @throws usage error `policy-side-unread`; as `openProject`
 */
export async function shippingOfCommit(
  side: string,
  commit: string,
  {
    options,
    root,
    scratch,
  }: { readonly options: ProjectOptions; readonly root: string; readonly scratch: string },
  context: RunContext,
): Promise<Shipping> {
  const tree = await listCommit(root, commit, context)
  if (typeof tree === 'string') throw unread(side, tree)
  const { files, others } = tree
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  if (files.length > MOST_FILES || bytes > MOST_BYTES)
    throw unread(
      side,
      `it has ${files.length} files with ${bytes} bytes, and Exuvia reads ${MOST_FILES} with ${MOST_BYTES}`,
    )
  const left: string[] = [...others]
  for await (const { file, bytes: content } of committed(side, root, files, context)) {
    throwIfStopped(context)
    // A name that no checkout could have on every system is left out, and said.
    if (
      unsafePath(file.path) !== undefined ||
      file.path.split('/').some((part) => part.toLowerCase() === '.git')
    ) {
      left.push(file.path)
      continue
    }
    const at = path.join(scratch, file.path)
    await mkdir(path.dirname(at), { recursive: true })
    await writeFile(at, content, { flag: 'wx', mode: file.executable ? 0o755 : 0o644 })
  }
  const shipping = await withoutWheelhouse({ ...options, project: scratch }, context)
  return left.length === 0 ? shipping : { ...shipping, untold: [...shipping.untold, leftOut(left)] }
}

/** A wheelhouse is seldom in a commit: then only the project itself is known. */
async function withoutWheelhouse(options: ProjectOptions, context: RunContext): Promise<Shipping> {
  try {
    return await shippingOfProject(options, context)
  } catch (error) {
    if (!(error instanceof ExuviaError) || error.code !== 'no-wheelhouse') throw error
    const { untold, ...rest } = await shippingOfProject(
      { ...options, override: withoutDependencies },
      context,
    )
    const reason = 'the commit does not contain the wheelhouse'
    const others = untold.filter(({ what }) => what !== 'dependencies')
    return { ...rest, untold: [{ what: 'dependencies', reason }, ...others] }
  }
}

function withoutDependencies(config: Config): Config {
  return {
    ...config,
    dependencies: { ...config.dependencies, wheelhouse: [], lock: { kind: 'none' } },
  }
}

async function* committed(
  side: string,
  root: string,
  files: Parameters<typeof readCommitted>[1],
  context: RunContext,
): ReturnType<typeof readCommitted> {
  try {
    yield* readCommitted(root, files, context)
  } catch (error) {
    throw unread(side, messageOf(error))
  }
}

function leftOut(paths: readonly string[]): Untold {
  const more = paths.length === 1 ? '' : ` and ${paths.length - 1} more`
  return {
    what: 'files',
    reason: `the commit has a link, a submodule or an unsafe name: ${paths[0] ?? ''}${more}`,
  }
}

/**
 * Writes a file of a commit, for a configuration of the past.
 * @returns undefined if the commit has no such file
 * @throws usage error `policy-side-unread`
 */
export async function writeCommitted(
  side: string,
  { revision, file }: { readonly revision: string; readonly file: string },
  { root, scratch }: { readonly root: string; readonly scratch: string },
  context: RunContext,
): Promise<string | undefined> {
  const { commit } = await findCommit(root, revision, context)
  if (commit === undefined) return undefined
  const tree = await listCommit(root, commit, context)
  if (typeof tree === 'string') throw unread(side, tree)
  const found = tree.files.find((each) => each.path === file)
  if (found === undefined || found.size > MOST_CONFIG) return undefined
  for await (const { bytes } of committed(side, root, [found], context)) {
    const at = path.join(scratch, path.posix.basename(file))
    await writeFile(at, bytes, { flag: 'wx' })
    return at
  }
  return undefined
}

/** A side that is there, and that Exuvia cannot read. */
export function unread(side: string, reason: string, advice = 'name another side'): Error {
  return usageError('policy-side-unread', { side, reason, advice: advice.split('\n') })
}
