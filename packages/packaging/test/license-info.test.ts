import type { LicenseText } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { canonicalLicense, isSpdx, readLicense, settleLicense } from '../src/index.ts'
import { python } from './support.ts'

const osi = (name: string): string => `License :: OSI Approved :: ${name}`

/** A licence file that is none of SPDX's texts. */
const unknownText = (path: string, start: string): LicenseText => ({
  path,
  start,
  licenses: [],
  whole: false,
  choice: false,
  later: false,
})

describe('a licence', () => {
  const claims = { expression: undefined, classifiers: [], field: undefined, texts: [] }
  test.each([
    [{ expression: 'MIT OR Apache-2.0', field: 'GPL' }, 'MIT OR Apache-2.0', 'license-expression'],
    [{ classifiers: [osi('MIT License')], field: 'GPL' }, 'MIT', 'classifier'],
    [
      { classifiers: [osi('MIT License'), osi('GNU General Public License v3 (GPLv3)')] },
      'GPL-3.0-only AND MIT',
      'classifier',
    ],
    // As yamllint 1.35 declares it.
    [
      { classifiers: [osi('GNU General Public License v3 (GPLv3)')], field: 'GPL-3.0-or-later' },
      'GPL-3.0-or-later',
      'license-field',
    ],
    [
      { classifiers: [osi('GNU General Public License v3 (GPLv3)')], field: 'MIT' },
      'GPL-3.0-only',
      'classifier',
    ],
    [{ classifiers: [osi('BSD License')], field: 'BSD-2-Clause' }, 'BSD-2-Clause', 'license-field'],
    [{ classifiers: [osi('BSD License')] }, 'BSD-3-Clause', 'guess'],
    [
      {
        field: 'BSD',
        texts: [
          unknownText(
            'LICENSE',
            'Redistribution and use in source and binary forms …\n3. Neither the name of',
          ),
        ],
      },
      'BSD-3-Clause',
      'guess',
    ],
    [
      {
        classifiers: [osi('BSD License')],
        texts: [unknownText('LICENSE', 'Redistribution and use in source and binary forms …')],
      },
      'BSD-2-Clause',
      'guess',
    ],
    [{ field: 'GPL v3' }, 'GPL-3.0-or-later', 'guess'],
    [{ classifiers: ['License :: Other/Proprietary License'] }, 'LicenseRef-Proprietary', 'classifier'],
    [{ texts: [unknownText('LICENSE', 'MIT License\n\nCopyright')] }, 'MIT', 'guess'],
    [{ expression: 'mit OR apache-2.0' }, 'MIT OR Apache-2.0', 'license-expression'],
    [{ field: 'apache-2.0' }, 'Apache-2.0', 'license-field'],
    [{ field: 'Apache 2 or GPL v3 or later' }, 'Apache-2.0 OR GPL-3.0-or-later', 'guess'],
    [{ field: 'MIT or something else' }, undefined, 'unknown'],
    [{ field: 'see the file' }, undefined, 'unknown'],
    [{}, undefined, 'unknown'],
  ])('%j is %s by %s', (some, expression, source) => {
    expect(settleLicense({ ...claims, ...some }, undefined)).toMatchObject({ expression, source })
  })
})

/** Expressions in every case; the packaging library has no `DocumentRef`. */
const EXPRESSIONS = [
  'mit OR apache-2.0',
  'mit or apache-2.0',
  'gpl-3.0-or-later with classpath-exception-2.0',
  'licenseref-Foo.bar',
  'LICENSEREF-foo',
  '(mit)',
  'mit  and isc',
  'gpl-2.0+',
  'APACHE-2.0',
  '0bsd',
  'MIT\nOR ISC',
  'mit OR (isc AND bsd-3-clause)',
  'bzip2-1.0.5',
  'MITx',
  'MIT AND',
  '()',
  'mit isc',
  'MIT/Apache-2.0',
  'with',
] as const

const CANONICAL = `
import json, sys
from packaging.licenses import canonicalize_license_expression, InvalidLicenseExpression
def one(text):
    try: return canonicalize_license_expression(text)
    except InvalidLicenseExpression: return None
print('\\n@@' + json.dumps([one(t) for t in json.loads(sys.argv[1])]))
`

describe('an SPDX expression', () => {
  test('gets the case that the packaging library gives it', { tags: ['pypi'] }, async () => {
    const golden = await python<(string | null)[]>(CANONICAL, EXPRESSIONS)
    expect(EXPRESSIONS.map((text) => canonicalLicense(text) ?? null)).toEqual(golden)
  })

  test('means the same in every case', () => {
    expect(isSpdx('mit OR apache-2.0')).toBe(true)
    expect(readLicense('gpl-3.0-only with gcc-exception-3.1')).toEqual(
      readLicense('GPL-3.0-only WITH GCC-exception-3.1'),
    )
  })
})
