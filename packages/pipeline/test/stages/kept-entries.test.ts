import type { KeptResults } from '@exuvia/project'
import { expect, test } from 'vitest'
import type { PlannedEntry } from '../../src/stages/entries.ts'
import { hashOrRecall } from '../../src/stages/kept-entries.ts'

const { signal } = new AbortController()

function results(): KeptResults {
  const kept = new Map<string, string>()
  return {
    find: async (fields) => JSON.parse(kept.get(fields.join('\n')) ?? 'null') as unknown,
    store: async (fields, result) => void kept.set(fields.join('\n'), JSON.stringify(result)),
  }
}

/** Entries of wheels, and the paths of those that were read. */
function entriesOf(texts: Readonly<Record<string, string>>): { entries: PlannedEntry[]; read: string[] } {
  const read: string[] = []
  const entries = Object.entries(texts).map(([path, text]): PlannedEntry => ({
    path,
    mode: 0o644,
    size: text.length,
    contentKey: path,
    identity: `${path} ${text}`,
    open: async function* () {
      read.push(path)
      yield Buffer.from(text)
    },
  }))
  return { entries, read }
}

const FILES = { 'lib/a/one': '1', 'lib/a/two': '2', 'lib/b/three': '3' }

test('only the folder with a change is read again, and gives what a first reading gives', async () => {
  const kept = results()
  const first = entriesOf(FILES)
  await hashOrRecall(first.entries, new Map(), kept, signal)
  expect(first.read).toEqual(Object.keys(FILES))
  const same = entriesOf(FILES)
  await hashOrRecall(same.entries, new Map(), kept, signal)
  expect(same.read).toEqual([])
  const changed = entriesOf({ ...FILES, 'lib/a/two': 'changed' })
  const hashed = await hashOrRecall(changed.entries, new Map(), kept, signal)
  expect(changed.read).toEqual(['lib/a/one', 'lib/a/two'])
  const anew = await hashOrRecall(
    entriesOf({ ...FILES, 'lib/a/two': 'changed' }).entries,
    new Map(),
    results(),
    signal,
  )
  expect(hashed.map(({ sha256 }) => sha256)).toEqual(anew.map(({ sha256 }) => sha256))
})

test('a file on disk is read each time', async () => {
  const kept = results()
  for (let time = 0; time < 2; time += 1) {
    const { entries, read } = entriesOf(FILES)
    await hashOrRecall(
      entries.map(({ identity: _identity, ...entry }) => entry),
      new Map(),
      kept,
      signal,
    )
    expect(read).toEqual(Object.keys(FILES))
  }
})
