import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import {
  ExuviaError,
  finding,
  messageOf,
  outsideError,
  refusal,
  systemErrorCode,
  usageError,
} from '../src/index.ts'

describe('an ExuviaError', () => {
  test.each([
    [usageError, 'usage'],
    [refusal, 'refused'],
    [outsideError, 'outside'],
  ])('made by %o says who has to act: %s', (make, kind) => {
    const cause = new Error('disk')
    const findings = [finding('file-not-planned', 'error', { path: 'a' })]
    const error = make('some-code', 'what came', { hint: 'do this', cause, findings })
    expect(error).toBeInstanceOf(ExuviaError)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'ExuviaError',
      kind,
      code: 'some-code',
      message: 'what came',
      hint: 'do this',
      findings,
    })
    expect(error.cause).toBe(cause)
  })

  test('has no cause, hint or findings where none were given', () => {
    const error = usageError('some-code', 'what came')
    expect('cause' in error).toBe(false)
    expect(error.hint).toBeUndefined()
    expect(error.findings).toEqual([])
  })
})

test('the code of a system error is found, and none elsewhere', async () => {
  const missing: unknown = await readFile(new URL('no-such-file', import.meta.url)).catch(
    (error: unknown) => error,
  )
  expect(systemErrorCode(missing)).toBe('ENOENT')
  expect(systemErrorCode(new Error('no code'))).toBeUndefined()
  expect(systemErrorCode({ code: 'ENOENT' })).toBeUndefined()
  expect(systemErrorCode(undefined)).toBeUndefined()
})

test('anything that was thrown has a message', () => {
  expect(messageOf(new Error('text'))).toBe('text')
  expect(messageOf('text')).toBe('text')
  expect(messageOf(undefined)).toBe('undefined')
})
