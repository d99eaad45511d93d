import type { LicenseSet } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { COPYLEFT, isCopyleftExpression } from '../src/index.ts'
import { licenseCondition } from '../src/license-condition.ts'
import { readLicense } from '@exuvia/packaging'
import blueOak from '@blueoak/list/index.json' with { type: 'json' }

/** As a configuration defines them. */
const sets: Readonly<Record<string, LicenseSet>> = {
  strict: { match: 'needs', licenses: ['AGPL-3.0-only', 'LicenseRef-Ours'] },
  approved: {
    match: 'only',
    licenses: ['@permissive', 'MPL-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0'],
  },
}

function matches(rule: string, expression: string): boolean | undefined {
  const license = readLicense(expression)
  if (license === undefined) throw new Error(`${expression} is no licence`)
  return licenseCondition(rule, sets)?.(license)
}

describe("a rule's licence", () => {
  test.each([
    ['MIT', 'MIT'],
    ['GPL-3.0-or-later', 'GPL-3.0-or-later'],
    ['GPL-3.0-or-later', 'GPL-3.0-only'],
    ['GPL-3.0-or-later', 'GPL-2.0-or-later'],
    ['GPL-3.0-only', 'GPL-3.0-or-later'],
    ['GPL-3.0-only', 'GPL-2.0-or-later'],
    ['GPL-2.0-only', 'MIT AND GPL-2.0-only'],
    ['GPL-2.0-only', '(MIT OR ISC) AND GPL-2.0-only'],
    ['LGPL-2.0-or-later', 'LGPL-2.1-only'],
    ['MPL-1.0+', 'MPL-2.0'],
    ['MIT OR ISC', 'ISC'],
    ['MIT OR ISC', 'MIT OR ISC'],
    ['GPL-2.0-only OR AGPL-3.0-only', 'AGPL-3.0-only OR GPL-2.0-only'],
    ['MIT AND BSD-3-Clause', 'BSD-3-Clause AND MIT'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0'],
    ['LicenseRef-Ours', 'LicenseRef-Ours'],
    ['copyleft', 'MIT AND GPL-2.0-only'],
    ['@copyleft', 'MIT AND GPL-2.0-only'],
    ['@permissive', 'MIT'],
    ['@permissive', 'MIT OR GPL-3.0-only'],
    ['@permissive', 'BSD-3-Clause AND Apache-2.0 WITH LLVM-exception'],
    ['@permissive', 'PSF-2.0'],
    ['@strict', 'MIT AND AGPL-3.0-only'],
    ['@strict', 'AGPL-3.0-or-later'],
    ['@strict', 'AGPL-3.0-only OR LicenseRef-Ours'],
    ['@approved', 'MIT AND MPL-2.0'],
    ['@approved', 'AGPL-3.0-only OR MPL-2.0'],
    ['@approved', 'GPL-2.0-only WITH Classpath-exception-2.0'],
  ])('%s matches %s', (rule, expression) => {
    expect(matches(rule, expression)).toBe(true)
  })

  test.each([
    ['MIT', 'ISC'],
    ['GPL-3.0-or-later', 'GPL-2.0-only'],
    ['GPL-2.0-only', 'GPL-3.0-only'],
    ['GPL-2.0-only', 'GPL-3.0-or-later'],
    ['GPL-3.0-only', 'MIT OR GPL-3.0-only'],
    ['GPL-3.0-only', '(MIT AND GPL-3.0-only) OR ISC'],
    ['MIT AND BSD-3-Clause', 'MIT'],
    ['GPL-3.0-only', 'LGPL-3.0-only'],
    ['GPL-2.0-only', 'GPL-2.0-only WITH Classpath-exception-2.0'],
    ['EUPL-1.1', 'EUPL-1.2'],
    ['CDDL-1.0', 'CDDL-1.1'],
    ['BSD-2-Clause', 'BSD-3-Clause'],
    ['CC-BY-SA-3.0', 'CC-BY-SA-3.0-DE'],
    ['@copyleft', 'MIT OR GPL-3.0-only'],
    ['@permissive', 'MIT AND GPL-3.0-only'],
    ['@permissive', 'MPL-2.0'],
    ['@permissive', 'LicenseRef-Ours'],
    ['@strict', 'MIT OR AGPL-3.0-only'],
    ['@approved', 'MIT AND AGPL-3.0-only'],
    ['@approved', 'GPL-2.0-only'],
  ])('%s does not match %s', (rule, expression) => {
    expect(matches(rule, expression)).toBe(false)
  })

  test.each(['GPLv3', 'GNU GPL', '', 'MIT OR', 'gpl', '@', '@other', '@constructor'])(
    '"%s" is not a licence',
    (text) => {
      expect(licenseCondition(text, {})).toBeUndefined()
    },
  )
})

describe('the set permissive', () => {
  test('has no licence of the class copyleft', () => {
    const both = blueOak.flatMap(({ licenses }) =>
      licenses.map(({ id }) => id).filter((id) => matches('@permissive', id) && matches('@copyleft', id)),
    )
    expect(both).toEqual([])
    expect(
      blueOak.flatMap(({ licenses }) => licenses).filter(({ id }) => matches('@permissive', id)).length,
    ).toBeGreaterThan(100)
  })

  test('has no licence with the worst rating', () => {
    const lead = blueOak.find(({ name }) => name === 'Lead')?.licenses ?? []
    expect(lead.length).toBeGreaterThan(10)
    expect(lead.filter(({ id }) => matches('@permissive', id))).toEqual([])
  })
})

describe('the class copyleft', () => {
  test.each([
    'GPL-2.0-only',
    'GPL-3.0-or-later',
    'GPL-2.0+',
    'LGPL-2.1-only',
    'AGPL-3.0-only',
    'MPL-2.0',
    'MPL-2.0-no-copyleft-exception',
    'EPL-2.0',
    'CDDL-1.1',
    'EUPL-1.2',
    'OSL-3.0',
    'CPL-1.0',
    'CECILL-2.1',
    'CECILL-C',
    'SSPL-1.0',
    'MS-RL',
    'GPL-2.0-only WITH Classpath-exception-2.0',
    'MIT AND GPL-2.0-only',
    'GPL-2.0-only OR MPL-2.0',
  ])('contains %s', (expression) => {
    expect(isCopyleftExpression(expression)).toBe(true)
  })

  test.each([
    'MIT',
    'BSD-3-Clause',
    'Apache-2.0',
    'PSF-2.0',
    'ISC',
    '0BSD',
    'Unlicense',
    'CECILL-B',
    'MS-PL',
    'CC-BY-SA-4.0',
    'MIT OR GPL-3.0-only',
    'LicenseRef-Proprietary',
    'no licence at all',
  ])('does not contain %s', (expression) => {
    expect(isCopyleftExpression(expression)).toBe(false)
  })

  test('gives a reason for each family', () => {
    expect(COPYLEFT.length).toBeGreaterThan(20)
    expect(COPYLEFT.filter(({ asks }) => asks === '')).toEqual([])
  })

  test('refuses an endless expression without a crash', () => {
    const bomb = Array.from({ length: 30 }, () => '(MIT OR ISC)').join(' AND ')
    expect(readLicense(bomb)).toBeUndefined()
    expect(readLicense('('.repeat(5000))).toBeUndefined()
  })
})
