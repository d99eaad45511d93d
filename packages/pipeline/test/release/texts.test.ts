import { parseManifest } from '@exuvia/manifest'
import type { ReleaseManifest, ReleaseSoftware } from '@exuvia/model'
import type { KeptResults } from '@exuvia/project'
import { expect, test } from 'vitest'
import { releaseTexts } from '../../src/release/texts.ts'

const DESCRIBED: ReleaseManifest = {
  schema: 'exuvia.manifest/1',
  name: 'gull',
  version: '1.0',
  sourceDate: 0,
  compilers: [],
  decisions: [],
  artifacts: [],
}
const SOFTWARE: ReleaseSoftware[] = [
  {
    name: 'gull',
    version: '1.0',
    license: { expression: 'MIT', source: 'license-field', texts: [] },
    targets: [],
    requires: [],
  },
]

function results(): KeptResults & { readonly kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>()
  return {
    kept,
    find: async (fields) => kept.get(fields.join('\n')),
    store: async (fields, result) => void kept.set(fields.join('\n'), JSON.parse(JSON.stringify(result))),
  }
}

test('what an earlier run wrote of the same release is taken', async () => {
  const kept = results()
  const first = await releaseTexts('gull-1.0', DESCRIBED, SOFTWARE, kept)
  expect(parseManifest(first.texts.manifest, 'manifest').sbom).toEqual(first.manifest.sbom)
  expect(await releaseTexts('gull-1.0', DESCRIBED, SOFTWARE, kept)).toEqual(first)
  expect(await releaseTexts('gull-1.0', DESCRIBED, SOFTWARE, undefined)).toEqual(first)
  expect(kept.kept.size).toBe(1)
})

test.each([
  ['a time', { ...DESCRIBED, sourceDate: 1 }, SOFTWARE],
  ['a version', { ...DESCRIBED, version: '2.0' }, SOFTWARE],
  ['no SBOM', DESCRIBED, undefined],
])('another release is written anew: %s', async (_, described, software) => {
  const kept = results()
  const first = await releaseTexts('gull-1.0', DESCRIBED, SOFTWARE, kept)
  const second = await releaseTexts('gull-1.0', described, software, kept)
  expect(second.texts).not.toEqual(first.texts)
  expect(second).toEqual(await releaseTexts('gull-1.0', described, software, undefined))
  expect(await releaseTexts('gull-1.0', described, software, kept)).toEqual(second)
})

test.each([['nothing'], [{}], [{ manifest: 1 }], [{ manifest: '', sbom: 1 }]])(
  'a damaged entry of the cache is none: %j',
  async (damaged) => {
    const find = async (): Promise<unknown> => damaged
    const read = await releaseTexts('gull-1.0', DESCRIBED, SOFTWARE, { find, store: async () => undefined })
    expect(read).toEqual(await releaseTexts('gull-1.0', DESCRIBED, SOFTWARE, undefined))
  },
)
