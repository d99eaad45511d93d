/**
 * What users of other publishers complained about: each test publishes whole releases.
 *
 * @module-tag slow
 */
import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dryRun, preflight, publishRelease } from '../src/index.ts'
import {
  REPO,
  type Setting,
  asset,
  assets,
  errorOf,
  optionsFor,
  releaseOf,
  scratch,
  setting,
  wrongAtTheEnd,
} from './setting.ts'

// Complaints of other publishers' users, by issue number: GR goreleaser/goreleaser, SP
// softprops/action-gh-release, NC ncipollo/release-action, GH cli/cli, PX4 PX4/PX4-Autopilot. The two on
// globs (SP 348, SP 280) and the one on archives (GR 3582, 4167) are tested with the code for globs and
// archives: packages/pipeline/test/commands/complaints.test.ts.

const UPLOAD = { operation: 'repos/upload-release-asset' }
const count = (here: Setting, operation: string): number =>
  here.twin.requests.filter((request) => request.operation === operation).length

/** A draft that someone else made, with its assets. */
async function draftByHand(here: Setting, tag: string): Promise<number> {
  const answer = await fetch(`${here.twin.url}/repos/${REPO}/releases`, {
    method: 'POST',
    body: JSON.stringify({ tag_name: tag, draft: true }),
    headers: { authorization: `token ${here.twin.token}` },
  })
  return ((await answer.json()) as { id: number }).id
}

