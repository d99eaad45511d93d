import { describe, expect, test } from 'vitest'
import { settleLicense } from '../src/index.ts'

const osi = (name: string): string => `License :: OSI Approved :: ${name}`

describe('a licence', () => {
  const claims = { expression: undefined, classifiers: [], field: undefined, file: undefined }
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
    [{ field: 'GPL v3' }, 'GPL-3.0-or-later', 'guess'],
    [{ classifiers: ['License :: Other/Proprietary License'] }, 'LicenseRef-Proprietary', 'classifier'],
    [{ file: { name: 'LICENSE', text: 'MIT License\n\nCopyright' } }, 'MIT', 'guess'],
    [{ field: 'see the file' }, undefined, 'unknown'],
    [{}, undefined, 'unknown'],
  ])('%j is %s by %s', (some, expression, source) => {
    expect(settleLicense({ ...claims, ...some }, undefined)).toMatchObject({ expression, source })
  })
})
