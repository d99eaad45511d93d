import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, inject, test } from 'vitest'

test('the bundle contains the licences of its packages', () => {
  expect(readFileSync(join(inject('bundle'), 'licenses.txt'), 'utf8')).toMatch(/^@octokit\/core .*\(MIT\)$/m)
})
