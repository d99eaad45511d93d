/**
 * Every test here makes wheels.
 *
 * @module-tag python3
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findingSentence } from '@exuvia/model'
import { expect, test } from 'vitest'
import { cleanUp, makeProject, read } from './helpers.ts'
import { makeWheel } from './make-wheel.ts'

cleanUp()

const LINUX = 'gull-1.0-cp312-cp312-linux_x86_64.whl'

/** Everything that a check reports of a project with such a wheel. */
async function reported(targets: readonly string[]): Promise<string[]> {
  const root = await makeProject({
    'pyproject.toml': '[project]\nname = "app"\nversion = "1"\ndependencies = ["gull"]\n',
    'app.py': 'import gull\n',
  })
  await mkdir(join(root, 'wheels'))
  await makeWheel(join(root, 'wheels'), {}, { tag: 'cp312-cp312-linux_x86_64' })
  const { findings } = await read(root, { targets, dependencies: { wheelhouse: ['wheels'] } })
  return findings.map((item) => `${item.severity} ${item.code} ${findingSentence(item)}`)
}

test('a wheel that only this machine is known to run is reported where it ships', async () => {
  expect(await reported(['cp312-linux_x86_64'])).toEqual([
    `warning wheel-not-portable gull (cp312-linux_x86_64): ${LINUX} runs on machines like the one that built it: its platform is linux_x86_64`,
  ])
})

test('it does not ship to a target that names the oldest Linux, and the error names the cure', async () => {
  expect(await reported(['cp312-manylinux_2_28_x86_64'])).toEqual([
    expect.stringMatching(
      /^error wheel-missing gull .*available: gull-1\.0-cp312-cp312-linux_x86_64\.whl \(auditwheel repair gives it a portable tag\)$/,
    ),
  ])
})
