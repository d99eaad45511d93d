import { describe, expect, test } from 'vitest'
import { COPYLEFT, isCopyleftExpression } from '../src/index.ts'
import { licenseCondition } from '../src/license-condition.ts'
import { readLicense } from '@exuvia/packaging'

function matches(rule: string, expression: string): boolean | undefined {
  const license = readLicense(expression)
  if (license === undefined) throw new Error(`${expression} is no licence`)
  return licenseCondition(rule)?.(license)
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
  ])('%s does not match %s', (rule, expression) => {
    expect(matches(rule, expression)).toBe(false)
  })

  test.each(['GPLv3', 'GNU GPL', '', 'MIT OR', 'gpl'])('"%s" is not a licence', (text) => {
    expect(licenseCondition(text)).toBeUndefined()
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
