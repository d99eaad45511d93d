import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Inventory } from '@exuvia/model'
import { cleanUp, makeProject, pyproject, read } from './helpers.ts'
import { makeWheel } from './make-wheel.ts'

cleanUp()

/** A project of version 1.2.0 with a plugin that requires it. */
async function withPlugin(requirement: string): Promise<Inventory> {
  const root = await makeProject({
    'pyproject.toml': pyproject(
      'setuptools.build_meta',
      'dependencies = ["moon"]\n[project.optional-dependencies]\nsun = ["sun"]\n',
    ),
    'src/tide_mark/__init__.py': '',
  })
  const wheels = join(root, 'wheels')
  await makeWheel(wheels, { 'moon.py': '' }, { name: 'moon', metadata: `Requires-Dist: ${requirement}\n` })
  await makeWheel(wheels, { 'sun.py': '' }, { name: 'sun' })
  return read(root, { dependencies: { wheelhouse: ['wheels'] } })
}

function names({ distributions }: Inventory): string[] {
  return distributions.map(({ normalizedName }) => normalizedName)
}

describe('a dependency that requires the project itself', () => {
  test('is met by the project', { tags: ['python3'] }, async () => {
    const inventory = await withPlugin('Tide.Mark>=1.0')
    expect(inventory.findings.map(({ code }) => code)).toEqual(['wheels-unused'])
    expect(names(inventory)).toEqual(['tide-mark', 'moon'])
  })

  test('brings the dependencies of the extra that it names', { tags: ['python3'] }, async () => {
    const inventory = await withPlugin('tide-mark[sun]')
    expect(inventory.findings).toEqual([])
    expect(names(inventory)).toEqual(['tide-mark', 'moon', 'sun'])
  })

  test('in another version is an error that names both', { tags: ['python3'] }, async () => {
    const { findings } = await withPlugin('tide-mark>=3')
    expect(findings.map(({ code, args }) => [code, args['wanted'], args['version']])).toEqual([
      ['project-version-unfit', 'tide-mark>=3', '1.2.0'],
    ])
  })
})

test('a runtime that lacks a wheel names no platforms of others', { tags: ['python3'] }, async () => {
  const root = await makeProject({
    'pyproject.toml': pyproject('setuptools.build_meta', 'dependencies = ["abi", "old"]\n'),
    'src/tide_mark/__init__.py': '',
  })
  const wheels = join(root, 'wheels')
  await makeWheel(wheels, {}, { name: 'abi', tag: 'cp310-abi3-manylinux_2_17_x86_64' })
  await makeWheel(wheels, {}, { name: 'old', tag: 'cp312-cp312-manylinux_2_17_x86_64' })
  const { findings } = await read(root, {
    targets: ['cp310', 'cp311'],
    dependencies: { wheelhouse: ['wheels'] },
  })
  expect(findings.map(({ code, subject, args }) => [code, subject.distribution, args['target']])).toEqual([
    ['wheel-missing', 'old', ['cp310', 'cp311']],
  ])
})
