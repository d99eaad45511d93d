import { describe, expect, it } from 'vitest'
import { type Fault, simulatedClock } from '../src/index.ts'
import { makeDraft, octokitFor, raw, REPO, twinFor, upload } from './with-twin.ts'

const RELEASES = '/repos/octocat/hello/releases'
const CREATE = { operation: 'repos/create-release' }
const UPLOAD = { operation: 'repos/upload-release-asset' }

describe('faults on demand', () => {
  const outcomes: readonly (readonly [Fault, boolean])[] = [
    [{ kind: 'refuse' }, false],
    [{ kind: 'reset-before' }, false],
    [{ kind: 'reset-after' }, true],
  ]
  it.each(outcomes)('%o breaks the connection; took effect: %s', async (fault, tookEffect) => {
    const twin = await twinFor()
    twin.faults.add({ when: CREATE, fault })
    await expect(raw(twin, 'POST', RELEASES, { body: { tag_name: 'v1', draft: true } })).rejects.toThrow(
      'fetch failed',
    )
    expect(twin.releases('octocat/hello')).toHaveLength(tookEffect ? 1 : 0)
    expect(twin.faults.pending()).toBe(0)
  })

  it('meets only the n-th matching request', async () => {
    const twin = await twinFor()
    twin.faults.add({
      when: { method: 'GET', path: /releases$/ },
      from: 2,
      fault: { kind: 'status', status: 503 },
    })
    const statuses = []
    for (let index = 0; index < 3; index += 1) statuses.push((await raw(twin, 'GET', RELEASES)).status)
    expect(statuses).toEqual([200, 503, 200])
  })

  it('leaves a starter after a 502, and after an upload that breaks off', async () => {
    const twin = await twinFor()
    const draft = await makeDraft(twin)
    twin.faults.add({ when: UPLOAD, fault: { kind: 'starter' } })
    twin.faults.add({ when: UPLOAD, from: 2, fault: { kind: 'reset-midway' } })
    expect((await upload(twin, draft.upload, 'a')).status).toBe(502)
    await expect(upload(twin, draft.upload, 'b')).rejects.toThrow('fetch failed')
    expect(twin.releases('octocat/hello')[0]?.assets.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'a starter',
      'b starter',
    ])
    expect((await raw(twin, 'GET', `${RELEASES}/${draft.id}/assets`)).body).toMatchObject([
      { state: 'starter', digest: null },
      {},
    ])
    expect((await upload(twin, draft.upload, 'a')).status).toBe(422)
  })

  it('cuts an answer off so that Octokit does not notice', async () => {
    const twin = await twinFor()
    await makeDraft(twin)
    twin.faults.add({ when: { operation: 'repos/list-releases' }, fault: { kind: 'truncate' } })
    const { status, data } = await octokitFor(twin).rest.repos.listReleases(REPO)
    expect(status).toBe(200)
    expect(Array.isArray(data)).toBe(false)
  })

  it('stores other bytes than it received, and the digest shows it', async () => {
    const twin = await twinFor()
    const draft = await makeDraft(twin)
    twin.faults.add({ when: UPLOAD, fault: { kind: 'corrupt' } })
    const [bad, good] = [await upload(twin, draft.upload, 'a'), await upload(twin, draft.upload, 'b')]
    expect((bad.body as { digest: string }).digest).not.toBe((good.body as { digest: string }).digest)
  })

  it('answers 403 with retry-after, and 502 after it took effect', async () => {
    const twin = await twinFor()
    twin.faults.add({
      when: CREATE,
      fault: {
        kind: 'status',
        status: 403,
        retryAfter: 7,
        message: 'You have exceeded a secondary rate limit.',
      },
    })
    twin.faults.add({ when: CREATE, from: 2, fault: { kind: 'status', status: 502, tookEffect: true } })
    const create = () => raw(twin, 'POST', RELEASES, { body: { tag_name: 'v1', draft: true } })
    expect((await create()).headers.get('retry-after')).toBe('7')
    expect((await create()).status).toBe(502)
    expect(twin.releases('octocat/hello')).toHaveLength(1)
  })

  it.each(['start', 'body', 'answer'] as const)('stalls at %s until the client gives up', async (at) => {
    const clock = simulatedClock()
    const twin = await twinFor({ clock })
    const draft = await makeDraft(twin)
    twin.faults.add({ when: UPLOAD, fault: { kind: 'stall', at } })
    const giveUp = new AbortController()
    const sending = fetch(`${draft.upload}?name=a`, {
      method: 'POST',
      body: 'bytes',
      headers: { authorization: `token ${twin.token}`, 'content-type': 'a/b' },
      signal: giveUp.signal,
    })
    const outcome = sending.then(
      () => 'answered',
      (error: Error) => error.name,
    )
    await clock.sleep(60_000)
    giveUp.abort()
    expect(await outcome).toBe('AbortError')
  })
})

describe('simulated time', () => {
  it('jumps when the twin is idle, and stops while it serves a request', async () => {
    const clock = simulatedClock(0)
    const release = clock.hold()
    let woke = false
    const sleeping = clock.sleep(3_600_000).then(() => (woke = true))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(woke).toBe(false)
    release()
    await sleeping
    expect(clock.now()).toBe(3_600_000)
  })

  it('makes bandwidth and latency cost time', async () => {
    const clock = simulatedClock(0)
    const twin = await twinFor({ clock, network: { latency: 50, bytesPerSecond: 1000 } })
    const draft = await makeDraft(twin)
    const before = clock.now()
    await upload(twin, draft.upload, 'a', 'x'.repeat(2000))
    expect(clock.now() - before).toBe(2050)
  })
})
