import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'

import { messageOf } from '@exuvia/model'
import { type RunContext, bytecodeCacheContents, pruneBytecodeCache } from '@exuvia/pipeline'

import type { ActionInputs } from './inputs.ts'
import { within } from './patience.ts'
import type { Runner } from './runner.ts'

/** Goes up whenever what lies in the folder takes another form. */
const PREFIX = 'exuvia-bytecode-1-'
/** What no build used for so long is not saved again. */
const UNUSED_DAYS = 14
/** The client waits for a service that does not answer longer than most jobs may take. */
const PATIENCE = 3 * 60 * 1000

/** The bytecode of earlier runs, kept by the Actions cache. Its failures are warnings, never more. */
export interface StoredBytecode {
  /** The context in which the build works: with the folder that was restored. */
  readonly context: RunContext
  /** Keeps what the build compiled, where it compiled anything. */
  save(): Promise<void>
}

/**
 * Brings back the bytecode of an earlier run. An entry of the bytecode cache says in its name
 * from which source it was made by which compiler, so nothing stale can be taken from it: any
 * earlier contents will do, best those of the same project and targets.
 *
 * A release takes nothing from there unless it is asked to: whatever ran on the default branch
 * before could have written to it, and a release has to rest on its sources alone.
 * @param token of the cache service; undefined where there is none
 */
export async function restoreBytecode(
  inputs: ActionInputs,
  token: string | undefined,
  context: RunContext,
  runner: Runner,
): Promise<StoredBytecode> {
  const { env } = context
  const isRelease = inputs.command === 'release' || env['GITHUB_REF_TYPE'] === 'tag'
  const wanted = inputs.cache ?? !isRelease
  // Whoever names a folder keeps it by means of their own.
  if (!wanted || (env['EXUVIA_CACHE_DIR'] ?? '') !== '') return local(context)
  const client = await openClient(token)
  if (client === undefined) return local(context)
  const folder = path.join(env['RUNNER_TEMP'] || context.cwd, 'exuvia-bytecode')
  const inner: RunContext = { ...context, env: { ...env, EXUVIA_CACHE_DIR: folder } }
  const scope = `${PREFIX}${scopeOf(inputs)}-`
  const restored = await tried(runner, 'restore', async () => {
    mkdirSync(folder, { recursive: true })
    await client.restore(folder, scope, [PREFIX])
    return bytecodeCacheContents(inner)
  })
  // What the client goes on with after it was given up may not get into the build.
  if (restored === undefined) return local(context)
  const save = async (): Promise<void> => {
    await pruneBytecodeCache(UNUSED_DAYS, inner)
    const contents = await bytecodeCacheContents(inner)
    if (contents === restored) runner.info('the bytecode cache holds nothing new')
    else await client.save(folder, `${scope}${contents.slice(0, 32)}`)
  }
  return { context: inner, save: () => tried(runner, 'save', save) }
}

function local(context: RunContext): StoredBytecode {
  return { context, save: () => Promise.resolve() }
}

/** What jobs with the same work have in common, so that each finds its own contents first. */
function scopeOf({ project, config, targets }: ActionInputs): string {
  const text = JSON.stringify([project, config ?? '', targets.toSorted()])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

interface CacheClient {
  restore(folder: string, key: string, prefixes: string[]): Promise<unknown>
  save(folder: string, key: string): Promise<unknown>
}

/** GitHub's own client, loaded only where there is a service; it is two thirds of the bundle. */
async function openClient(token: string | undefined): Promise<CacheClient | undefined> {
  if (token === undefined) return undefined
  const service = await import('@actions/cache')
  if (!service.isFeatureAvailable()) return undefined
  return {
    restore: (folder, key, prefixes) => lending(token, () => service.restoreCache([folder], key, prefixes)),
    save: (folder, key) => lending(token, () => service.saveCache([folder], key)),
  }
}

const TOKEN = 'ACTIONS_RUNTIME_TOKEN'

/** The client takes its token from the environment of the process, where it stands only meanwhile. */
async function lending<T>(token: string, work: () => Promise<T>): Promise<T> {
  process.env[TOKEN] = token
  try {
    return await work()
  } finally {
    Reflect.deleteProperty(process.env, TOKEN)
  }
}

/** What came of it; undefined where it failed or took too long, which is a warning. */
async function tried<T>(runner: Runner, what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await within(PATIENCE, work())
  } catch (error) {
    const message = `could not ${what} the bytecode of earlier runs: ${messageOf(error)}`
    runner.annotate('warning', message, { title: 'cache' })
    return undefined
  }
}
