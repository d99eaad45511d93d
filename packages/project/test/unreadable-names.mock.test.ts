import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { listFolder } from '../src/list-folder.ts'
import { isUnchanged } from '../src/git-changes.ts'
import { listBuildTree } from '../src/backend/build-tree.ts'
import { cleanUp, commitAll, ENV, makeProject, pyproject, read } from './helpers.ts'

// Tests may run as root, for whom no folder is unreadable.
vi.mock('../src/list-folder.ts', { spy: true })

const real = await vi.importActual<typeof import('../src/list-folder.ts')>('../src/list-folder.ts')

beforeEach(() => {
  vi.mocked(listFolder).mockImplementation((folder) =>
    folder.endsWith('/pgdata')
      ? Promise.reject(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }))
      : real.listFolder(folder),
  )
})

cleanUp()

/** Latin-1 for café. */
const CAFE = Buffer.from('/caf\u{e9}', 'latin1')

/** A project with a file of a Latin-1 name and a folder that cannot be listed. */
async function projectWith(places: { readonly file?: string; readonly folder?: string }): Promise<string> {
  const root = await makeProject({
    'pyproject.toml': pyproject('hatchling.build', ''),
    'tide_mark/__init__.py': '',
  })
  if (places.file !== undefined) {
    mkdirSync(join(root, places.file), { recursive: true })
    writeFileSync(Buffer.concat([Buffer.from(join(root, places.file)), CAFE, Buffer.from('.txt')]), '')
  }
  if (places.folder !== undefined) mkdirSync(join(root, places.folder, 'pgdata'), { recursive: true })
  return root
}

describe('outside of what ships', () => {
  test('a name that is not UTF-8 stops nothing', async () => {
    const { findings } = await read(await projectWith({ file: 'tests/data' }))
    expect(findings).toEqual([])
  })

  test('a folder that cannot be read is noted', async () => {
    const { findings } = await read(await projectWith({ folder: 'var' }))
    expect(findings.map(({ severity, code, subject }) => [severity, code, subject.path])).toEqual([
      ['note', 'file-skipped', 'var/pgdata'],
    ])
  })

  test('folders nested deeper than an archive allows are noted, and not walked', async () => {
    const deep = 'd/'.repeat(400)
    const root = await projectWith({ folder: `var/${deep}` })
    const { findings } = await read(root)
    expect(findings.map(({ severity, code, subject }) => [severity, code, subject.path])).toEqual([
      ['note', 'file-skipped', `var/${'d/'.repeat(128).slice(0, -1)}`],
    ])
  })

  test('both are left out of what the backend gets, and named', async () => {
    const root = await projectWith({ file: 'tests/data', folder: 'var' })
    const { unread, paths } = await listBuildTree(root, [], { env: ENV })
    expect(paths).toEqual(['pyproject.toml', 'tide_mark/__init__.py'])
    expect(unread.map(({ path }) => path).toSorted()).toEqual(['tests/data/caf\u{fffd}.txt', 'var/pgdata'])
  })

  test('a name that is not UTF-8 leaves a commit as it is', { tags: ['git'] }, async () => {
    const root = await projectWith({ file: 'tests/data' })
    await commitAll(root)
    expect(await isUnchanged(root, { env: ENV })).toBe(true)
  })
})

describe('inside a package', () => {
  test('a name that is not UTF-8 is refused', async () => {
    await expect(read(await projectWith({ file: 'tide_mark' }))).rejects.toThrow(
      'the name of tide_mark/caf\u{fffd}.txt is not UTF-8',
    )
  })

  test('a folder that cannot be read is refused', async () => {
    await expect(read(await projectWith({ folder: 'tide_mark' }))).rejects.toThrow(
      'cannot read tide_mark/pgdata: EACCES: permission denied',
    )
  })
})

test('a file of a wheelhouse that is no wheel by its name is left out', async () => {
  const root = await projectWith({})
  mkdirSync(join(root, 'wheels'))
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'wheels')), CAFE, Buffer.from('.whl')]), '')
  writeFileSync(join(root, 'wheels/notes.whl'), '')
  const { findings } = await read(root, { dependencies: { wheelhouse: ['wheels'] } })
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    'warning file-skipped',
    'warning file-skipped',
  ])
})
