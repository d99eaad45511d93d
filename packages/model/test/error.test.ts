import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import {
  ExuviaError,
  finding,
  message,
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
    const args = { file: 'a\n::error::b', limit: 3 }
    const error = make('file-too-large', args, { cause, findings, subject: { path: 'x.py' } })
    expect(error).toBeInstanceOf(ExuviaError)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'ExuviaError',
      kind,
      code: 'file-too-large',
      args,
      message: String.raw`x.py: a\u000a::error::b is larger than 3 bytes, too large to hold in memory`,
      hint: 'leave the file out, or split it',
      findings,
    })
    expect(error.cause).toBe(cause)
  })

  test('has no cause, hint or findings by default', () => {
    const error = new ExuviaError('interrupted', message('interrupted'))
    expect('cause' in error).toBe(false)
    expect(error.hint).toBeUndefined()
    expect(error.findings).toEqual([])
    expect(error.message).toBe('no partial output was left')
  })

  test('gets its place later, with itself as the cause', () => {
    const error = refusal('bytecode-bad-size', { offset: 3, size: -1 })
    const placed = error.at({ path: 'a.pyc' })
    expect(placed).toMatchObject({ kind: 'refused', code: error.code, args: error.args, hint: error.hint })
    expect(placed.message).toBe('a.pyc: negative size -1 at offset 3')
    expect(placed.cause).toBe(error)
  })
})

test('a system error has a code, and other values have none', async () => {
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
