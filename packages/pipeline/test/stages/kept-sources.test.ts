import { openTemporaryCache } from '@exuvia/compiler'
import type { SourceFile } from '@exuvia/model'
import { expect, onTestFinished, test } from 'vitest'
import { openKeptSources } from '../../src/stages/kept-sources.ts'

function fileOf(entry: string, digest?: string): SourceFile {
  const content = { kind: 'zip' as const, archive: '/a.whl', entry, ...(digest && { digest }) }
  return { path: `lib/${entry}`, origin: entry, size: 1, executable: false, role: 'python', content }
}

const FACTS = { sourceSha256: 'ab', sourceSize: 2, sourceHash: '0102' }
const KNOWN = { sourceSha256: 'ab', sourceSize: 2, sourceHash: Buffer.from([1, 2]) }

test('sources of a wheel are recalled for the same wheel, runtime and kind of header alone', async () => {
  const cache = await openTemporaryCache()
  onTestFinished(() => cache.close())
  const file = fileOf('a.py', 'aa')
  const first = await openKeptSources([file], 'cp312', 'unchecked-hash', cache)
  expect(first.of(file)).toBeUndefined()
  await first.keep([{ ...file, ...FACTS }])
  const again = await openKeptSources([file], 'cp312', 'unchecked-hash', cache)
  expect(again.of(file)).toEqual(KNOWN)
  expect(again.of(fileOf('b.py', 'aa'))).toBeUndefined()
  for (const [runtime, invalidation, other] of [
    ['cp313', 'unchecked-hash', file],
    ['cp312', 'timestamp', file],
    ['cp312', 'unchecked-hash', fileOf('a.py', 'bb')],
    ['cp312', 'unchecked-hash', fileOf('a.py')],
  ] as const) {
    expect((await openKeptSources([other], runtime, invalidation, cache)).of(other)).toBeUndefined()
  }
})

test('sources of a wheel that another policy compiled are kept beside the new ones', async () => {
  const cache = await openTemporaryCache()
  onTestFinished(() => cache.close())
  const [one, two] = [fileOf('a.py', 'aa'), fileOf('b.py', 'aa')]
  for (const file of [one, two])
    await (await openKeptSources([file], 'cp312', 'timestamp', cache)).keep([{ ...file, ...FACTS }])
  const both = await openKeptSources([one, two], 'cp312', 'timestamp', cache)
  expect([both.of(one), both.of(two)]).toEqual([KNOWN, KNOWN])
})

test('sources in a folder are not kept', async () => {
  const cache = await openTemporaryCache()
  onTestFinished(() => cache.close())
  const file: SourceFile = { ...fileOf('a.py'), content: { kind: 'disk', path: '/a.py' } }
  const first = await openKeptSources([file], 'cp312', 'timestamp', cache)
  await first.keep([{ ...file, ...FACTS }])
  expect((await openKeptSources([file], 'cp312', 'timestamp', cache)).of(file)).toBeUndefined()
})
