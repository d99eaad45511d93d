import { ExuviaError } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/config/index.ts'

/** The first lines of a rule. */
const RULE = '[[policy.rules]]\nship = "data"\nreason = "r"\n'

/** Each problem of a config. */
function complaints(text: string): string[] {
  try {
    parseConfig(text, 'exuvia.toml')
    return []
  } catch (error) {
    if (error instanceof ExuviaError)
      return error.message.split('\n').filter((line) => line.startsWith('exuvia.toml'))
    throw error
  }
}

describe('a rule', () => {
  test('takes a kind, a command and an end, as a date of TOML or as text', () => {
    for (const until of ['2028-02-29', '"2028-02-29"']) {
      const { policy } = parseConfig(
        `${RULE}kind = "test"\nentry-point = "tide*"\nuntil = ${until}`,
        'exuvia.toml',
      )
      expect(policy.rules[0]).toMatchObject({ kind: 'test', entryPoint: 'tide*', until: '2028-02-29' })
    }
  })

  test.each([
    [
      'kind = "modules"',
      '4:1 policy.rules[0].kind: expected one of "module", "stub", "data", "native", "script", "metadata", "license", "test", got "modules"; did you mean "module"?',
    ],
    [
      'entry-point = "bin/tide"',
      '4:1 policy.rules[0].entry-point: expected the name of a command or a glob of names, got "bin/tide"',
    ],
    [
      'kind = "data"\nuntil = 2027-02-01T10:00:00Z',
      '5:1 policy.rules[0].until: expected a day such as 2027-01-31, got "2027-02-01T10:00:00Z"',
    ],
    [
      'kind = "data"\nuntil = "2027-02-30"',
      '5:1 policy.rules[0].until: expected a day such as 2027-01-31, got "2027-02-30"',
    ],
    [
      'kind = "data"\nuntil = "next year"',
      '5:1 policy.rules[0].until: expected a day such as 2027-01-31, got "next year"',
    ],
    ['kind = "data"\nuntil = 2027', '5:1 policy.rules[0].until: expected a string, got 2027'],
    [
      'license = "@permisive"',
      '4:1 policy.rules[0].license: no set of licences is called "@permisive"; did you mean "@permissive"?',
    ],
    [
      'license = "@ours"',
      '4:1 policy.rules[0].license: no set of licences is called "@ours"; known are @copyleft, @permissive; [policy.license-sets] defines more',
    ],
    [
      'until = 2027-01-31',
      '1:1 policy.rules[0]: expected path, distribution, license, target, kind or entry-point; policy.default decides about files that no rule matches',
    ],
  ])('with %s is refused', (lines, problem) => {
    expect(complaints(RULE + lines)).toEqual([`exuvia.toml:${problem}`])
  })
})

describe('a set of licences', () => {
  test('is a list, or says that only its licences are allowed', () => {
    const { policy } = parseConfig(
      '[policy.license-sets]\nstrict = ["AGPL-3.0-only"]\napproved = { only = ["@permissive", "MPL-2.0"] }\n',
      'exuvia.toml',
    )
    expect({ ...policy.licenseSets }).toEqual({
      strict: { match: 'needs', licenses: ['AGPL-3.0-only'] },
      approved: { match: 'only', licenses: ['@permissive', 'MPL-2.0'] },
    })
  })

  test.each([
    ['copyleft = ["MIT"]', 'copyleft: "@copyleft" is a set of Exuvia\'s own; choose another name'],
    [
      '"@ours" = ["MIT"]',
      '"@ours": expected a name of lower-case letters, digits and "-", without "@", got "@ours"',
    ],
    ['ours = []', 'ours: expected at least one licence'],
    [
      'ours = ["GPLv3"]',
      'ours[0]: expected an SPDX expression, got "GPLv3"; did you mean "GPL-3.0-or-later"?',
    ],
    ['ours = ["MIT OR ISC"]', 'ours[0]: expected one licence for each item, got the expression "MIT OR ISC"'],
    [
      'ours = ["@other"]',
      'ours[0]: expected an SPDX licence, "@copyleft" or "@permissive", got "@other"; a set contains no other set of yours',
    ],
    ['ours = { only = ["MIT"], any = ["MIT"] }', 'ours.any: unknown key'],
    ['ours = "MIT"', 'ours: expected an array of strings or a table, got "MIT"'],
  ])('%s is refused', (line, problem) => {
    const [first = '', ...others] = complaints(`[policy.license-sets]\n${line}`)
    expect(others).toEqual([])
    expect(first.replace(/^exuvia\.toml:2:\d+ policy\.license-sets\./, '')).toContain(problem)
  })
})
