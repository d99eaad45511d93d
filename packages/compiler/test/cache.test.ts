import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { StoredCode } from '@exuvia/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type BytecodeCache,
  cacheContents,
  cacheStatistics,
  clearCache,
  defaultCacheFolder,
  openCache,
  openTemporaryCache,
  pruneCache,
} from '../src/index.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exuvia-test-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A generator of numbers below a limit (xorshift), the same in each run. */
function seeded(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

const KEY = 'ab'.repeat(32)
const OTHER = 'cd'.repeat(32)

/** Opens a cache for some work, and closes it. */
async function inCache<T>(work: (cache: BytecodeCache) => T, where = folder): Promise<T> {
  const cache = await openCache(where)
  try {
    return work(cache)
  } finally {
    await cache.close()
  }
}

/** Changes the database as another program might. */
function change(statement: string): void {
  const database = new DatabaseSync(join(folder, 'bytecode-2.sqlite'))
  database.exec(statement)
  database.close()
}

const text = (code: StoredCode | undefined): string | undefined =>
  code === undefined ? undefined : Buffer.from(code.read()).toString('utf8')

test('a stored entry is found, in this run and in the next', async () => {
  await inCache((cache) => {
    expect(cache.find(KEY)).toBeUndefined()
    const stored = cache.store(KEY, Buffer.from('code'))
    expect(stored).toMatchObject({ size: 4, sha256: createHash('sha256').update('code').digest('hex') })
    expect(text(stored)).toBe('code')
    expect(text(cache.find(KEY))).toBe('code')
  })
  await inCache((cache) => {
    expect(text(cache.find(KEY))).toBe('code')
    expect(cache.find(OTHER)).toBeUndefined()
    expect(Buffer.from(cache.read(KEY) ?? []).toString('utf8')).toBe('code')
    expect(cache.read(OTHER)).toBeUndefined()
  })
})

test('more than waits in memory is all found', async () => {
  const keys = Array.from({ length: 30 }, (_, index) => index.toString(16).padStart(64, '0'))
  await inCache((cache) => {
    const stored = keys.map((key, index) => cache.store(key, Buffer.alloc(400_000, index)))
    expect(stored.map((code) => code.read()[0])).toEqual(keys.map((_, index) => index))
  })
  await inCache((cache) => {
    expect(keys.map((key) => cache.find(key)?.read().length)).toEqual(keys.map(() => 400_000))
  })
})

test('an empty entry is one', async () => {
  await inCache((cache) => cache.store(KEY, new Uint8Array(0)))
  expect(await inCache((cache) => cache.find(KEY)?.size)).toBe(0)
})

test('a file that is no database is replaced by one', async () => {
  await writeFile(join(folder, 'bytecode-2.sqlite'), 'not a database '.repeat(400))
  await inCache((cache) => cache.store(KEY, Buffer.from('code')))
  expect(await inCache((cache) => text(cache.find(KEY)))).toBe('code')
})

test('a database that is damaged inside is replaced, and nothing wrong comes out of it', async () => {
  const keys = Array.from({ length: 300 }, (_, index) => index.toString(16).padStart(64, '0'))
  await inCache((cache) => keys.map((key) => cache.store(key, Buffer.from(key.repeat(20)))))
  const path = join(folder, 'bytecode-2.sqlite')
  const bytes = await readFile(path)
  const random = seeded(1)
  for (let round = 0; round < 40; round += 1) {
    const damaged = Buffer.from(bytes)
    for (let count = 0; count < 200; count += 1) damaged[random(damaged.length)] = random(256)
    await writeFile(path, damaged.subarray(0, round % 4 === 0 ? random(damaged.length) : damaged.length))
    await inCache((cache) => {
      for (const key of keys) {
        const found = cache.find(key)
        expect(text(found) ?? key.repeat(20)).toBe(key.repeat(20))
        if (found === undefined) cache.store(key, Buffer.from(key.repeat(20)))
      }
    })
  }
})

test('an entry that another program removes in between is an error that says what to do', async () => {
  await inCache((cache) => cache.store(KEY, Buffer.from('code')))
  await inCache((cache) => {
    const found = cache.find(KEY)
    change('DELETE FROM entries')
    expect(() => found?.read()).toThrow(expect.objectContaining({ code: 'cache-changed', kind: 'outside' }))
  })
})

test('the folder is EXUVIA_CACHE_DIR, else the one for caches', () => {
  expect(defaultCacheFolder({ EXUVIA_CACHE_DIR: '/c', XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/c')
  expect(defaultCacheFolder({ XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe(join('/x', 'exuvia'))
})

test('an unwritable folder gives an error that says how to choose another', async () => {
  await writeFile(join(folder, 'file'), '')
  await expect(openCache(join(folder, 'file', 'cache'))).rejects.toMatchObject({
    kind: 'outside',
    code: 'cache-unwritable',
    message: expect.stringContaining(join(folder, 'file', 'cache')) as string,
    hint: expect.stringContaining('EXUVIA_CACHE_DIR') as string,
  })
})

test('statistics count its content', async () => {
  await inCache((cache) => {
    cache.store(KEY, Buffer.from('12345'))
    cache.store(OTHER, Buffer.from('123'))
  })
  expect(await cacheStatistics(folder)).toEqual({ folder, entries: 2, bytes: 8 })
  expect(await cacheStatistics(join(folder, 'none'))).toMatchObject({ entries: 0, bytes: 0 })
})

test('clearing removes the entries, also of an older format, and nothing else', async () => {
  await inCache((cache) => cache.store(KEY, Buffer.from('12345')))
  await mkdir(join(folder, 'code-1/ab'), { recursive: true })
  await writeFile(join(folder, 'mine.txt'), 'kept')
  expect(await clearCache(folder)).toMatchObject({ entries: 1, bytes: 5 })
  expect(await cacheStatistics(folder)).toMatchObject({ entries: 0 })
  expect(await readdir(folder)).toEqual(['mine.txt'])
})

test('pruning removes entries unused since a time; a hit counts as use', async () => {
  await inCache((cache) => {
    cache.store(KEY, Buffer.from('1'))
    cache.store(OTHER, Buffer.from('22'))
  })
  change('UPDATE entries SET used = 18262')
  await mkdir(join(folder, 'code-1/ab'), { recursive: true })
  await inCache((cache) => cache.find(KEY))
  expect(await pruneCache(folder, { unusedSince: new Date('2021-01-01') })).toMatchObject({
    entries: 1,
    bytes: 2,
  })
  await inCache((cache) => {
    expect(cache.find(KEY)).toBeDefined()
    expect(cache.find(OTHER)).toBeUndefined()
  })
  expect((await readdir(folder)).toSorted()).toEqual(['CACHEDIR.TAG', 'bytecode-2.sqlite'])
})

test('closing a temporary cache removes it', async () => {
  const cache = await openTemporaryCache()
  cache.store(KEY, Buffer.from('code'))
  await cache.close()
  await expect(stat(cache.folder)).rejects.toMatchObject({ code: 'ENOENT' })
})

async function fill(keys: readonly string[], where: string): Promise<string> {
  await inCache((cache) => keys.map((key) => cache.store(key, Buffer.from(`code of ${key}`))), where)
  return cacheContents(where)
}

test('the contents have the same digits in any folder, and others after an addition', async () => {
  const both = await fill([KEY, OTHER], join(folder, 'a'))
  expect(await fill([OTHER, KEY], join(folder, 'somewhere/else'))).toBe(both)
  expect(await fill([KEY], join(folder, 'c'))).not.toBe(both)
  expect(await cacheContents(join(folder, 'nowhere'))).toMatch(/^[0-9a-f]{64}$/)
})
