import { chmod, rename, rm, symlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findUncommitted } from '../src/git-uncommitted.ts'
import { ENV, addFiles, cleanUp, commitAll, git, makeProject } from './helpers.ts'

cleanUp()

const FILES = ['a.py', 'b.sh', 'folder/c.txt', 'link']
const changed = (root: string, paths: readonly string[] = FILES): Promise<string[]> =>
  findUncommitted(root, paths, { env: ENV })

async function committed(): Promise<string> {
  const root = await makeProject({
    'a.py': 'a = 1\n',
    'b.sh': '',
    'folder/c.txt': 'c\r\nd\n',
    'other.py': '',
    'folder/d.txt': '',
    'folder/sub/e.txt': '',
    'docs/f.md': '',
    'noxfile.py': '',
  })
  await symlink('other.py', join(root, 'link'))
  await chmod(join(root, 'b.sh'), 0o755)
  await commitAll(root)
  return root
}

describe('a file that ships', { tags: ['git'] }, () => {
  test.each<[string, (root: string) => Promise<unknown>, string[]]>([
    ['as committed', () => Promise.resolve(), []],
    ['with another time', (root) => utimes(join(root, 'a.py'), 1, 1), []],
    ['with other bytes', (root) => addFiles(root, { 'a.py': 'a = 2\n' }), ['a.py']],
    [
      'with other bytes of the same size and time',
      async (root) => {
        await utimes(join(root, 'a.py'), 1, 1)
        await git(root, 'update-index', '--refresh')
        await addFiles(root, { 'a.py': 'a = 2\n' })
        await utimes(join(root, 'a.py'), 1, 1)
      },
      ['a.py'],
    ],
    [
      'with a staged change',
      async (root) => {
        await addFiles(root, { 'a.py': 'a = 2\n' })
        await git(root, 'add', '.')
      },
      ['a.py'],
    ],
    [
      'that git takes for unchanged',
      async (root) => {
        await git(root, 'update-index', '--assume-unchanged', 'a.py')
        await addFiles(root, { 'a.py': 'a = 2\n' })
      },
      ['a.py'],
    ],
    ['without its executable bit', (root) => chmod(join(root, 'b.sh'), 0o644), ['b.sh']],
    ['behind a link that leads to a changed file', (root) => addFiles(root, { 'other.py': 'x' }), ['link']],
    [
      'in a renamed folder',
      (root) => rename(join(root, 'folder'), join(root, 'moved')),
      ['folder/c.txt', 'folder/d.txt', 'folder/sub/e.txt'],
    ],
    ['beside a deleted file of its folder', (root) => rm(join(root, 'folder/d.txt')), ['folder/d.txt']],
    [
      'beside a deleted folder',
      (root) => rm(join(root, 'folder/sub'), { recursive: true }),
      ['folder/sub/e.txt'],
    ],
    ['beside a deleted file of a folder that does not ship', (root) => rm(join(root, 'docs/f.md')), []],
    ['beside a deleted file of the root', (root) => rm(join(root, 'noxfile.py')), []],
    ['beside a changed file that does not ship', (root) => addFiles(root, { 'new.py': '', 'x/y': '' }), []],
  ])('%s', async (_, change, expected) => {
    const root = await committed()
    await change(root)
    expect(await changed(root)).toEqual(expected)
  })

  test('and that was never added is reported, ignored or not', async () => {
    const root = await committed()
    await addFiles(root, { '.gitignore': 'ignored.py\n', 'ignored.py': '', 'new.py': '' })
    expect(await changed(root, ['a.py', 'ignored.py', 'new.py'])).toEqual(['ignored.py', 'new.py'])
  })

  test('from a project in a folder of the repository is found there', async () => {
    const root = await makeProject({ 'app/src/a.py': '1\n', 'app/b.py': '2\n', 'b.py': 'other\n' })
    await commitAll(root)
    await addFiles(root, { 'app/b.py': '3\n' })
    expect(await changed(join(root, 'app'), ['src/a.py', 'b.py'])).toEqual(['b.py'])
  })

  test('from a submodule is compared with the commit of the submodule', async () => {
    const library = await makeProject({ 'x.py': '1\n' })
    await commitAll(library)
    const root = await committed()
    await git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'vendor')
    await commitAll(root)
    expect(await changed(root, ['a.py', 'vendor/x.py'])).toEqual([])
    await addFiles(root, { 'vendor/x.py': '2\n' })
    expect(await changed(root, ['a.py', 'vendor/x.py'])).toEqual(['vendor/x.py'])
  })

  test('with the line endings that git writes is as committed', async () => {
    const root = await committed()
    await git(root, 'config', 'core.autocrlf', 'true')
    await addFiles(root, { 'a.py': 'a = 1\r\n' })
    expect(await changed(root)).toEqual([])
  })

  test.each([
    ['a.py', 'a = 1\r\n', ''],
    ['a.py', 'a = 1\r\n', '*.py -text'],
    ['a.bin', '\0\r\n', '* text=auto'],
  ])(
    '%s with other line endings than git writes is a change (%j, attributes %j)',
    async (name, text, rules) => {
      const root = await makeProject({ [name]: text.replace('\r', ''), '.gitattributes': rules })
      await commitAll(root)
      await addFiles(root, { [name]: text })
      expect(await changed(root, [name])).toEqual([name])
    },
  )

  test.each(['*.py text', '*.py text=auto', '*.py eol=crlf', '*.py eol=lf'])(
    'with the line endings of the attributes %s is as committed',
    async (rules) => {
      const root = await makeProject({ 'a.py': 'a = 1\n', 'ä.py': 'a\n', '.gitattributes': rules })
      await commitAll(root)
      await addFiles(root, { 'a.py': 'a = 1\r\n', 'ä.py': 'a\r\n' })
      expect(await changed(root, ['a.py', 'ä.py'])).toEqual([])
    },
  )

  test('outside of a repository is compared with nothing', async () => {
    expect(await changed(await makeProject({ 'a.py': '' }))).toEqual([])
  })
})
