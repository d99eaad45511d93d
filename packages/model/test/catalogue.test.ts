import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  AREAS,
  type Argument,
  CATALOGUE,
  type Code,
  type MessageText,
  finding,
  findingPlace,
  renderMessage,
  usageError,
} from '../src/index.ts'

const entries = Object.entries(CATALOGUE) as (readonly [Code, MessageText])[]

describe('the catalogue', () => {
  test('has each code in one area only', () => {
    const all = Object.values<object>(AREAS).flatMap((area) => Object.keys(area))
    expect(all).toEqual(Object.keys(CATALOGUE))
  })

  test.each(entries)('%s is kebab-case, and its sentence has no full stop', (code, { message }) => {
    expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/)
    expect(message).not.toMatch(/\.$/)
  })

  test.each(entries)('%s says something beside its arguments', (_, { message }) => {
    expect(message.replaceAll(/\{\w+(:lines)?\}/g, '')).toMatch(/[a-z]{3}/i)
  })

  test.each(entries)('%s has no braces but around the names of arguments', (_, { message, advice = '' }) => {
    expect(`${message}\n${advice}`.replaceAll(/\{[a-z][A-Za-z0-9]*(:lines)?\}/g, '')).not.toMatch(
      /\{\S|\S\}|\{[^}]*\{/,
    )
  })

  test.each(entries)('%s is filled completely from its arguments', (code, text) => {
    const { message, advice } = renderMessage(
      code,
      everyArgument(text, (name) => `<${name}>`),
    )
    for (const name of namesIn(text)) expect(`${message}\n${advice}`).toContain(`<${name}>`)
    expect(message).not.toContain('?')
  })
})

describe('a name from outside', () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      '::error::x',
      '\n::error::x',
      '##[error]x',
      '\r\n  ::set-env name=A::b',
      '\u001B[31m',
      ' ::',
    ),
    fc.string({ unit: 'binary' }),
  )

  test.each(entries)('in %s breaks no line, steers no terminal, gives no runner a command', (code, text) => {
    const calm = renderMessage(
      code,
      everyArgument(text, () => 'x'),
    )
    fc.assert(
      fc.property(hostile, (name) => {
        const { message, advice } = renderMessage(
          code,
          everyArgument(text, () => `x${name}`),
        )
        const other = renderMessage(
          code,
          everyArgument(text, () => name),
        )
        expect(message.split('\n')).toHaveLength(calm.message.split('\n').length)
        expect((advice ?? '').split('\n')).toHaveLength((calm.advice ?? '').split('\n').length)
        for (const shown of [message, advice, other.message, other.advice]) expectHarmless(shown ?? '')
      }),
      { numRuns: 20 },
    )
  })

  test('has no line feed and no control character in a place', () => {
    fc.assert(
      fc.property(hostile, hostile, (path, artifact) => {
        const place = findingPlace({ path, artifact, distribution: path, key: artifact, target: path })
        expect(place).not.toContain('\n')
        expectHarmless(place)
      }),
    )
  })

  test('is shown as an escape', () => {
    expect(findingPlace({ path: 'a\n::error::b' })).toBe(String.raw`a\u000a::error::b`)
    expect(renderMessage('file-skipped', { reason: '\u001B[2J' }).message).toBe(
      String.raw`left out: \u001b[2J`,
    )
  })
})

describe('lines of an argument', () => {
  test('stand each on its own line', () => {
    const { advice } = renderMessage('syntax-error', { message: '', excerpt: ['x =', '   ^'] })
    expect(advice).toBe('x =\n   ^')
  })

  test('an empty list inside a sentence is said as such', () => {
    const args = { group: 'ops', where: 'shelf', known: [] }
    expect(renderMessage('unknown-group', args).message).toMatch(/; it has: none$/)
    expect(renderMessage('unknown-group', { ...args, known: ['a', 'b'] }).message).toMatch(/: a, b$/)
  })

  test('leave no empty line if the list is empty', () => {
    const args = { answer: '401', progress: [] }
    expect(renderMessage('publish-token-refused', args).advice).toMatch(/^the token may have expired/)
    expect(renderMessage('syntax-error', { message: 'x', excerpt: [] }).advice).toBeUndefined()
  })
})

/** What does not compile; the directives fail the type check where it would. */
export function wrongCalls(): void {
  // @ts-expect-error -- an unknown code
  finding('no-such-code', 'error')
  // @ts-expect-error -- a missing argument
  finding('license-guessed', 'error', {}, { distribution: 'a', license: 'MIT' })
  const surplus = { reason: 'a', other: 'b' }
  // @ts-expect-error -- a surplus argument
  finding('file-skipped', 'note', {}, surplus)
  // @ts-expect-error -- an argument for a text without any
  finding('file-not-planned', 'error', {}, { path: 'a' })
  // @ts-expect-error -- no arguments for a text that has some
  finding('file-skipped', 'note')
  const either = 'file-skipped' as 'file-skipped' | 'version-derived'
  // @ts-expect-error -- one of several codes, which need other arguments
  finding(either, 'note', {}, { reason: 'a', version: '1', source: 'b' })
  // @ts-expect-error -- a text where lines are needed
  finding('syntax-error', 'error', {}, { message: 'a', excerpt: 'b' })
  // @ts-expect-error -- a missing argument of an error
  usageError('file-skipped', {})
}

function namesIn({ message, advice = '' }: MessageText): string[] {
  return [...`${message}\n${advice}`.matchAll(/\{(\w+)(?::lines)?\}/g)].map((match) => match[1] ?? '')
}

function everyArgument(text: MessageText, value: (name: string) => string): Record<string, Argument> {
  const { message, advice = '' } = text
  return Object.fromEntries(
    namesIn(text).map((name) => {
      const isLines = `${message}\n${advice}`.includes(`{${name}:lines}`)
      return [name, isLines ? [value(name)] : value(name)]
    }),
  )
}

function expectHarmless(text: string): void {
  expect(text).not.toMatch(
    // oxlint-disable-next-line no-control-regex -- there should be none
    /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/,
  )
  expect(text).not.toMatch(/^\s*::/m)
  expect(text).not.toContain('##[')
}
