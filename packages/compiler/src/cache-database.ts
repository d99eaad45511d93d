import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { type ExuviaError, messageOf, outsideError } from '@exuvia/model'

/** The number is that of the format: a program of another format uses another file. */
const FILE = 'bytecode-2.sqlite'
/** SQLite keeps what it needs to undo a transaction beside its file. */
const JOURNAL = `${FILE}-journal`

/** Another process may write a batch for so long. */
const BUSY_MS = 60_000

/** One entry as it is stored: the digest is the SHA-256 of the code, 32 bytes; `used` counts days since 1970. */
export interface CacheRow {
  readonly key: Uint8Array
  readonly digest: Uint8Array
  readonly used: number
  readonly code: Uint8Array
}

/** What a cache of bytecode asks of its database. Every method is synchronous, and ends in microseconds. */
export interface CacheDatabase {
  /** The row at a key; in a damaged database it can be another's. */
  find(key: Uint8Array): CacheRow | undefined
  /** Writes entries, and the day on which others were used, in one transaction. */
  write(rows: readonly CacheRow[], used: readonly Uint8Array[], today: number): void
  remove(key: Uint8Array): void
  /** Removes what was last used before a day. */
  removeUnused(before: number): void
  /** Number of entries, and bytes of their code; of those last used before a day, if one is given. */
  measure(before?: number): { readonly entries: number; readonly bytes: number }
  /** Keys and digests in the order of the keys. */
  names(): Iterable<Pick<CacheRow, 'key' | 'digest'>>
  close(): void
}

/** Whether a folder has a database. */
export function hasDatabase(folder: string): boolean {
  return existsSync(join(folder, FILE))
}

/**
 * Opens the database in a folder, or makes one. One file takes thousands of entries in the time that a file system
 * takes for a hundred files. A damaged database is removed: everything in it can be made again.
 * @throws outside error `cache-unwritable`
 */
export function openDatabase(folder: string): CacheDatabase {
  return explained(folder, () => {
    try {
      return connect(folder)
    } catch (error) {
      if (!isDamage(error)) throw error
      removeDatabase(folder)
      return connect(folder)
    }
  })
}

/** Removes the database of a folder. */
export function removeDatabase(folder: string): void {
  for (const name of [FILE, JOURNAL]) rmSync(join(folder, name), { force: true })
}

/** Calls a method of the database. @throws outside error `cache-unwritable` for an error of SQLite or the disk */
export function explained<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw unwritable(folder, error)
  }
}

/**
 * Whether an error says that the file is damaged, cut off, or no database: SQLITE_CORRUPT, SQLITE_NOTADB,
 * SQLITE_IOERR_SHORT_READ, and SQLITE_ERROR, which the statements of this module give only for other tables.
 */
export function isDamage(error: unknown): boolean {
  const code = (error as { readonly errcode?: unknown }).errcode
  // The upper bits tell variants of a code apart (https://www.sqlite.org/rescode.html).
  return typeof code === 'number' && (code === SHORT_READ || [1, 11, 26].includes(code & 0xff))
}

const SHORT_READ = 522

export function unwritable(folder: string, cause: unknown): ExuviaError {
  return outsideError('cache-unwritable', { folder, reason: messageOf(cause) }, { cause })
}

function connect(folder: string): CacheDatabase {
  const database = new (sqlite().DatabaseSync)(join(folder, FILE))
  try {
    // Not synced: after a power cut the cache may be damaged, which is noticed, and is then made again. A killed
    // process leaves it whole. The schema of a file that someone else wrote runs nothing.
    database.exec(
      `PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
       PRAGMA synchronous = OFF; ${SCHEMA}`,
    )
    return databaseOf(database)
  } catch (error) {
    database.close()
    throw error
  }
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS entries (
  key BLOB NOT NULL PRIMARY KEY, digest BLOB NOT NULL, used INTEGER NOT NULL, code BLOB) STRICT`

function databaseOf(database: DatabaseSync): CacheDatabase {
  const one = database.prepare('SELECT key, digest, used, code FROM entries WHERE key = ?')
  const insert = database.prepare(
    'INSERT OR REPLACE INTO entries (key, digest, used, code) VALUES (?, ?, ?, ?)',
  )
  const touch = database.prepare('UPDATE entries SET used = ? WHERE key = ?')
  const remove = database.prepare('DELETE FROM entries WHERE key = ?')
  const measure = database.prepare(
    'SELECT count(*) AS entries, coalesce(sum(length(code)), 0) AS bytes FROM entries WHERE used < ?',
  )
  return {
    find(key) {
      const row = one.get(key)
      return row === undefined
        ? undefined
        : {
            key: bytesOf(row['key']),
            digest: bytesOf(row['digest']),
            used: numberOf(row['used']),
            code: bytesOf(row['code']),
          }
    },
    write(rows, used, today) {
      database.exec('BEGIN IMMEDIATE')
      try {
        for (const { key, digest, used: day, code } of rows) insert.run(key, digest, day, code)
        for (const key of used) touch.run(today, key)
        database.exec('COMMIT')
      } catch (error) {
        rollBack(database)
        throw error
      }
    },
    remove: (key) => void remove.run(key),
    removeUnused(before) {
      database.prepare('DELETE FROM entries WHERE used < ?').run(before)
      database.exec('VACUUM')
    },
    measure(before = Number.MAX_SAFE_INTEGER) {
      const row = measure.get(before)
      return { entries: numberOf(row?.['entries']), bytes: numberOf(row?.['bytes']) }
    },
    *names() {
      for (const { key, digest } of database
        .prepare('SELECT key, digest FROM entries ORDER BY key')
        .iterate()) {
        yield { key: bytesOf(key), digest: bytesOf(digest) }
      }
    },
    close: () => database.close(),
  }
}

/** SQLite ends some failed transactions itself. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // The first error says more.
  }
}

/** `node:sqlite`, without its warning on Node 22 that it is experimental: users can do nothing about it. */
function sqlite(): typeof import('node:sqlite') {
  const emitWarning: unknown = Reflect.get(process, 'emitWarning')
  process.emitWarning = () => {}
  try {
    const module = process.getBuiltinModule('node:sqlite') as typeof import('node:sqlite') | undefined
    if (module === undefined) throw new Error('this build of Node.js has no SQLite; use one from nodejs.org')
    return module
  } finally {
    Reflect.set(process, 'emitWarning', emitWarning)
  }
}

/** Node binds bytes without length as NULL. */
function bytesOf(value: SQLOutputValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0)
}

function numberOf(value: SQLOutputValue | undefined): number {
  return typeof value === 'number' ? value : 0
}
