import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
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

const KEY = 'ab'.repeat(32)
const OTHER = 'cd'.repeat(32)

test('a stored entry is found, in this run and in the next', async () => {
  const cache = await openCache(folder)
  expect(await cache.find(KEY)).toBeUndefined()
  const stored = await cache.store(KEY, Buffer.from('code'))
  expect(await readFile(stored.path, 'utf8')).toBe('code')
  expect(await cache.find(KEY)).toEqual(stored)
  expect(await (await openCache(folder)).find(KEY)).toEqual(stored)
  expect(await cache.find(OTHER)).toBeUndefined()
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
  const cache = await openCache(folder)
  await cache.store(KEY, Buffer.from('12345'))
  await cache.store(OTHER, Buffer.from('123'))
  expect(await cacheStatistics(folder)).toEqual({ folder, entries: 2, bytes: 8 })
  expect(await cacheStatistics(join(folder, 'none'))).toMatchObject({ entries: 0, bytes: 0 })
})

test('clearing removes the entries and nothing else', async () => {
  const cache = await openCache(folder)
  await cache.store(KEY, Buffer.from('12345'))
  await writeFile(join(folder, 'mine.txt'), 'kept')
  expect(await clearCache(folder)).toMatchObject({ entries: 1, bytes: 5 })
  expect(await cacheStatistics(folder)).toMatchObject({ entries: 0 })
  expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('kept')
})

test('pruning removes entries unused since a time; a hit counts as use', async () => {
  const cache = await openCache(folder)
  const [kept, old] = [await cache.store(KEY, Buffer.from('1')), await cache.store(OTHER, Buffer.from('22'))]
  const longAgo = new Date('2020-01-01')
  await utimes(kept.path, longAgo, longAgo)
  await utimes(old.path, longAgo, longAgo)
  await cache.find(KEY)
  expect(await pruneCache(folder, { unusedSince: new Date('2021-01-01') })).toMatchObject({
    entries: 1,
    bytes: 2,
  })
  expect(await (await openCache(folder)).find(KEY)).toBeDefined()
  expect(await (await openCache(folder)).find(OTHER)).toBeUndefined()
})

test('closing a temporary cache removes it', async () => {
  const cache = await openTemporaryCache()
  await cache.store(KEY, Buffer.from('code'))
  await cache.close()
  await expect(stat(cache.folder)).rejects.toMatchObject({ code: 'ENOENT' })
})

async function fill(keys: readonly string[], where: string): Promise<string> {
  const cache = await openCache(where)
  for (const key of keys) await cache.store(key, Buffer.from(`code of ${key}`))
  return cacheContents(where)
}

test('the contents have the same digits in any folder, and others after an addition', async () => {
  const both = await fill([KEY, OTHER], join(folder, 'a'))
  expect(await fill([OTHER, KEY], join(folder, 'somewhere/else'))).toBe(both)
  expect(await fill([KEY], join(folder, 'c'))).not.toBe(both)
  expect(await cacheContents(join(folder, 'nowhere'))).toMatch(/^[0-9a-f]{64}$/)
})
