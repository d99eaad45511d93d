import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { actionBundle } from './bundle.ts'

test('the bundle contains the licences of its packages', { tags: ['slow'] }, async () => {
  expect(readFileSync(join(await actionBundle(), 'licenses.txt'), 'utf8')).toMatch(
    /^@octokit\/core .*\(MIT\)$/m,
  )
})
