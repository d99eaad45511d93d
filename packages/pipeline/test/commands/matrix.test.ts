/**
 * Each machine clones a repository.
 *
 * @module-tag git
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { planMatrix, planProject } from '../../src/index.ts'
import { contextFor, repository } from '../support/machines.ts'

async function matrixOf(targets: readonly string[]) {
  const root = repository()
  const file = path.join(root, 'origin/pyproject.toml')
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/^targets = .*$/m, `targets = ${JSON.stringify(targets)}`),
  )
  return planMatrix(await planProject({ project: 'origin' }, contextFor(root)))
}

function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `cp312-macosx_${index}_0_arm64`)
}

describe('a matrix for GitHub', () => {
  test('has a job for each target, in the order of the release, with the Python that compiles it', async () => {
    expect(
      await matrixOf(['pp39-any', 'cp313t-any', 'cp27-win_amd64', 'cp312-manylinux_2_28_aarch64']),
    ).toEqual({
      include: [
        { target: 'pp39-any', runtime: 'pp39', platform: 'any', 'python-version': 'pypy3.9' },
        { target: 'cp313t-any', runtime: 'cp313t', platform: 'any', 'python-version': '3.13' },
        { target: 'cp27-win_amd64', runtime: 'cp27', platform: 'win_amd64', 'python-version': '2.7' },
        {
          target: 'cp312-manylinux_2_28_aarch64',
          runtime: 'cp312',
          platform: 'manylinux_2_28_aarch64',
          'python-version': '3.12',
        },
      ],
    })
  })

  test('has no more jobs than GitHub allows', async () => {
    expect((await matrixOf(many(256))).include).toHaveLength(256)
    await expect(matrixOf(many(257))).rejects.toMatchObject({
      kind: 'usage',
      code: 'matrix-too-large',
      message: '257 targets make 257 jobs, but GitHub allows 256 per matrix',
    })
  })
})
