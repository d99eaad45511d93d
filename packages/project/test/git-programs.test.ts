import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sampleOf } from '@exuvia/test-needs'
import { beforeEach, describe, expect, test } from 'vitest'
import { readCommit, tagsAtHead } from '../src/git.ts'
import { askAll, repository } from './git-support.ts'
import { ENV, addFiles, cleanUp, git, makeProject } from './helpers.ts'

const run = promisify(execFile)
cleanUp()

/** Puts a commit with a signature at HEAD: to show it, git runs `gpg.program`. */
async function sign(root: string): Promise<void> {
  const { stdout } = await run('git', ['-C', root, 'cat-file', 'commit', 'HEAD'], { env: ENV })
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n'
  const file = join(await makeProject({ commit: stdout.replace('\n\n', `\n${signature}\n`) }), 'commit')
  const made = await run('git', ['-C', root, 'hash-object', '-t', 'commit', '-w', file], { env: ENV })
  await git(root, '-c', 'core.hooksPath=/dev/null', 'update-ref', 'HEAD', made.stdout.trim())
}

/** Every setting in git's documentation that names a program, or a place that leads to one. */
function programSettings(
  program: string,
): readonly (readonly [section: string, key: string, value: string])[] {
  const plain = [
    ['core', 'fsmonitor'],
    ['core', 'pager'],
    ['core', 'editor'],
    ['core', 'sshCommand'],
    ['core', 'gitProxy'],
    ['core', 'askPass'],
    ['core', 'alternateRefsCommand'],
    ['sequence', 'editor'],
    ['gpg', 'program'],
    ['gpg "ssh"', 'program'],
    ['gpg "ssh"', 'defaultKeyCommand'],
    ['gpg "x509"', 'program'],
    ['gpg "openpgp"', 'program'],
    ['diff', 'external'],
    ['diff "x"', 'command'],
    ['diff "x"', 'textconv'],
    ['interactive', 'diffFilter'],
    ['filter "x"', 'clean'],
    ['filter "x"', 'smudge'],
    ['filter "x"', 'process'],
    ['filter "lfs"', 'process'],
    ['merge "x"', 'driver'],
    ['mergetool "x"', 'cmd'],
    ['difftool "x"', 'cmd'],
    ['credential', 'helper'],
    ['uploadpack', 'packObjectsHook'],
    ['pack', 'packObjectsHook'],
    ['remote "origin"', 'uploadpack'],
    ['remote "origin"', 'receivepack'],
    ['trailer "x"', 'command'],
    ['trailer "x"', 'cmd'],
    ['man "x"', 'cmd'],
    ['browser "x"', 'cmd'],
    ['instaweb', 'httpd'],
    ['sendemail', 'sendmailCmd'],
    ['imap', 'tunnel'],
    ['help', 'browser'],
    ['receive', 'procReceiveRefs'],
    ['guitool "x"', 'cmd'],
  ] as const
  const commands = [
    'rev-parse',
    'cat-file',
    'ls-files',
    'ls-tree',
    'for-each-ref',
    'config',
    'status',
    'log',
    'tag',
  ]
  return [
    ...plain.map(([section, key]) => [section, key, program] as const),
    ...commands.map((command) => ['pager', command, program] as const),
    ...commands.map((command) => ['alias', command, `!${program}`] as const),
    ['core', 'hooksPath', join(program, '..', 'hooks')],
    ['submodule "x"', 'update', `!${program}`],
    ['filter "x"', 'required', 'true'],
    ['log', 'showSignature', 'true'],
    ['core', 'untrackedCache', 'true'],
    ['core', 'splitIndex', 'true'],
    ['protocol', 'allow', 'always'],
    ['protocol "ext"', 'allow', 'always'],
  ]
}

const HOOKS = [
  'post-index-change',
  'reference-transaction',
  'post-checkout',
  'fsmonitor-watchman',
  'pre-auto-gc',
  'post-rewrite',
]

