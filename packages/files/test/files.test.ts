import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { findInside, foldedPath, isInside, readInside, replaceFile, writeAtomically } from '../src/index.ts'
import { run, temporaryFolder } from './support.ts'

describe('a file that is replaced', () => {
  test.each([true, false])('is complete, with nothing beside it (synced: %s)', async (sync) => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'a')
    await writeFile(file, 'old')
    expect(
      await replaceFile(
        file,
        async (handle) => {
          await handle.writeFile('new')
          return (await readFile(file, 'utf8')) + (await readdir(folder)).length
        },
        { sync },
      ),
    ).toBe('old2')
    expect(await readFile(file, 'utf8')).toBe('new')
    expect(await readdir(folder)).toEqual(['a'])
  })

  test('is unchanged if writing fails, and nothing is left beside it', async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'a')
    await writeFile(file, 'old')
    const writing = replaceFile(file, async (handle) => {
      await handle.writeFile('half')
      throw new Error('stopped')
    })
    await expect(writing).rejects.toThrow('stopped')
    expect(await readFile(file, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['a'])
  })

  test('may have the longest name that a file system allows', async () => {
    const folder = await temporaryFolder()
    await writeAtomically(path.join(folder, 'n'.repeat(255)), (handle) => handle.writeFile('x'))
    expect(await readdir(folder)).toEqual(['n'.repeat(255)])
  })

  test('in a folder that is missing is an error that says what to do', async () => {
    const file = path.join(await temporaryFolder(), 'missing/a')
    await expect(writeAtomically(file, async () => undefined)).rejects.toMatchObject({
      code: 'no-output-folder',
      kind: 'outside',
      hint: expect.stringContaining('create'),
    })
  })
})

/** Makes a folder with links in it and returns its path. */
async function tree(): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(path.join(folder, 'root/sub'), { recursive: true })
  await writeFile(path.join(folder, 'root/sub/file'), 'inside')
  await writeFile(path.join(folder, 'secret'), 'outside')
  // A folder whose name begins with the root's name is not in the root.
  await mkdir(path.join(folder, 'root2'))
  await writeFile(path.join(folder, 'root2/file'), 'outside')
  await symlink('sub/file', path.join(folder, 'root/link'))
  await symlink('sub', path.join(folder, 'root/folder'))
  await symlink('../secret', path.join(folder, 'root/out'))
  await symlink('../root2', path.join(folder, 'root/beside'))
  await symlink('nowhere', path.join(folder, 'root/broken'))
  await symlink('loop', path.join(folder, 'root/loop'))
  await run('mkfifo', [path.join(folder, 'root/pipe')])
  return path.join(folder, 'root')
}

describe('reading inside a folder', () => {
  test.each([
    ['sub/file', 'file'],
    ['link', 'file'],
    ['folder', 'folder'],
    ['folder/file', 'file'],
    ['.', 'folder'],
    ['out', 'outside'],
    ['../secret', 'outside'],
    ['sub/../../secret', 'outside'],
    ['/etc/passwd', 'outside'],
    ['beside/file', 'outside'],
    ['../root2/file', 'outside'],
    ['broken', 'missing'],
    ['loop', 'missing'],
    ['pipe', 'special'],
  ])('%s is found as: %s', async (at, state) => {
    const root = await tree()
    expect(await findInside(root, path.resolve(root, at))).toMatchObject({ state })
  })

  test('returns only what is inside, also through a link', async () => {
    const root = await tree()
    expect((await readInside(root, 'folder/file', 100))?.toString()).toBe('inside')
    expect(await readInside(root, 'broken', 100)).toBeUndefined()
    expect(await readInside(root, 'sub', 100)).toBeUndefined()
    for (const at of ['out', '../secret', '/etc/passwd', 'beside/file']) {
      await expect(readInside(root, at, 100)).rejects.toMatchObject({ code: 'path-outside', kind: 'usage' })
    }
    await expect(readInside(root, 'pipe', 100)).rejects.toMatchObject({ code: 'not-a-file' })
    await expect(readInside(root, 'link', 5)).rejects.toMatchObject({ code: 'file-too-large' })
  })

  test('a root that is itself behind a link is followed', async () => {
    const root = await tree()
    await symlink(root, `${root}-link`)
    expect((await readInside(`${root}-link`, 'link', 100))?.toString()).toBe('inside')
  })

  test('the root of a file system contains everything', () => {
    expect(isInside('/', '/a')).toBe(true)
    expect(isInside('/a', '/a')).toBe(true)
    expect(isInside('/a', '/ab')).toBe(false)
  })
})

test.each([
  ['README', 'Readme', true],
  ['straße', 'STRASSE', true],
  ['\u00e9', 'e\u0301', true],
  ['\u03a3', '\u03c2', true],
  ['a', 'b', false],
  ['1', '\u2460', false],
])('"%s" and "%s" are the same file on some systems: %s', (one, other, same) => {
  expect(foldedPath(one) === foldedPath(other)).toBe(same)
})
