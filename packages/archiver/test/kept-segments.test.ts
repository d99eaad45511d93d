import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type Entry, type KeptSegments, writeTarball } from '../src/index.ts'
import { temporaryFolder } from './support.ts'

const OPTIONS = { root: 'pkg-1.0', mtime: 1_711_850_400 }
/** A file whose bytes differ, or that is longer. */
interface Change {
  readonly at: number
  readonly longer: number
}

/** Files of 100 kB that compress a little. */
function files(count: number, change?: Change): Entry[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.alloc(index === change?.at ? 100_000 + change.longer : 100_000)
    let state = index + 1
    for (let at = 0; at < bytes.length; at += 1) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      bytes[at] = (state >>> 16) % 40
    }
    if (index === change?.at) bytes[50_000] = 255
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
  test('that were kept give the same bytes', async () => {
    const count = 24
    const kept = newKept()
    const first = await tarball(files(count), level, kept)
    const segments = kept.size()
    expect(segments).toBeGreaterThan(4)
    expect(kept.found()).toBe(0)
    expect((await tarball(files(count), level)).equals(first)).toBe(true)
    expect((await tarball(files(count), level, kept)).equals(first)).toBe(true)
    expect([kept.size(), kept.found()]).toEqual([segments, segments])
  })

  test.each([0, 512, 5120, 300_000])(
    'before and behind a file that is %i bytes longer are kept',
    async (longer) => {
      const count = 40
      const kept = newKept()
      await tarball(files(count), level, kept)
      const segments = kept.size()
      const change = { at: 10, longer }
      const changed = await tarball(files(count, change), level, kept)
      expect(changed.equals(await tarball(files(count, change), level))).toBe(true)
      // The segments with the change, one up to the next end that both have, and one with the changed window.
      expect(kept.size() - segments).toBeLessThanOrEqual(3 + Math.ceil(longer / 131_072))
      expect(kept.found()).toBeGreaterThan(segments / 2)
    },
  )
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
