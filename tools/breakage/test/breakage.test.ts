/**
 * A sample of `npm run prove:breakage`: small packages, one that must not be an error among them.
 *
 * @module-tag slow
 * @module-tag pypi
 * @module-tag cp312
 */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

test('check finds what breaks without asserts, docstrings and sources', { timeout: 300_000 }, () => {
  const script = path.join(import.meta.dirname, '../src/main.ts')
  const pins = ['schema==0.6.8', 'structlog==21.3.0', 'Chameleon==4.6.0']
  const { stdout, stderr } = spawnSync(process.execPath, ['--conditions=@exuvia/source', script, ...pins], {
    encoding: 'utf8',
  })
  expect(stdout.trim().split('\n').at(-1), stderr).toBe(
    '3 programs, recall 1.00, precision 1.00, not as declared 0',
  )
})
