/**
 * Each test publishes a nightly build two times or more.
 *
 * @module-tag slow
 */
import { describe, expect, it } from 'vitest'
import type { Asset } from '@exuvia/model'
import { preflight, publishRelease } from '../src/index.ts'
import {
  REPO,
  type Setting,
  asset,
  errorOf,
  optionsFor,
  releaseOf,
  scratch,
  setting,
  wrongAtTheEnd,
} from './setting.ts'

const [DAY_1, DAY_2, DAY_3] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string]
const UPLOAD = { operation: 'repos/upload-release-asset' }

/** A build as the pipeline hands it over: files with the version in their names, one without, and the list. */
function build(version: string): Asset[] {
  return releaseOf(scratch(), version, ['app.html'])
}

const nightly = (here: Setting, given: readonly Asset[], commit: string) =>
  optionsFor(here, given, { tag: 'nightly', replace: true, commit, notes: `built from ${commit}` })

const here = (more: object = {}) =>
  setting({ repositories: [{ name: REPO, tags: { nightly: DAY_1 }, ...more }] })

describe('a nightly release', () => {
  it('moves the tag, replaces files of the same name, and removes files that only the previous build had', async () => {
    const there = await here()
    const [first, second] = [build('1.0.dev1'), build('1.0.dev2')]
    await publishRelease(nightly(there, first, DAY_1))
    const result = await publishRelease(nightly(there, second, DAY_2))
    expect(wrongAtTheEnd(there.twin, second)).toEqual([])
    expect(there.twin.tags(REPO).get('nightly')).toBe(DAY_2)
    expect(there.twin.releases(REPO)).toMatchObject([{ body: `built from ${DAY_2}`, draft: false }])
    expect(result.replaced).toEqual(['SHA256SUMS', 'app.html'])
    expect(result.removed).toEqual(first.map(({ name }) => name).filter((name) => name.includes('dev1')))
    const again = await publishRelease(nightly(there, second, DAY_2))
    expect(again).toMatchObject({ changed: false, removed: [], uploaded: [] })
  })

  it('replaces the bundles, which no list names, and removes them with the list if the next build has none', async () => {
    const there = await here()
    const folder = scratch()
    const names = ['SBOM.sigstore.json', 'SHA256SUMS.sigstore.json']
    const bundles = (text: string): Asset[] => names.map((name) => asset(folder, name, text))
    const builds = ['1.0.dev1', '1.0.dev2', '1.0.dev3'].map(build) as [Asset[], Asset[], Asset[]]
    await publishRelease(nightly(there, [...builds[0], ...bundles('first')], DAY_1))
    const second = await publishRelease(nightly(there, [...builds[1], ...bundles('second')], DAY_2))
    expect(second.replaced).toEqual(expect.arrayContaining(names))
    const third = await publishRelease(nightly(there, builds[2], DAY_3))
    expect(third.removed).toEqual(expect.arrayContaining(names))
    expect(wrongAtTheEnd(there.twin, builds[2])).toEqual([])
  })

  it.each([
    ['digests', 0],
    ['no digests', Number.POSITIVE_INFINITY],
  ])(
    'finds every file of the previous build even if its list is damaged in transit; %s',
    async (_, digest) => {
      const there = await here()
      there.twin.setLag({ digest })
      const [first, second] = [build('1.0.dev1'), build('1.0.dev2')]
      await publishRelease(nightly(there, first, DAY_1))
      const when = { host: 'store', path: /SHA256SUMS/ } as const
      there.twin.faults.add({ when, fault: { kind: 'corrupt' } })
      await publishRelease(nightly(there, second, DAY_2))
      expect(wrongAtTheEnd(there.twin, second)).toEqual([])
    },
  )

  it('changes nothing visible before every new byte is verified', async () => {
    const there = await here()
    const [first, second] = [build('1.0.dev1'), build('1.0.dev2')]
    await publishRelease(nightly(there, first, DAY_1))
    const wrong = new Set<string>()
    const seen: string[] = []
    there.twin.onChange(() => {
      const assets = there.twin.releases(REPO)[0]?.assets ?? []
      const uploaded = assets.filter(({ state }) => state === 'uploaded')
      const has = (each: Asset): boolean => uploaded.some(({ sha256 }) => sha256 === each.sha256)
      const intact = first.every((each) =>
        uploaded.some(({ name, sha256 }) => name === each.name && sha256 === each.sha256),
      )
      if (!intact && !second.every(has)) wrong.add('the old release was touched too early')
      const moved = there.twin.tags(REPO).get('nightly') === DAY_2
      if (moved && !second.every(has)) wrong.add('the tag moved too early')
      if (!intact && !moved) wrong.add('the files were replaced before the tag moved')
      seen.push(intact ? 'old' : 'new')
    })
    await publishRelease(nightly(there, second, DAY_2))
    expect([...wrong]).toEqual([])
    expect(seen).toContain('old')
    expect(wrongAtTheEnd(there.twin, second)).toEqual([])
  })

  it('keeps files of other people, under any name', async () => {
    const there = await here()
    const [first, second] = [build('1.0.dev1'), build('1.0.dev2')]
    await publishRelease(nightly(there, first, DAY_1))
    const id = there.twin.releases(REPO)[0]?.id ?? 0
    const put = async (name: string): Promise<void> => {
      const url = `${there.twin.uploadsUrl}/repos/${REPO}/releases/${id}/assets?name=${name}`
      const headers = { authorization: `token ${there.twin.token}`, 'content-type': 'a/b' }
      expect((await fetch(url, { method: 'POST', body: name, headers })).status).toBe(201)
    }
    await put('by-hand.pdf')
    // A file of ours that someone replaced by hand is ours no longer.
    const mine = there.twin.releases(REPO)[0]?.assets.find(({ name }) => name === first[0]?.name)
    await fetch(`${there.twin.url}/repos/${REPO}/releases/assets/${mine?.id ?? 0}`, {
      method: 'DELETE',
      headers: { authorization: `token ${there.twin.token}` },
    })
    await put(first[0]?.name ?? '')
    await publishRelease(nightly(there, second, DAY_2))
    const names = there.twin.releases(REPO)[0]?.assets.map(({ name }) => name) ?? []
    expect(names).toEqual(expect.arrayContaining(['by-hand.pdf', first[0]?.name]))
    expect(names).toHaveLength(second.length + 2)
  })

  it('removes nothing if single files are replaced', async () => {
    const there = await here()
    const first = build('1.0.dev1')
    await publishRelease(nightly(there, first, DAY_1))
    const fixed = asset(scratch(), 'app.html', 'corrected')
    const result = await publishRelease(nightly(there, [fixed], DAY_1))
    expect(result).toMatchObject({ removed: [], replaced: ['app.html'] })
    expect(there.twin.releases(REPO)[0]?.assets).toHaveLength(first.length)
  })

  it('cleans up after a build that was interrupted and never repeated', async () => {
    const operations = [
      'repos/upload-release-asset',
      'repos/update-release-asset',
      'repos/delete-release-asset',
    ]
    for (const operation of [...operations, 'git/update-ref', 'repos/update-release']) {
      const there = await here()
      const [first, second, third] = [build('1.0.dev1'), build('1.0.dev2'), build('1.0.dev3')]
      await publishRelease(nightly(there, first, DAY_1))
      const stop = new AbortController()
      const run = (): void => {
        stop.abort(new Error('stopped'))
      }
      const from = operation.includes('asset') ? 3 : 1
      there.twin.faults.add({ when: { operation }, from, fault: { kind: 'call', at: 'after', run } })
      await errorOf(publishRelease({ ...nightly(there, second, DAY_2), signal: stop.signal, concurrency: 2 }))
      await publishRelease(nightly(there, third, DAY_3))
      expect(wrongAtTheEnd(there.twin, third)).toEqual([])
      expect(there.twin.tags(REPO).get('nightly')).toBe(DAY_3)
    }
  })

  it('refuses to publish if the tag is protected, and leaves the release unchanged', async () => {
    const there = await here({ protectedTags: ['nightly'] })
    const [first, second] = [build('1.0.dev1'), build('1.0.dev2')]
    await publishRelease(nightly(there, first, DAY_1))
    const error = await errorOf(publishRelease(nightly(there, second, DAY_2)))
    expect(error).toMatchObject({ kind: 'refused', code: 'publish-tag-protected' })
    expect(error.hint).toContain('bypass the ruleset')
    const names = new Set(first.map(({ name }) => name))
    const still = there.twin.releases(REPO)[0]?.assets.filter(({ name }) => names.has(name)) ?? []
    expect(still.map(({ sha256 }) => sha256).toSorted()).toEqual(first.map(({ sha256 }) => sha256).toSorted())
    // Anyone who frees the tag, or gives up, is left with nothing to clear away by hand.
    await publishRelease(nightly(there, first, DAY_1))
    expect(wrongAtTheEnd(there.twin, first)).toEqual([])
  })

  it('refuses on an immutable release, and says why', async () => {
    const there = await here({ immutableReleases: true })
    const [first, second] = [build('1.0.dev1'), build('1.0.dev2')]
    await publishRelease(nightly(there, first, DAY_1))
    const error = await errorOf(publishRelease(nightly(there, second, DAY_2)))
    expect(error).toMatchObject({ kind: 'refused', code: 'publish-immutable' })
    const same = await errorOf(publishRelease(nightly(there, first, DAY_2)))
    expect(same).toMatchObject({ kind: 'refused', code: 'publish-immutable' })
    const report = await preflight(nightly(there, second, DAY_2))
    expect(report.findings.map(({ code }) => code).toSorted()).toEqual([
      'publish-immutable',
      'publish-tag-elsewhere',
    ])
  })

  it('reports beforehand what moves and what is deleted', async () => {
    const there = await here()
    const [first, second] = [build('1.0.dev1'), build('1.0.dev2')]
    await publishRelease(nightly(there, first, DAY_1))
    const report = await preflight(nightly(there, second, DAY_2))
    expect(report.ok).toBe(true)
    expect(report.findings.map(({ code }) => code).toSorted()).toEqual([
      'publish-removes',
      'publish-tag-moves',
    ])
    const removed = report.assets.filter(({ action }) => action === 'remove').map(({ name }) => name)
    expect(removed.toSorted()).toEqual(first.map(({ name }) => name).filter((name) => name.includes('dev1')))
    const before = there.twin.requests.length
    await publishRelease(nightly(there, second, DAY_2))
    const asked = there.twin.requests.slice(before).filter(({ host }) => host !== 'web')
    expect(asked.length).toBeLessThanOrEqual(report.requests)
  })

  it('works if the server reports no digests and bytes are damaged in transit', async () => {
    const damaged = [
      { when: UPLOAD, from: 2 },
      { when: { host: 'store' as const }, from: 4 },
    ]
    for (const rule of damaged) {
      const there = await setting({
        repositories: [{ name: REPO, tags: { nightly: DAY_1 } }],
        lag: { digest: Number.POSITIVE_INFINITY },
      })
      const [first, second] = [build('1.0.dev1'), build('1.0.dev2')]
      await publishRelease(nightly(there, first, DAY_1))
      there.twin.faults.add({ ...rule, fault: { kind: 'corrupt' } })
      await publishRelease(nightly(there, second, DAY_2))
      expect(there.twin.faults.pending()).toBe(0)
      expect(wrongAtTheEnd(there.twin, second)).toEqual([])
    }
  })

  it('two builds at once: after one more run it is one of them, whole', async () => {
    for (let round = 0; round < 6; round += 1) {
      const there = await here()
      const [first, second, third] = [build('1.0.dev1'), build('1.0.dev2'), build('1.0.dev3')]
      await publishRelease(nightly(there, first, DAY_1))
      await Promise.allSettled([
        publishRelease(nightly(there, second, DAY_2)),
        publishRelease(nightly(there, third, DAY_3)),
      ])
      await publishRelease(nightly(there, third, DAY_3))
      expect(wrongAtTheEnd(there.twin, third)).toEqual([])
      expect(there.twin.tags(REPO).get('nightly')).toBe(DAY_3)
    }
  })
})
