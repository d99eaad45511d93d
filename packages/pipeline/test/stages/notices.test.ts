import { createHash } from 'node:crypto'
import type { Distribution } from '@exuvia/model'
import { textFiles } from '@exuvia/notices'
import { expect, test } from 'vitest'
import type { HashedEntry } from '../../src/stages/entries.ts'
import { noticesEntry, type PlainTexts } from '../../src/stages/notices.ts'

function entry(path: string, text: string | Buffer, distribution = 'gull'): HashedEntry {
  const bytes = Buffer.from(text)
  return {
    path,
    mode: 0o644,
    size: bytes.length,
    distribution,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    open: async function* () {
      yield bytes
    },
  }
}

function distributionOf(name: string, wheel = `${name}-1.0-py3-none-any.whl`): Distribution {
  return {
    id: `${name}==1.0 ${wheel}`,
    name,
    normalizedName: name,
    version: '1.0',
    license: { expression: 'MIT', source: 'classifier', found: 'MIT' },
    requiresPython: undefined,
    entryPoints: [],
    files: [],
    wheel,
    native: false,
  }
}

function paths(entries: readonly HashedEntry[]): string[] {
  return textFiles(entries).map(({ path }) => path)
}

async function notices(
  distributions: readonly Distribution[],
  entries: readonly HashedEntry[],
  texts: PlainTexts = new Map(),
): Promise<string> {
  const made = await noticesEntry('shelf 1.0, cp312-any', distributions, entries, texts)
  expect(made).toMatchObject({ path: 'THIRD-PARTY-NOTICES', mode: 0o644 })
  expect(made.distribution).toBeUndefined()
  const chunks: Uint8Array[] = []
  for await (const chunk of made.open()) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

test('notices follow from what is packed: texts that a rule excludes are not in them', async () => {
  const text = await notices(
    [distributionOf('gull'), distributionOf('tern')],
    [
      entry('lib/gull/a.pyc', 'x'),
      entry('LICENSES/gull/LICENSE', 'Gull licence'),
      entry('lib/tern.pyc', 'x', 'tern'),
    ],
  )
  expect(text).toContain('gull 1.0: LICENSES/gull/LICENSE\n')
  expect(text).toContain('\n\nGull licence\n')
  expect(text).toContain('contains one.\n  tern 1.0\n')
})

test('a distribution of which nothing ships is not in them', async () => {
  expect(
    await notices([distributionOf('gull'), distributionOf('tern')], [entry('lib/gull.pyc', 'x')]),
  ).not.toContain('tern')
})

test('licences of vendored code are in them, code and data are not', () => {
  expect(
    paths([
      entry('lib/gull/vendor/LICENSE.BSD', 'BSD'),
      entry('lib/gull/licenses.json', '{}'),
      entry('lib/gull/license.pyc', 'x'),
      entry('LICENSES/gull/vendored/terms.html', '<p>'),
      entry('lib/gull-1.0.dist-info/AUTHORS', 'A. Gull'),
      entry('lib/gull-1.0.dist-info/METADATA', 'Name: gull'),
    ]),
  ).toEqual([
    'LICENSES/gull/vendored/terms.html',
    'lib/gull-1.0.dist-info/AUTHORS',
    'lib/gull/vendor/LICENSE.BSD',
  ])
  const both = [entry('LICENSES/gull/L', 'same'), entry('lib/gull-1.0.dist-info/licenses/L', 'same')]
  expect(paths(both)).toEqual(['LICENSES/gull/L'])
  expect(paths(both.slice(1))).toEqual(['lib/gull-1.0.dist-info/licenses/L'])
})

test('wheels of several platforms are one entry of the source twin', async () => {
  const text = await notices(
    [distributionOf('gull', 'a.whl'), distributionOf('gull', 'b.whl')],
    [entry('gull-1.0/LICENSES/gull/LICENSE', 'Gull licence')],
  )
  expect(text.match(/^gull 1\.0$/gm)).toHaveLength(1)
  expect(text).not.toContain('.whl')
})

test('targets share the texts that were read', async () => {
  const texts: PlainTexts = new Map()
  let reads = 0
  const text = entry('LICENSES/gull/LICENSE', 'Gull licence')
  const counted = { ...text, open: () => ((reads += 1), text.open()) }
  const first = await notices([distributionOf('gull')], [counted], texts)
  expect(await notices([distributionOf('gull')], [counted], texts)).toBe(first)
  expect(reads).toBe(1)
})

test('a file above 4 MiB, or one that is no text, is named only', async () => {
  const text = await notices(
    [distributionOf('gull')],
    [
      entry('LICENSES/gull/LICENSE', Buffer.alloc(4 * 2 ** 20 + 1, 'x')),
      entry('LICENSES/gull/NOTICE', 'a\0b'),
    ],
  )
  expect(text.length).toBeLessThan(2000)
  expect(text).toContain('file:     LICENSES/gull/LICENSE (not repeated here')
  expect(text).toContain('file:     LICENSES/gull/NOTICE (not repeated here')
})
