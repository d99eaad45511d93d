import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type Entry, type KeptSegments, writeTarball } from '../src/index.ts'
import { temporaryFolder } from './support.ts'

const OPTIONS = { root: 'pkg-1.0', mtime: 1_711_850_400 }
/** Of `@exuvia/deflate`. */
const SEGMENT = 512 * 1024

/** Files of 100 kB that compress a little. */
function files(count: number, changed?: number): Entry[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.alloc(100_000)
    let state = index + 1
    for (let at = 0; at < bytes.length; at += 1) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      bytes[at] = (state >>> 16) % 40
    }
    if (index === changed) bytes[50_000] = 255
    return {
      path: `f${String(index).padStart(3, '0')}`,
      mode: 0o644,
      size: bytes.length,
      open: () => Promise.resolve(bytes),
    }
  })
}

function newKept(): KeptSegments & { readonly found: () => number; readonly size: () => number } {
  const stored = new Map<string, Uint8Array>()
  let found = 0
  return {
    find(key) {
      const encoded = stored.get(key)
      if (encoded !== undefined) found += 1
      return encoded
    },
    store: (key, encoded) => void stored.set(key, encoded),
    found: () => found,
    size: () => stored.size,
  }
}

async function tarball(entries: readonly Entry[], level: number, kept?: KeptSegments): Promise<Buffer> {
  const file = path.join(await temporaryFolder(), 'a.tar.gz')
  await writeTarball(file, entries, { ...OPTIONS, level, kept })
  return readFile(file)
}

describe.each([0, 9, 10])('segments of level %i', (level) => {
  test('that were kept give the same bytes, and only changed ones are encoded again', async () => {
    const count = 12
    const kept = newKept()
    const first = await tarball(files(count), level, kept)
    const segments = Math.ceil(gunzipSync(first).length / SEGMENT)
    expect([kept.size(), kept.found()]).toEqual([segments, 0])
    expect((await tarball(files(count), level)).equals(first)).toBe(true)
    expect((await tarball(files(count), level, kept)).equals(first)).toBe(true)
    expect([kept.size(), kept.found()]).toEqual([segments, segments])

    const changed = await tarball(files(count, 7), level, kept)
    expect(changed.equals(await tarball(files(count, 7), level))).toBe(true)
    expect(changed.equals(first)).toBe(false)
    // The byte is in one segment, and in no window of the next one.
    expect(kept.size()).toBe(segments + 1)
  })
})

test('levels do not share segments', async () => {
  const kept = newKept()
  for (const level of [1, 9]) {
    expect((await tarball(files(3), level, kept)).equals(await tarball(files(3), level))).toBe(true)
  }
  expect(kept.found()).toBe(0)
})

test.each([0, 1, 9])(
  'gzip accepts and restores many segments of level %i',
  { tags: ['gzip'] },
  async (level) => {
    const bytes = await tarball(files(40), level)
    const { stdout, status } = spawnSync('gzip', ['-dc'], { input: bytes, maxBuffer: 1 << 26 })
    expect(status).toBe(0)
    expect(stdout.equals(gunzipSync(bytes))).toBe(true)
  },
)
