import { mkdir, mkdtemp, readFile, readdir, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { replaceFile } from '@exuvia/files'
import { type ExuviaError, compareText, messageOf, outsideError } from '@exuvia/model'
import { sha256 } from './cache-key.ts'

/** One compiled source in the cache: a file with only the marshalled code. */
export interface CachedCode {
  readonly path: string
  readonly size: number
  /** Of the code, lower-case hex. */
  readonly sha256: string
}

/** Bytecode by key, shared by all runs that use the folder. */
export interface BytecodeCache {
  readonly folder: string
  /** Returns a key's entry after checking its digest; undefined without a valid one. */
  find(key: string): Promise<CachedCode | undefined>
  /** @throws outside error `cache-unwritable` */
  store(key: string, code: Uint8Array): Promise<CachedCode>
  /** Removes the folder of a temporary cache; else does nothing. */
  close(): Promise<void>
}

/**
 * Entries are `<cache>/code-1/<2 hex>/<62 hex>-<digest of the code>`. The name contains the
 * digest, so a truncated or altered file is detected without a second file.
 */
export const ENTRIES = 'code-1'
/** https://bford.info/cachedir/: tells backup programs to skip the folder. */
export const TAG = 'CACHEDIR.TAG'
const TAG_TEXT =
  'Signature: 8a477f597d28d172789f06886806bc55\n# Bytecode compiled by Exuvia; safe to delete.\n'
/** A hit counts as use for `pruneCache` once a day; more would be a write for every read. */
const TOUCH_AFTER_MS = 24 * 3600 * 1000

/** `$EXUVIA_CACHE_DIR`, else `exuvia` in the folder for caches of this system. */
export function defaultCacheFolder(env: NodeJS.ProcessEnv): string {
  if (env['EXUVIA_CACHE_DIR']) return env['EXUVIA_CACHE_DIR']
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'exuvia')
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir()
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'exuvia')
  if (process.platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'exuvia', 'Cache')
  return join(home, '.cache', 'exuvia')
}

/**
 * Opens a cache, making its folder.
 * @throws outside error `cache-unwritable` if the folder is not writable
 */
export async function openCache(folder: string): Promise<BytecodeCache> {
  try {
    await mkdir(join(folder, ENTRIES), { recursive: true })
    await writeFile(join(folder, TAG), TAG_TEXT)
  } catch (error) {
    throw unwritable(folder, error)
  }
  return cacheIn(folder, async () => {})
}

/** Opens a cache that `close` removes, for a run without the shared one. */
export async function openTemporaryCache(): Promise<BytecodeCache> {
  const folder = await mkdtemp(join(tmpdir(), 'exuvia-')).catch((error: unknown) => {
    throw unwritable(tmpdir(), error)
  })
  return cacheIn(folder, () => rm(folder, { recursive: true, force: true }))
}

function cacheIn(folder: string, close: () => Promise<void>): BytecodeCache {
  const shards = new Map<string, Promise<Map<string, string>>>()
  const shardFolder = (key: string): string => join(folder, ENTRIES, key.slice(0, 2))
  const shardOf = (key: string): Promise<Map<string, string>> => {
    const name = key.slice(0, 2)
    const known = shards.get(name) ?? listShard(shardFolder(key))
    shards.set(name, known)
    return known
  }
  return {
    folder,
    close,
    async find(key) {
      const shard = await shardOf(key)
      const digest = shard.get(key.slice(2))
      if (digest === undefined) return undefined
      const path = join(shardFolder(key), `${key.slice(2)}-${digest}`)
      const code = await readFile(path).catch(() => undefined)
      if (code !== undefined && sha256(code) === digest) {
        await touch(path)
        return { path, size: code.length, sha256: digest }
      }
      shard.delete(key.slice(2))
      await unlink(path).catch(() => {})
      return undefined
    },
    async store(key, code) {
      const digest = sha256(code)
      const path = join(shardFolder(key), `${key.slice(2)}-${digest}`)
      // Not synced: an entry that a crash truncates does not match its name and is compiled again.
      const store = (): Promise<void> => replaceFile(path, (file) => file.writeFile(code), { sync: false })
      try {
        await store().catch(async () => {
          await mkdir(shardFolder(key), { recursive: true })
          await store()
        })
      } catch (error) {
        throw unwritable(folder, error)
      }
      const shard = await shardOf(key)
      shard.set(key.slice(2), digest)
      return { path, size: code.length, sha256: digest }
    },
  }
}

const ENTRY_NAME = /^([0-9a-f]{62})-([0-9a-f]{64})$/

async function listShard(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch(() => [])
  // Two digests under one key come from two runs with a compiler that is not
  // deterministic; every run uses the same one.
  const entries = names
    .sort(compareText)
    .toReversed()
    .flatMap((name) => {
      const match = ENTRY_NAME.exec(name)
      return match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2]] as const]
    })
  return new Map(entries)
}

async function touch(path: string): Promise<void> {
  const now = Date.now()
  const info = await stat(path).catch(() => undefined)
  if (info === undefined || now - info.mtimeMs < TOUCH_AFTER_MS) return
  await utimes(path, now / 1000, now / 1000).catch(() => {})
}

function unwritable(folder: string, cause: unknown): ExuviaError {
  return outsideError('cache-unwritable', { folder, reason: messageOf(cause) }, { cause })
}
