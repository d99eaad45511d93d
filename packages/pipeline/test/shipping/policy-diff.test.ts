import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { type ShippingDifference, diffPolicy } from '../../src/index.ts'
import { contextFor } from '../commands/provenance-setting.ts'
import { git } from '../support/machines.ts'
import { makeWheel } from '../support/make-wheel.ts'

const CONFIG = `[project]
name = "gull"
version = "1.0"
license = "MIT"
dependencies = ["tern"]
[tool.setuptools.package-data]
gull = ["*.txt"]
[tool.exuvia]
targets = ["cp312-any"]
[tool.exuvia.dependencies]
wheelhouse = "wheels"
[tool.exuvia.policy]
default = "bytecode"
`
const RULE = '[[tool.exuvia.policy.rules]]\npath = "tern/**"\nship = "source"\nreason = "so"\n'

interface Setting {
  readonly root: string
  readonly put: (name: string, text: string) => void
  readonly diff: (old: string, now?: string) => Promise<ShippingDifference>
}

/** A repository with one commit, of which the wheelhouse is no part. */
async function setting(): Promise<Setting> {
  const root = path.join(temporaryFolder(), 'project')
  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  put('pyproject.toml', CONFIG)
  put('src/gull/__init__.py', 'X = 1\n')
  put('src/gull/data.txt', 'one\n')
  put('.gitignore', 'wheels/\n')
  mkdirSync(path.join(root, 'wheels'))
  await makeWheel(path.join(root, 'wheels'), 'tern', 'py3-none-any')
  git(root, 'init', '--quiet')
  git(root, 'add', '.')
  git(root, 'commit', '--quiet', '--message', 'one')
  const context = contextFor(root, {})
  return { root, put, diff: (old, now) => diffPolicy(old, now, {}, context) }
}

describe('policy diff', { tags: ['git'] }, () => {
  test('of a commit names what changed since, and that it knows no wheelhouse', async () => {
    const { root, put, diff } = await setting()
    put('src/gull/more.py', 'Y = 1\n')
    rmSync(path.join(root, 'src/gull/data.txt'))
    const found = await diff('HEAD')
    expect(found).toMatchObject({
      outcome: 'different',
      distributions: [
        {
          name: 'gull',
          files: [
            { old: null, new: 'bytecode', paths: ['lib/gull/more.py'] },
            { old: 'data', new: null, paths: ['lib/gull/data.txt'] },
          ],
        },
      ],
      unknown: [{ side: 'old', what: 'dependencies', reason: 'the commit does not contain the wheelhouse' }],
    })
  })

  test('of an equal commit without a wheelhouse is unknown, and never the same', async () => {
    const { diff } = await setting()
    expect(await diff('HEAD')).toMatchObject({ outcome: 'unknown', distributions: [] })
  })

  test('of a configuration of a commit is about the files as they are', async () => {
    const { put, diff } = await setting()
    put('pyproject.toml', CONFIG + RULE)
    expect(await diff('HEAD:pyproject.toml')).toEqual({
      outcome: 'different',
      targets: { compared: ['cp312-any'], added: [], removed: [] },
      distributions: [
        {
          name: 'tern',
          state: 'changed',
          version: null,
          license: null,
          files: [{ old: 'bytecode', new: 'source', targets: [], paths: [expect.stringContaining('tern')] }],
        },
      ],
      unknown: [],
    })
    expect(await diff('pyproject.toml')).toMatchObject({ outcome: 'same' })
  })

  test('runs nothing that a repository names, and follows no link of a commit', async () => {
    const { root, put, diff } = await setting()
    const ran = path.join(root, 'ran')
    put('.gitattributes', '* filter=spy\n')
    symlinkSync('/etc', path.join(root, 'src/gull/etc'))
    git(root, 'add', '.')
    git(root, 'commit', '--quiet', '--message', 'two')
    for (const key of ['filter.spy.smudge', 'filter.spy.clean', 'core.fsmonitor'])
      git(root, 'config', key, `touch '${ran}'; cat`)
    const found = await diff('HEAD', 'HEAD~1')
    expect(existsSync(ran)).toBe(false)
    expect(found.unknown).toContainEqual({
      side: 'old',
      what: 'files',
      reason: 'the commit has a link, a submodule or an unsafe name: src/gull/etc',
    })
  })

  test.each([
    ['nosuch', 'policy-side-unknown'],
    ['--output=x', 'policy-side-unknown'],
    ['HEAD:other.toml', 'policy-side-unknown'],
    ['src', 'policy-side-unread'],
    ['src/gull/data.txt', 'policy-side-unread'],
  ])('%s is refused', async (side, code) => {
    const { diff } = await setting()
    await expect(diff(side)).rejects.toMatchObject({ kind: 'usage', code })
  })
})