describe('a repository whose configuration names programs', { tags: ['git'] }, () => {
  let root = ''
  let outside = ''
  let program = ''
  let text = ''
  beforeEach(async () => {
    root = await repository()
    outside = await makeProject({})
    program = join(outside, 'program')
    await writeFile(program, `#!/bin/sh\necho "$0 $*" >> "${outside}/RAN"\nexit 0\n`, { mode: 0o755 })
    for (const hook of HOOKS) {
      await mkdir(join(outside, 'hooks'), { recursive: true })
      await cp(program, join(outside, 'hooks', hook))
      await cp(program, join(root, '.git/hooks', hook))
    }
    text = programSettings(program)
      .map(([section, key, value]) => `[${section}]\n\t${key} = ${JSON.stringify(value)}\n`)
      .join('')
    // Same bytes, different time: git must read the contents to know that nothing changed.
    await utimes(join(root, 'a.py'), 1, 1)
  })

  const ran = async (): Promise<string> => readFile(join(outside, 'RAN'), 'utf8').catch(() => '')

  /** Proves that the trap works: plain git runs the program. */
  async function snaps(folder: string): Promise<void> {
    for (const command of ['status', 'log'])
      await run('git', ['-C', folder, command], { env: ENV }).catch(() => undefined)
    expect(await ran()).not.toBe('')
  }

  test('in .git/config, as in an unpacked archive, runs none', async () => {
    const expected = await askAll(root)
    expect(expected).toMatchObject({ refusal: undefined, tags: ['nightly', 'v1.0'] })
    await writeFile(join(root, '.git/config'), text, { flag: 'a' })
    expect(await askAll(root)).toEqual(expected)
    expect(await ran()).toBe('')
    await snaps(root)
  })

  test.each([
    ['include.path', () => '[include]\n\tpath = ../included\n'],
    ['includeIf gitdir', () => '[includeIf "gitdir:**"]\n\tpath = ../included\n'],
    ['includeIf onbranch', () => '[includeIf "onbranch:**"]\n\tpath = ../included\n'],
    ['a configuration of the work tree', () => '[extensions]\n\tworktreeConfig = true\n'],
  ])('through %s runs none', async (_, setting) => {
    const expected = await askAll(root)
    await addFiles(root, { included: text, '.git/config.worktree': text })
    const config = await readFile(join(root, '.git/config'), 'utf8')
    // The extension applies only in version 1 of the format.
    await writeFile(join(root, '.git/config'), config.replace('version = 0', 'version = 1') + setting())
    expect(await askAll(root)).toEqual(expected)
    expect(await ran()).toBe('')
    await snaps(root)
  })

  const names = programSettings('x').map(([section, key]) => `${section} ${key}`)
  const every = names.filter((_, index) => index % 3 === 0)
  test.each(sampleOf(names, every))('one by one: %s', { tags: ['slow'] }, async (name) => {
    const [section, key, value] = programSettings(program).find(([a, b]) => `${a} ${b}` === name) ?? []
    await writeFile(join(root, '.git/config'), `[${section}]\n\t${key} = ${JSON.stringify(value)}\n`, {
      flag: 'a',
    })
    expect(await askAll(root)).toMatchObject({ tags: ['nightly', 'v1.0'], refusal: undefined })
    expect(await ran()).toBe('')
  })

  test('in a bare repository in a folder of the project runs none, and does not count as a repository', async () => {
    await sign(root)
    const bare = join(root, 'bare')
    await git(root, 'clone', '--quiet', '--bare', '.', bare)
    await writeFile(join(bare, 'config'), `[core]\n\tbare = true\n${text}`)
    expect(await readCommit(bare, { env: ENV })).toMatchObject({
      commit: undefined,
      refusal: expect.stringContaining('safe.bareRepository') as string,
    })
    await askAll(bare)
    expect(await ran()).toBe('')
    await snaps(bare)
  })

  test('for signatures runs none', async () => {
    await sign(root)
    const expected = await askAll(root)
    await writeFile(join(root, '.git/config'), text, { flag: 'a' })
    expect(await askAll(root)).toEqual(expected)
    expect(await ran()).toBe('')
    await snaps(root)
  })

  test('in a submodule runs none', async () => {
    const inner = await repository()
    await git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'inner')
    await git(root, 'commit', '--quiet', '--message', 'inner')
    await git(root, 'tag', 'v2.0')
    await writeFile(join(root, '.git/modules/inner/config'), text, { flag: 'a' })
    // The hooks of the setting itself.
    await rm(join(outside, 'RAN'), { force: true })
    expect(await tagsAtHead(root, { env: ENV })).toEqual(['v2.0'])
    await addFiles(root, { 'inner/a.py': 'changed' })
    expect(await tagsAtHead(root, { env: ENV })).toEqual([])
    expect(await ran()).toBe('')
    await snaps(root)
  })

  test.each([
    ['ext::', (): string => `ext::${program}`],
    ['ssh', (): string => 'ssh://host/path'],
    ['a folder', (): string => `file://${outside}`],
    ['git', (): string => 'git://localhost:1/x'],
    ['a helper of its own', (): string => 'program::x'],
  ])('in a partial clone, whose missing objects come from %s, runs none', async (_, url) => {
    await cp(program, join(outside, 'git-remote-program'))
    const settings = `[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\tpartialClone = origin
[remote "origin"]\n\turl = "${url()}"\n\tpromisor = true\n\tpartialCloneFilter = blob:none\n`
    await writeFile(join(root, '.git/config'), settings + text, { flag: 'a' })
    const { stdout } = await run(
      'git',
      ['-C', root, 'rev-parse', 'HEAD', 'v1.0', 'HEAD^{tree}', 'HEAD:a.py'],
      { env: ENV },
    )
    for (const name of stdout.trim().split('\n')) {
      await rm(join(root, '.git/objects', name.slice(0, 2), name.slice(2)))
    }
    const env = { ...ENV, PATH: `${ENV['PATH']}:${outside}` }
    const { refusal } = await readCommit(root, { env })
    expect(refusal).toBeDefined()
    await askAll(root, env)
    expect(await ran()).toBe('')
    if (_ === 'ext::' || _ === 'ssh') await snaps(root)
  })
})
