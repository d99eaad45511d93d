/**
 * @module-tag slow
 * @module-tag cp312
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startTwin } from '@exuvia/github-twin'
import { temporaryFolder } from '@exuvia/test-needs'
import { expect, onTestFinished, test } from 'vitest'
import { buildRelease, diffPolicy, publishPaths, shippingSince } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { makeWheel } from '../support/make-wheel.ts'

const CONFIG = `[project]
name = "gull"
version = "1.0"
license = "MIT"
dependencies = ["tern"]
[project.scripts]
gull = "gull:main"
[tool.setuptools.package-data]
gull = ["*.txt"]
[tool.exuvia]
targets = ["cp312-any"]
[tool.exuvia.dependencies]
wheelhouse = "wheels"
[tool.exuvia.compile]
optimize = 1
[tool.exuvia.publish]
repository = "octocat/gull"
`
const RULE = '[[tool.exuvia.policy.rules]]\ndistribution = "tern"\nship = "source"\nreason = "so"\n'

test('a project and the release that was built of it are the same, in every form of the release', async () => {
  const root = path.join(temporaryFolder(), 'project')
  mkdirSync(path.join(root, 'src/gull/sub'), { recursive: true })
  mkdirSync(path.join(root, 'wheels'))
  writeFileSync(path.join(root, 'pyproject.toml'), CONFIG)
  for (const [name, text] of [
    ['__init__.py', 'def main(): pass\n'],
    ['__init__.pyi', 'def main() -> None: ...\n'],
    ['data.txt', 'one\n'],
    ['sub/__init__.py', ''],
  ] as const)
    writeFileSync(path.join(root, 'src/gull', name), text)
  await makeWheel(path.join(root, 'wheels'), 'tern', 'py3-none-any')
  const twin = await startTwin({ repositories: [{ name: 'octocat/gull' }] })
  onTestFinished(() => twin.close())
  const context = contextFor(root, {
    GITHUB_API_URL: twin.url,
    GITHUB_TOKEN: twin.token,
    SOURCE_DATE_EPOCH: '1700000000',
  })
  const { manifest } = await buildRelease({ try: false }, context)
  await publishPaths({ paths: ['dist'] }, context)
  const diff = (old: string, now?: string) => diffPolicy(old, now, {}, context)

  const same = { outcome: 'same', distributions: [], unknown: [] }
  expect(await diff('dist')).toMatchObject(same)
  expect(await diff('dist/gull-1.0.manifest.json', 'octocat/gull@v1.0')).toMatchObject(same)
  // A tarball and a lonely manifest say no licences.
  const lonely = path.join(temporaryFolder(), 'gull-1.0.manifest.json')
  writeFileSync(lonely, readFileSync(path.join(root, 'dist/gull-1.0.manifest.json')))
  for (const side of ['dist/gull-1.0-cp312-any.tar.gz', lonely]) {
    expect(await diff(side)).toMatchObject({
      outcome: 'unknown',
      distributions: [],
      unknown: [{ side: 'old', what: 'licenses' }],
    })
  }

  writeFileSync(
    path.join(root, 'pyproject.toml'),
    `${CONFIG.replace('optimize = 1', 'optimize = 2')}${RULE}[tool.exuvia.licenses]\ntern = "ISC"\n`,
  )
  rmSync(path.join(root, 'src/gull/data.txt'))
  const { manifest: later } = await buildRelease({ try: false }, context)
  const nothing = { added: [], removed: [] }
  expect(shippingSince(manifest, manifest)).toEqual({
    since: '1.0',
    changes: [],
    more: 0,
    targets: nothing,
    unknown: ['licenses'],
  })
  // The first release was built with optimize = 1, and neither has a rule about it.
  const changed = { distribution: 'gull', state: 'changed' }
  expect(shippingSince(manifest, later).changes).toEqual([
    {
      ...changed,
      old: 'bytecode (optimize 1, docstrings keep)',
      new: 'bytecode (optimize 2, docstrings strip)',
      files: 2,
    },
    { ...changed, old: 'data', new: null, files: 1 },
    { distribution: 'tern', state: 'changed', old: 'bytecode', new: 'source', files: 1 },
  ])
  expect(await diff('octocat/gull@v1.0')).toMatchObject({
    outcome: 'different',
    distributions: [
      {
        name: 'gull',
        license: null,
        files: [
          {
            old: 'bytecode (optimize 1, docstrings keep)',
            new: 'bytecode (optimize 2, docstrings strip)',
            paths: ['lib/gull/__init__.py', 'lib/gull/sub/__init__.py'],
          },
          { old: 'data', new: null, paths: ['lib/gull/data.txt'] },
        ],
      },
      {
        name: 'tern',
        license: { old: 'MIT', new: 'ISC' },
        files: [{ old: 'bytecode', new: 'source', paths: ['lib/tern/__init__.py'] }],
      },
    ],
  })
})
