import { describe, expect, test } from 'vitest'
import {
  type FindingCode,
  type FindingText,
  FINDING_TEXTS,
  describeFinding,
  finding,
  findingPlace,
} from '../src/index.ts'

const codes = Object.keys(FINDING_TEXTS) as FindingCode[]

describe('a text', () => {
  test.each(codes)('%s has no braces but around the names of arguments', (code) => {
    const { message, advice = '' }: FindingText = FINDING_TEXTS[code]
    expect(`${message}\n${advice}`.replaceAll(/\{[a-z][A-Za-z]*\}/g, '')).not.toMatch(/[{}]/)
  })

  test.each(codes)('%s is filled completely from its arguments', (code) => {
    const { message, advice = '' }: FindingText = FINDING_TEXTS[code]
    const names = [...`${message}\n${advice}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
    const described = describeFinding(
      finding(code, 'error', {}, Object.fromEntries(names.map((name) => [name, `<${name}>`]))),
    )
    for (const name of names) expect(`${described.message}\n${described.advice}`).toContain(`<${name}>`)
    expect(described.message).not.toMatch(/[{}?]/)
  })

  test.each(codes)('%s is no sentence with a full stop, since a place stands before it', (code) => {
    expect(FINDING_TEXTS[code].message).not.toMatch(/\.$/)
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })
})

describe('the sentence of a finding', () => {
  test('has its arguments in their places, a list with commas', () => {
    const item = finding(
      'wheel-missing',
      'error',
      {},
      { distribution: 'numpy', target: 'cp312-any', available: ['a.whl', 'b.whl'] },
    )
    expect(describeFinding(item)).toEqual({
      message: 'no wheel of numpy in the wheelhouse fits cp312-any; there are: a.whl, b.whl',
      advice: 'add a wheel for it to the wheelhouse, or leave the target out',
    })
  })

  test('says numbers as they are', () => {
    expect(
      describeFinding(finding('publish-asset-too-large', 'error', {}, { size: 3221225472 })).message,
    ).toBe('3221225472 bytes, and GitHub takes less than 2 GiB')
  })

  test('takes braces and dollars in an argument as they are', () => {
    const item = finding('file-skipped', 'note', {}, { reason: '{reason} $& $1' })
    expect(describeFinding(item).message).toBe('left out: {reason} $& $1')
  })

  test('shows a missing argument instead of failing', () => {
    expect(describeFinding(finding('file-skipped', 'note')).message).toBe('left out: ?')
  })

  test('has no advice where there is none', () => {
    expect(describeFinding(finding('file-not-planned', 'error')).advice).toBeUndefined()
  })
})

describe('the place of a finding', () => {
  test.each([
    [{}, ''],
    [{ path: 'src/app.py' }, 'src/app.py'],
    [{ path: 'src/app.py', line: 3 }, 'src/app.py:3'],
    [{ path: 'src/app.py', line: 3, column: 7 }, 'src/app.py:3:7'],
    [{ path: 'src/app.py', column: 7 }, 'src/app.py'],
    [{ distribution: 'numpy', target: 'cp312-any' }, 'numpy (cp312-any)'],
    [{ distribution: 'numpy', wheels: 4 }, 'numpy (4 wheels)'],
    [{ target: 'cp312-any' }, '(cp312-any)'],
    [{ artifact: 'a.tar.gz' }, 'a.tar.gz'],
    [{ key: 'policy.rules[0]' }, 'policy.rules[0]'],
    [{ key: 'licenses', distribution: 'numpy' }, 'licenses numpy'],
    [{ path: 'lib/a.py', distribution: 'numpy', target: 'cp312-any' }, 'lib/a.py numpy (cp312-any)'],
  ])('%j is "%s"', (subject, place) => {
    expect(findingPlace(subject)).toBe(place)
  })
})
