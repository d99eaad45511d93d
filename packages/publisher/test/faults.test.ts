import type { Fault } from '@exuvia/github-twin'
import { describe, expect, it } from 'vitest'
import { publishRelease } from '../src/index.ts'
import {
  REPO,
  type Setting,
  asset,
  assets,
  errorOf,
  listener,
  optionsFor,
  scratch,
  setting,
  startSetting,
  wrongAtTheEnd,
} from './setting.ts'

const CREATE = { operation: 'repos/create-release' }
const UPLOAD = { operation: 'repos/upload-release-asset' }

function count(here: Setting, operation: string): number {
  return here.twin.requests.filter((request) => request.operation === operation).length
}

describe('faults', () => {
  it('looks for a draft with unconfirmed creation while the list lags', async () => {
    const here = await setting({ lag: { list: 7000 } })
    const given = assets(scratch(), 2)
    here.twin.faults.add({ when: CREATE, fault: { kind: 'reset-after' } })
    await publishRelease(optionsFor(here, given))
    expect(count(here, CREATE.operation)).toBe(1)
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('leaves no second draft, even if the list lags longer than it looks', async () => {
    const here = await setting({ lag: { list: 45_000 } })
    const given = assets(scratch(), 2)
    here.twin.faults.add({ when: CREATE, fault: { kind: 'reset-after' } })
    await publishRelease(optionsFor(here, given))
    await here.clock.sleep(60_000)
    const again = await publishRelease(optionsFor(here, given))
    expect(again.changed).toBe(false)
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('does not resend an upload that arrived although its answer was lost', async () => {
    const here = await setting()
    const given = assets(scratch(), 3)
    here.twin.faults.add({ when: UPLOAD, from: 2, fault: { kind: 'reset-after' } })
    await publishRelease(optionsFor(here, given))
    expect(count(here, UPLOAD.operation)).toBe(3)
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('removes the starter that a 502 leaves, and sends the file again from disk', async () => {
    const here = await setting()
    const given = [asset(scratch(), 'big.bin', Buffer.alloc(3_000_000, 'exuvia'))]
    here.twin.faults.add({ when: UPLOAD, times: 2, fault: { kind: 'starter' } })
    await publishRelease(optionsFor(here, given))
    expect(count(here, 'repos/delete-release-asset')).toBe(2)
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it.each([403, 429])('waits as a %i with retry-after says', async (status) => {
    const here = await setting()
    const given = assets(scratch(), 2)
    const fault: Fault = {
      kind: 'status',
      status,
      retryAfter: 90,
      message: 'You have exceeded a secondary rate limit.',
    }
    here.twin.faults.add({ when: UPLOAD, fault })
    const before = here.clock.now()
    await publishRelease(optionsFor(here, given))
    expect(here.clock.now() - before).toBeGreaterThanOrEqual(90_000)
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('waits a minute, then longer, if a secondary limit does not say how long', async () => {
    const here = await setting()
    const given = assets(scratch(), 1)
    const fault: Fault = { kind: 'status', status: 403, message: 'You have exceeded a secondary rate limit.' }
    here.twin.faults.add({ when: CREATE, times: 2, fault })
    const before = here.clock.now()
    await publishRelease(optionsFor(here, given))
    expect(here.clock.now() - before).toBeGreaterThanOrEqual(180_000)
  })

  it.each([CREATE.operation, UPLOAD.operation, 'repos/update-release'])(
    'gives up on a rate limit that never ends at %s, and says so',
    async (operation) => {
      const here = await setting()
      const given = assets(scratch(), 2)
      here.twin.faults.add({ when: { operation }, times: 1000, fault: { kind: 'status', status: 429 } })
      const error = await errorOf(publishRelease(optionsFor(here, given)))
      expect(error).toMatchObject({ kind: 'outside', code: 'publish-rate-limit' })
      expect(error.hint).toContain('run the same command again')
      expect(count(here, operation)).toBeLessThanOrEqual(22)
    },
  )

  it('does not assume that an asset is gone because a 404 answers its deletion', async () => {
    const here = await setting()
    const given = [asset(scratch(), 'app.bin')]
    here.twin.faults.add({ when: UPLOAD, fault: { kind: 'starter' } })
    const when = { operation: 'repos/delete-release-asset' }
    here.twin.faults.add({ when, fault: { kind: 'status', status: 404, message: 'Not Found' } })
    const error = await errorOf(publishRelease(optionsFor(here, given)))
    expect(error).toMatchObject({ kind: 'usage', code: 'publish-not-found' })
    await publishRelease(optionsFor(here, given))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('continues after an earlier run left damaged bytes on a manual draft', async () => {
    const here = await setting()
    const given = assets(scratch(), 2)
    const body = JSON.stringify({ tag_name: 'v1.0.0', draft: true })
    const headers = { authorization: `token ${here.twin.token}` }
    await fetch(`${here.twin.url}/repos/${REPO}/releases`, { method: 'POST', body, headers })
    here.twin.faults.add({ when: UPLOAD, fault: { kind: 'corrupt' } })
    const stop = new AbortController()
    const run = (): void => {
      stop.abort()
    }
    here.twin.faults.add({ when: UPLOAD, fault: { kind: 'call', at: 'after', run } })
    await errorOf(publishRelease(optionsFor(here, given, { signal: stop.signal, concurrency: 1 })))
    await publishRelease(optionsFor(here, given))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('reports the last error and the state of the release', async () => {
    const here = await setting()
    const given = assets(scratch(), 2)
    const name = given[1]?.name ?? ''
    const when = { path: new RegExp(`name=${name}`) }
    here.twin.faults.add({ when, times: 100, fault: { kind: 'corrupt' } })
    const damaged = await errorOf(publishRelease(optionsFor(here, given)))
    expect(damaged.message).toBe(
      `a request to GitHub failed: upload ${name}: the server holds other bytes than were sent (tried 6 times)`,
    )
    expect(damaged.hint).toContain('this run put 1 of 2 assets on the draft http')
    here.twin.faults.clear()
    here.twin.faults.add({ when, times: 100, fault: { kind: 'status', status: 413 } })
    const refused = await errorOf(publishRelease(optionsFor(here, given)))
    expect(refused).toMatchObject({ kind: 'refused', code: 'publish-size-refused' })
    expect(refused.hint).toContain('a proxy')
  })

  it('reports the end of a limit that is too far off to wait for', async () => {
    const here = await setting()
    const fault: Fault = { kind: 'status', status: 403, retryAfter: 86_400 }
    here.twin.faults.add({ when: UPLOAD, fault })
    const error = await errorOf(publishRelease(optionsFor(here, assets(scratch(), 1))))
    expect(error).toMatchObject({ kind: 'outside', code: 'publish-rate-limit' })
    expect(error.hint).toMatch(/the limit resets at 2026-01-06T/)
  })

  it('names the cause if no server answers at the address', async () => {
    const here = await startSetting()
    await here.twin.close()
    const error = await errorOf(publishRelease(optionsFor(here, assets(scratch(), 1))))
    expect(error).toMatchObject({ kind: 'outside', code: 'publish-failed' })
    expect(error.message).toContain('ECONNREFUSED')
  })

  it('reads every page of a list, whatever the length of its pages', async () => {
    const here = await setting({ limits: { itemsPerPage: 30 } })
    const given = assets(scratch(), 70)
    await publishRelease(optionsFor(here, given))
    expect((await publishRelease(optionsFor(here, given))).changed).toBe(false)
    expect(count(here, UPLOAD.operation)).toBe(70)
  })

  it('waits for the primary limit to be renewed', async () => {
    const here = await setting({ limits: { requestsPerHour: 12 } })
    const given = assets(scratch(), 6)
    const { events, onProgress } = listener()
    await publishRelease(optionsFor(here, given, { onProgress }))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
    expect(events.some((event) => event.type === 'wait')).toBe(true)
  })

  it('notices a stall by progress', async () => {
    const given = [asset(scratch(), 'big.bin', Buffer.alloc(3_000_000, 'x'))]
    for (const at of ['start', 'body', 'answer'] as const) {
      const here = await setting()
      here.twin.faults.add({ when: UPLOAD, fault: { kind: 'stall', at } })
      await publishRelease(optionsFor(here, given))
      expect(wrongAtTheEnd(here.twin, given)).toEqual([])
    }
  })

  it('does not mistake a slow upload for a stalled one', { tags: ['slow'] }, async () => {
    const here = await setting({ network: { bytesPerSecond: 30_000 } })
    const given = [asset(scratch(), 'big.bin', Buffer.alloc(6_000_000, 'x'))]
    const { events, onProgress } = listener()
    await publishRelease(optionsFor(here, given, { onProgress }))
    expect(events.filter((event) => event.type === 'retry')).toEqual([])
    expect(count(here, UPLOAD.operation)).toBe(1)
  })

  it('keeps the starter of another job while that may still be uploading, then removes it', async () => {
    const here = await setting()
    const given = assets(scratch(), 1)
    const draft = await publishRelease(optionsFor(here, [asset(scratch(), 'other')], { draft: true }))
    here.twin.faults.add({ when: UPLOAD, fault: { kind: 'starter' } })
    const url = `${here.twin.uploadsUrl}/repos/${REPO}/releases/${draft.releaseId}/assets?name=${given[0]?.name ?? ''}`
    const headers = { authorization: `token ${here.twin.token}`, 'content-type': 'a/b' }
    await fetch(url, { method: 'POST', body: 'x', headers })
    const before = here.clock.now()
    await publishRelease(optionsFor(here, given))
    expect(here.clock.now() - before).toBeGreaterThanOrEqual(15_000)
    expect(
      here.twin
        .releases(REPO)[0]
        ?.assets.map(({ name, state }) => `${name} ${state}`)
        .toSorted(),
    ).toEqual([`${given[0]?.name ?? ''} uploaded`, 'other uploaded'])
  })
})