describe('complaints about publishers', () => {
  it('GR 1382, GR 2774: a repeated run does not fail with 422', async () => {
    const here = await setting()
    const given = assets(scratch(), 3)
    for (let run = 0; run < 3; run += 1) await publishRelease(optionsFor(here, given))
    expect(count(here, UPLOAD.operation)).toBe(3)
    expect(here.twin.requests.filter(({ status }) => status === 422)).toEqual([])
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('GR 6878: an upload that fails while replacing does not lose the good asset', async () => {
    const here = await setting()
    const folder = scratch()
    const old = asset(folder, 'app.tgz', 'old')
    await publishRelease(optionsFor(here, [old]))
    here.twin.faults.add({ when: UPLOAD, times: 100, fault: { kind: 'status', status: 500 } })
    const fresh = asset(folder, 'app.tgz', 'fresh')
    await errorOf(publishRelease(optionsFor(here, [fresh], { replace: true })))
    expect(wrongAtTheEnd(here.twin, [old])).toEqual([])
  })

  it('GH 4863: a failed upload leaves no ghost asset', async () => {
    const here = await setting()
    const given = assets(scratch(), 2)
    here.twin.faults.add({ when: UPLOAD, times: 3, fault: { kind: 'starter' } })
    await publishRelease(optionsFor(here, given))
    expect(here.twin.releases(REPO)[0]?.assets.map(({ state }) => state)).toEqual(['uploaded', 'uploaded'])
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('SP 187, SP 276: a failed upload is retried', async () => {
    const here = await setting()
    const given = [asset(scratch(), 'big.bin', Buffer.alloc(2_000_000, 'exuvia'))]
    for (const [index, kind] of (['reset-midway', 'reset-before', 'refuse'] as const).entries())
      here.twin.faults.add({ when: UPLOAD, from: index + 1, fault: { kind } })
    await publishRelease(optionsFor(here, given))
    expect(count(here, UPLOAD.operation)).toBe(4)
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('SP 705, NC 448: the jobs of a matrix do not make a draft each', async () => {
    const here = await setting({ lag: { list: 4000 } })
    const given = assets(scratch(), 8)
    const parts = [0, 2, 4, 6].map((from) => given.slice(from, from + 2))
    const results = await Promise.all(parts.map((part) => publishRelease(optionsFor(here, part))))
    expect(new Set(results.map(({ releaseId }) => releaseId)).size).toBe(1)
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('SP 704: an error while publishing the draft is not a success', async () => {
    const here = await setting()
    const given = assets(scratch(), 1)
    const when = { operation: 'repos/update-release' }
    here.twin.faults.add({ when, times: 100, fault: { kind: 'status', status: 422, message: 'not now' } })
    const error = await errorOf(publishRelease(optionsFor(here, given)))
    expect(error).toMatchObject({ kind: 'refused', code: 'publish-github-refused' })
    expect(error.message).toContain('publish the release: 422 not now')
  })

  it('GR 3072, GR 6916: finds the existing draft, even after many releases', async () => {
    const unlimited = { creationsPerMinute: 1000, pointsPerMinute: 100_000 }
    const here = await setting({ limits: unlimited })
    const id = await draftByHand(here, 'v1.0.0')
    for (let index = 0; index < 130; index += 1) await draftByHand(here, `v0.${index}`)
    const given = assets(scratch(), 1)
    const published = await publishRelease(optionsFor(here, given))
    expect(published.releaseId).toBe(id)
    expect(count(here, 'repos/create-release')).toBe(131)
  })

  it('PX4 27838: all of 522 assets arrive, however tight the secondary limits are', async () => {
    const here = await setting()
    const given = Array.from({ length: 522 }, (_, index) => asset(scratch(), `fw-${index}.px4`, `${index}`))
    await publishRelease(optionsFor(here, given, { concurrency: 16 }))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
    expect(here.twin.requests.filter(({ status }) => status === 403 || status === 429)).toEqual([])
  })

  it('SP 653: immutable releases are complete when they become public, and are refused afterwards', async () => {
    const here = await setting({ repositories: [{ name: REPO, immutableReleases: true }] })
    const given = assets(scratch(), 3)
    await publishRelease(optionsFor(here, given))
    expect(here.twin.releases(REPO)[0]).toMatchObject({ immutable: true, draft: false })
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
    const more = [...given, asset(scratch(), 'late')]
    const report = await preflight(optionsFor(here, more))
    expect(report.findings.map(({ code }) => code)).toEqual(['publish-immutable'])
    expect(await errorOf(publishRelease(optionsFor(here, more)))).toMatchObject({ code: 'publish-immutable' })
  })

  it('NC: no green job without assets', async () => {
    const here = await setting()
    const [gone] = assets(scratch(), 1)
    if (gone === undefined) throw new Error('no asset')
    rmSync(gone.path)
    for (const given of [[], [gone]])
      expect(await errorOf(publishRelease(optionsFor(here, given)))).toMatchObject({
        code: 'publish-refused',
      })
    expect(here.twin.requests).toEqual([])
  })

  it('SP 159: refuses a name that GitHub would rewrite, and a collision after rewriting, beforehand', async () => {
    const given = [asset(scratch(), 'my app.tgz'), asset(scratch(), 'my.app.tgz')]
    const { findings } = await dryRun({
      repository: REPO,
      tag: 'v1',
      assets: given,
      draft: false,
      replace: false,
    })
    expect(findings.map(({ code }) => code).toSorted()).toEqual([
      'publish-name-collision',
      'publish-name-unsafe',
    ])
  })

  it('SP 703: the latest release is the requested one, and is read back', async () => {
    const here = await setting()
    const latest = (): string | undefined => here.twin.releases(REPO).find((each) => each.latest)?.tag
    const publish = (tag: string, more: object = {}) =>
      publishRelease(optionsFor(here, releaseOf(scratch(), tag), { tag, ...more }))
    await publish('v2.0.0')
    await publish('v1.9.9')
    expect(latest()).toBe('v2.0.0')
    await publish('v3.0.0', { latest: 'false' })
    expect(latest()).toBe('v2.0.0')
    await publish('v1.9.10', { latest: 'true' })
    expect(latest()).toBe('v1.9.10')
    await publish('v4.0.0rc1', { prerelease: true })
    expect(latest()).toBe('v1.9.10')
    const given = releaseOf(scratch(), 'v3.0.0')
    await publishRelease(optionsFor(here, given, { tag: 'v3.0.0', latest: 'true' }))
    expect(latest()).toBe('v3.0.0')
    expect(count(here, 'repos/get-latest-release')).toBe(2)
  })
})
