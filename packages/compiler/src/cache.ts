import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StoredCode, outsideError } from '@exuvia/model'
import {
  type CacheDatabase,
  explained,
  isDamage,
  openDatabase,
  removeDatabase,
  unwritable,
} from './cache-database.ts'
import { sha256 } from './cache-key.ts'

/**
 * Bytecode by key, shared by all runs that use the folder. Nothing that it returns can be read after `close`, and
 * reading throws the outside error `cache-changed` if another program removed the entry in between.
 */
export interface BytecodeCache {
  readonly folder: string
  /** Returns a key's entry after checking its digest; undefined without a valid one. */
  find(key: string): StoredCode | undefined
  /** The code of a key at once, checked as `find` does; undefined without a valid one. */
  read(key: string): Uint8Array | undefined
  /** Keeps an entry. It is on disk after some more, or after `close`. @throws outside error `cache-unwritable` */
  store(key: string, code: Uint8Array): StoredCode
  /** Writes what is not on disk yet, and removes the folder of a temporary cache. */
  close(): Promise<void>
}

/** https://bford.info/cachedir/: tells backup programs to skip the folder. */
export const TAG = 'CACHEDIR.TAG'
const TAG_TEXT =
  'Signature: 8a477f597d28d172789f06886806bc55\n# Bytecode compiled by Exuvia; safe to delete.\n'
/** Entries wait until they are so many bytes, because a transaction costs as much as some twenty of them. */
const BATCH_BYTES = 4 * 1024 * 1024
const DAY_MS = 24 * 3600 * 1000

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
    await mkdir(folder, { recursive: true })
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

/** The day of a time, counted from 1970. @param milliseconds since 1970 */
export function dayOf(milliseconds: number): number {
  return Math.floor(milliseconds / DAY_MS)
}

/** An entry that is not on disk yet. */
interface Waiting {
  readonly sha256: string
  readonly code: Uint8Array
}

function cacheIn(folder: string, afterClose: () => Promise<void>): BytecodeCache {
  let database = openDatabase(folder)
  const waiting = new Map<string, Waiting>()
  /** Keys whose entries were used today for the first time. */
  const used = new Set<string>()
  let waitingBytes = 0

  /** Everything in a damaged database can be made again. */
  const startAgain = (): void => {
    database.close()
    removeDatabase(folder)
    database = openDatabase(folder)
  }
  const mending = <T>(work: (open: CacheDatabase) => T): T =>
    explained(folder, () => {
      try {
        return work(database)
      } catch (error) {
        if (!isDamage(error)) throw error
        startAgain()
        return work(database)
      }
    })
  const flush = (): void => {
    if (waiting.size === 0 && used.size === 0) return
    const today = dayOf(Date.now())
    const rows = [...waiting].map(([key, entry]) => ({
      key: Buffer.from(key, 'hex'),
      digest: Buffer.from(entry.sha256, 'hex'),
      used: today,
      code: entry.code,
    }))
    mending((open) =>
      open.write(
        rows,
        [...used].map((key) => Buffer.from(key, 'hex')),
        today,
      ),
    )
    waiting.clear()
    used.clear()
    waitingBytes = 0
  }
  /** The code of a key if it has the digest. */
  const codeOf = (key: string): { readonly code: Uint8Array; readonly sha256: string } | undefined => {
    const fresh = waiting.get(key)
    if (fresh !== undefined) return fresh
    const name = Buffer.from(key, 'hex')
    const row = mending((open) => open.find(name))
    if (row === undefined) return undefined
    const digest = Buffer.from(row.digest).toString('hex')
    if (!name.equals(row.key)) {
      startAgain()
      return undefined
    }
    if (sha256(row.code) !== digest) {
      mending((open) => open.remove(name))
      return undefined
    }
    if (row.used < dayOf(Date.now())) used.add(key)
    return { code: row.code, sha256: digest }
  }
  const entry = (key: string, size: number, digest: string): StoredCode => ({
    size,
    sha256: digest,
    read() {
      const found = codeOf(key)
      if (found?.sha256 !== digest) throw outsideError('cache-changed', { folder })
      return found.code
    },
  })

  return {
    folder,
    find(key) {
      const found = codeOf(key)
      return found === undefined ? undefined : entry(key, found.code.length, found.sha256)
    },
    read: (key) => codeOf(key)?.code,
    store(key, code) {
      const digest = sha256(code)
      waiting.set(key, { sha256: digest, code })
      waitingBytes += code.length
      if (waitingBytes > BATCH_BYTES) flush()
      return entry(key, code.length, digest)
    },
    async close() {
      try {
        flush()
      } finally {
        database.close()
        await afterClose()
      }
    },
  }
}
