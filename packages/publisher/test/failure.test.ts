import { describe, expect, it } from 'vitest'
import { Failure, type FailureDetails, makeRedactor } from '@exuvia/network'
import { judge } from '../src/failure.ts'

const NOW = Date.UTC(2026, 0, 1)
const verdict = (details: FailureDetails, message = 'x', rateWaits = 0) =>
  judge(new Failure(message, details), { tries: 0, rateWaits }, NOW)
const status = (code: number, headers: Record<string, string> = {}, message = 'x', rateWaits = 0) =>
  verdict({ kind: 'status', status: code, headers }, message, rateWaits)

describe('what is retried', () => {
  it.each([408, 500, 502, 503, 504])('%i', (code) => {
    expect(status(code)).toMatchObject({ again: true, ambiguous: true, rate: false })
  })
  it.each([400, 401, 403, 404, 409, 422])('not %i', (code) => {
    expect(status(code)).toEqual({ again: false })
  })
  it('broken connections, stalls and cut-off answers', () => {
    for (const kind of ['network', 'stall', 'malformed'] as const)
      expect(verdict({ kind })).toMatchObject({ again: true, ambiguous: true })
    expect(verdict({ kind: 'network', unsent: true })).toMatchObject({ ambiguous: false })
  })
  it('403 and 429 with the signs of a rate limit, as long as the server says', () => {
    expect(status(403, { 'retry-after': '7' })).toMatchObject({
      again: true,
      wait: 7000,
      rate: true,
      ambiguous: false,
    })
    const reset = String(NOW / 1000 + 100)
    expect(status(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })).toMatchObject({
      wait: 101_000,
    })
    expect(status(403, {}, 'You have exceeded a secondary rate limit')).toMatchObject({ wait: 60_000 })
    expect(status(429, {}, 'x', 2)).toMatchObject({ wait: 240_000 })
  })
  it('as long as retry-after says, in seconds or as a date', () => {
    const date = new Date(NOW + 7000).toUTCString()
    expect(status(403, { 'retry-after': date })).toMatchObject({ wait: 7000, rate: true })
    expect(status(503, { 'retry-after': date })).toMatchObject({ wait: 7000, rate: false })
    expect(status(503, { 'retry-after': '7' })).toMatchObject({ wait: 7000 })
    // RFC 9110 keeps the forms of older days.
    expect(status(403, { 'retry-after': 'Thursday, 01-Jan-26 00:00:09 GMT' })).toMatchObject({ wait: 9000 })
    expect(status(403, { 'retry-after': new Date(NOW - 60_000).toUTCString() })).toMatchObject({ wait: 1000 })
  })
  it.each(['-5', '1e3', '', 'soon', '99999999999999999999'])(
    'after a minute and longer if retry-after is "%s", which is invalid',
    (text) => {
      expect(status(403, { 'retry-after': text }, 'x', 1)).toMatchObject({ wait: 120_000, rate: true })
    },
  )
  it.each(['-5', '', 'x'])(
    'after a minute and longer if the limit is used up and its reset is "%s"',
    (reset) => {
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }
      expect(status(403, headers)).toMatchObject({ wait: 60_000, rate: true })
    },
  )
  it('a growing while after a reset that has passed', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1000' }
    expect(status(403, headers)).toMatchObject({ wait: 1000 })
    expect(status(403, headers, 'x', 5)).toMatchObject({ wait: 32_000 })
  })
  it('not a server whose certificate is not trusted', () => {
    for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])
      expect(verdict({ kind: 'network', code })).toEqual({ again: false })
  })
  it('not for ever, and not for a day', () => {
    expect(judge(new Failure('x', { kind: 'network' }), { tries: 5, rateWaits: 0 }, NOW)).toEqual({
      again: false,
    })
    expect(status(429, {}, 'x', 10)).toEqual({ again: false })
    for (const code of [429, 503]) expect(status(code, { 'retry-after': '86400' })).toEqual({ again: false })
  })
})

it('removes the token from texts, however it is encoded', () => {
  const token = 'ghp_a+b/c'
  const redact = makeRedactor([token])
  const text = `${token} ${encodeURIComponent(token)} ${Buffer.from(token).toString('base64')}`
  expect(redact(text)).toBe('[token] [token] [token]')
})
