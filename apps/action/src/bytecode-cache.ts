import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'

import { messageOf } from '@exuvia/model'
import { type RunContext, bytecodeCacheContents, pruneCaches } from '@exuvia/pipeline'

import type { ActionInputs } from './inputs.ts'
import { within } from './patience.ts'
import type { Runner } from './runner.ts'

/** Increase the number when the folder's format changes. */
const PREFIX = 'exuvia-bytecode-2-'
/** Entries unused for so long are not saved again. */
const UNUSED_DAYS = 14
/** Time limit, because the client waits for an unresponsive service longer than most jobs may run. */
const PATIENCE = 3 * 60 * 1000

/** The bytecode of earlier runs in the Actions cache. Its failures are only warnings. */
export interface StoredBytecode {
  /** The build's context, with the restored folder. */
  readonly context: RunContext
  /** Saves what the build compiled, if anything. */
  save(): Promise<void>
}

/**
 * Restores the bytecode of an earlier run. The name of a cache entry includes its source and
 * compiler, so no stale entry is ever used. Therefore any earlier content works, preferably of
 * the same project and targets.
 *
 * A release does not use it by default: any earlier workflow of the default branch could have
 * written to it, but a release must depend on its sources alone.
 * @param token of the cache service; undefined if there is none
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
  // With a folder of their own, users cache it themselves.
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
  // After a timeout the client may continue to write; that must not reach the build.
  if (restored === undefined) return local(context)
  const save = async (): Promise<void> => {
    await pruneCaches(UNUSED_DAYS, inner)
    const contents = await bytecodeCacheContents(inner)
    if (contents === restored) runner.info('the bytecode cache has no new entries')
    else await client.save(folder, `${scope}${contents.slice(0, 32)}`)
  }
  return { context: inner, save: () => tried(runner, 'save', save) }
}

function local(context: RunContext): StoredBytecode {
  return { context, save: () => Promise.resolve() }
}

/** Identifies jobs with the same work, so that each finds its own content first. */
function scopeOf({ project, config, targets }: ActionInputs): string {
  const text = JSON.stringify([project, config ?? '', targets.toSorted()])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

interface CacheClient {
  restore(folder: string, key: string, prefixes: string[]): Promise<unknown>
  save(folder: string, key: string): Promise<unknown>
}

/** GitHub's own client, loaded only if the service is available; it is two thirds of the bundle. */
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

/** Sets the client's token in the process environment only for the duration of the call. */
async function lending<T>(token: string, work: () => Promise<T>): Promise<T> {
  process.env[TOKEN] = token
  try {
    return await work()
  } finally {
    Reflect.deleteProperty(process.env, TOKEN)
  }
}

/** Returns the result; undefined, with a warning, if it failed or took too long. */
async function tried<T>(runner: Runner, what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await within(PATIENCE, work())
  } catch (error) {
    const message = `could not ${what} the bytecode of earlier runs: ${messageOf(error)}`
    runner.annotate('warning', message, { title: 'cache' })
    return undefined
  }
}
