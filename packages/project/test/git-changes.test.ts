import { execFile } from 'node:child_process'
import { chmod, readFile, rename, rm, symlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { tagsAtHead } from '../src/git.ts'
import { ENV, addFiles, cleanUp, commitAll, git, makeProject } from './helpers.ts'

const run = promisify(execFile)
cleanUp()

const hasTags = async (root: string): Promise<boolean> => (await tagsAtHead(root, { env: ENV })).length > 0
const status = async (root: string): Promise<string> =>
  (await run('git', ['-C', root, 'status', '--porcelain', '--untracked-files=no'], { env: ENV })).stdout

async function plain(): Promise<string> {
  const root = await makeProject({
    'a.py': 'a = 1\n',
    'b.sh': '',
    'folder/c.txt': 'c\r\nd\n',
    'd.bin': 'd',
  })
  await symlink('a.py', join(root, 'link'))
  await chmod(join(root, 'b.sh'), 0o755)
  await commitAll(root)
  await git(root, 'tag', 'v1.0')
  return root
}

describe('a tag counts only if git status reports no changes', { tags: ['git'] }, () => {
  const CHANGES: Readonly<Record<string, (root: string) => Promise<unknown>>> = {
    nothing: () => Promise.resolve(),
    'another time': (root) => utimes(join(root, 'a.py'), 1, 1),
    'an untracked file': (root) => addFiles(root, { new: '' }),
    'other bytes': (root) => addFiles(root, { 'a.py': 'a = 23\n' }),
    'a file emptied': (root) => addFiles(root, { 'a.py': '' }),
    'a file removed': (root) => rm(join(root, 'a.py')),
    'a file renamed': (root) => rename(join(root, 'a.py'), join(root, 'z.py')),
    'a file staged': async (root) => {
      await addFiles(root, { new: '' })
      await git(root, 'add', 'new')
    },
    'a removal staged, the file still there': (root) => git(root, 'rm', '--quiet', '--cached', 'a.py'),
    'a change staged and undone in the work tree': async (root) => {
      await addFiles(root, { 'a.py': 'a = 23\n' })
      await git(root, 'add', 'a.py')
      await addFiles(root, { 'a.py': 'a = 1\n' })
    },
    'a file to be added later': async (root) => {
      await addFiles(root, { new: '' })
      await git(root, 'add', '--intent-to-add', 'new')
    },
    'the execute bit set': (root) => chmod(join(root, 'a.py'), 0o755),
    'the execute bit removed': (root) => chmod(join(root, 'b.sh'), 0o644),
    'the execute bit set, which this file system does not keep': async (root) => {
      await git(root, 'config', 'core.fileMode', 'false')
      await chmod(join(root, 'a.py'), 0o755)
    },
    'a link that leads elsewhere': async (root) => {
      await rm(join(root, 'link'))
      await symlink('b.sh', join(root, 'link'))
    },
    'a file in place of a link': async (root) => {
      await rm(join(root, 'link'))
      await addFiles(root, { link: 'a.py' })
    },
    'a folder in place of a file': async (root) => {
      await rm(join(root, 'a.py'))
      await addFiles(root, { 'a.py/x': '' })
    },
    'a pipe in place of a file': async (root) => {
      await rm(join(root, 'a.py'))
      await run('mkfifo', [join(root, 'a.py')])
    },
    'a file left out of a sparse checkout': async (root) => {
      await git(root, 'update-index', '--skip-worktree', 'a.py')
      await rm(join(root, 'a.py'))
    },
    'a file assumed to be unchanged': async (root) => {
      await git(root, 'update-index', '--assume-unchanged', 'a.py')
      await addFiles(root, { 'a.py': 'a = 23\n' })
    },
    'line ends that an editor changed': (root) => addFiles(root, { 'a.py': 'a = 1\r\n' }),
    'line ends in a binary file': async (root) => {
      await addFiles(root, { '.git/info/attributes': '*.py binary\n', 'a.py': 'a = 1\r\n' })
    },
    'line ends that git wrote at checkout': async (root) => {
      await git(root, 'config', 'core.autocrlf', 'true')
      await rm(join(root, 'a.py'))
      await git(root, 'checkout', '--quiet', '--', 'a.py')
      expect(await readFile(join(root, 'a.py'), 'utf8')).toBe('a = 1\r\n')
    },
  }

  test.each(Object.keys(CHANGES))('%s', async (name) => {
    const root = await plain()
    await CHANGES[name]?.(root)
    const changed = await status(root)
    expect(await hasTags(root)).toBe(changed.trim() === '')
  })

  test('an unmerged file', async () => {
    const root = await plain()
    await git(root, 'checkout', '--quiet', '-b', 'other')
    await addFiles(root, { 'a.py': 'other\n' })
    await git(root, 'commit', '--quiet', '--all', '--message', 'other')
    await git(root, 'checkout', '--quiet', '-')
    await addFiles(root, { 'a.py': 'ours\n' })
    await git(root, 'commit', '--quiet', '--all', '--message', 'ours')
    await git(root, 'tag', 'v2.0')
    await git(root, 'merge', '--quiet', 'other').catch(() => undefined)
    expect(await status(root)).toContain('UU a.py')
    expect(await hasTags(root)).toBe(false)
  })

  test('a Git LFS file: the commit contains the pointer, the work tree the content', async () => {
    const root = await makeProject({ 'model.bin': '' })
    const content = 'x'.repeat(5000)
    const sum = (await run('sh', ['-c', `printf %s "$1" | sha256sum`, 'sh', content])).stdout.slice(0, 64)
    await addFiles(root, {
      'model.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${sum}\nsize 5000\n`,
      'other.bin': 'other',
    })
    await commitAll(root)
    await git(root, 'tag', 'v1.0')
    expect(await hasTags(root)).toBe(true)
    await addFiles(root, { 'model.bin': content })
    expect(await hasTags(root)).toBe(true)
    await addFiles(root, { 'model.bin': `${content}y` })
    expect(await hasTags(root)).toBe(false)
    await addFiles(root, { 'model.bin': content, 'other.bin': 'changed' })
    expect(await hasTags(root)).toBe(false)
  })

  test('a project in a folder of the repository: changes anywhere in the repository count', async () => {
    const root = await plain()
    expect(await hasTags(join(root, 'folder'))).toBe(true)
    await addFiles(root, { 'a.py': 'changed' })
    expect(await hasTags(join(root, 'folder'))).toBe(false)
  })
})
