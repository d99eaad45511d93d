import { openTemporaryCache } from '@exuvia/compiler'
import type { DistributionFacts } from '@exuvia/model'
import { expect, test } from 'vitest'
import { findFacts, keepFacts } from '../../src/stages/kept-facts.ts'

const moduleOf = (path: string, digest?: string) => ({
  path,
  content: { kind: 'zip' as const, archive: '/a.whl', entry: path, ...(digest && { digest }) },
})
const NONE = { uses: [], ignored: [] }
const facts: DistributionFacts = {
  files: new Map([['lib/a.py', NONE]]),
  decorators: new Set(['keep(']),
  called: new Set(['setup']),
  readers: new Set(['compile']),
}

test('facts of a wheel are found again for the same wheel, modules and Python alone', async () => {
  const cache = await openTemporaryCache()
  try {
    const own = [moduleOf('lib/a.py', 'aa')]
    await keepFacts(own, facts, { runtime: 'cp312', inZip: false, cache })
    expect(await findFacts(own, { runtime: 'cp312', inZip: false, cache })).toEqual(facts)
    expect(await findFacts(own, { runtime: 'cp313', inZip: false, cache })).toBeUndefined()
    expect(await findFacts(own, { runtime: 'cp312', inZip: true, cache })).toBeUndefined()
    expect(
      await findFacts([moduleOf('lib/a.py', 'bb')], { runtime: 'cp312', inZip: false, cache }),
    ).toBeUndefined()
    expect(
      await findFacts([...own, moduleOf('lib/b.py', 'aa')], { runtime: 'cp312', inZip: false, cache }),
    ).toBeUndefined()
  } finally {
    await cache.close()
  }
})

test('facts of files in a folder, of two wheels, or with a module that was not examined are not kept', async () => {
  const cache = await openTemporaryCache()
  try {
    const onDisk = [{ path: 'lib/a.py', content: { kind: 'disk' as const, path: '/a.py' } }]
    const unread = { ...facts, files: new Map([['lib/a.py', undefined]]) }
    for (const [own, kept] of [
      [onDisk, facts],
      [[moduleOf('lib/a.py')], facts],
      [[moduleOf('lib/a.py', 'aa'), moduleOf('lib/b.py', 'bb')], facts],
      [[moduleOf('lib/a.py', 'aa')], unread],
    ] as const) {
      await keepFacts(own, kept, { runtime: 'cp312', inZip: false, cache })
      expect(await findFacts(own, { runtime: 'cp312', inZip: false, cache })).toBeUndefined()
    }
  } finally {
    await cache.close()
  }
})
