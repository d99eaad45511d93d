/**
 * Each test runs the Action's bundle on a project.
 *
 * @module-tag slow
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { makeCheckout, runAction } from './action.ts'

interface Log {
  readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[] }[]
}

test('a check that fails writes its findings in SARIF, with paths from the workspace', async () => {
  const checkout = makeCheckout({
    'service/pyproject.toml':
      '[project]\nname = "harbour"\nversion = "1"\nlicense = "GPL-3.0-only"\n[tool.exuvia]\n' +
      'targets = ["cp312-any"]\n[tool.exuvia.policy]\nsource-twin = "never"\n',
  })
  const step = await runAction(checkout, { command: 'check', sarif: 'found/exuvia.sarif' })
  expect(step.status).toBe(1)
  const file = join(checkout.workspace, 'found/exuvia.sarif')
  expect(step.outputs.get('sarif')).toBe(file)
  const text = readFileSync(file, 'utf8')
  const { runs } = JSON.parse(text) as Log
  expect(runs[0]?.results.map(({ ruleId }) => ruleId)).toContain('copyleft-without-source')
  expect(text).toContain('"uri": "service/pyproject.toml"')
  expect(text).not.toContain(checkout.workspace)
})

test('a project that cannot be read has no findings to write', async () => {
  const checkout = makeCheckout({ 'service/pyproject.toml': '[project\n' })
  const step = await runAction(checkout, { command: 'check', sarif: 'exuvia.sarif' })
  expect(step.status).toBe(1)
  expect(step.outputs.get('sarif') ?? '').toBe('')
  expect(existsSync(join(checkout.workspace, 'exuvia.sarif'))).toBe(false)
})
