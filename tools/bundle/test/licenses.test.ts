import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { bundledLicenses } from '../src/licenses.ts'

function moduleUnder(license: string | undefined): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'exuvia-licenses-')), 'node_modules/@harbour/crane')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'crane', version: '1.0.0', license }))
  writeFileSync(join(folder, 'LICENSE.md'), 'Do as you like.\n')
  return join(folder, 'lib/index.js')
}

test('each package is named with its licence and its notice', () => {
  expect(bundledLicenses([moduleUnder('MIT'), '/src/main.ts'])).toBe('crane 1.0.0 (MIT)\n\nDo as you like.\n')
  expect(bundledLicenses([moduleUnder('(Apache-2.0 AND BSD-3-Clause)')])).toMatch(/^crane 1\.0\.0/)
})

test('a licence that requires more than its notice stops the bundle, and so does a missing one', () => {
  expect(() => bundledLicenses([moduleUnder('GPL-3.0-only')])).toThrow(/^crane is under GPL-3\.0-only/)
  expect(() => bundledLicenses([moduleUnder('MIT AND MPL-2.0')])).toThrow(/^crane is under MIT AND MPL-2\.0/)
  expect(() => bundledLicenses([moduleUnder(undefined)])).toThrow(/^crane names no licence/)
})
