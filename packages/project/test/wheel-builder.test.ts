import { execFile } from 'node:child_process'
import { chmod, readFile, readdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { checkKept, measureKept } from '@exuvia/files'
import { describe, expect, test } from 'vitest'
import { builtFiles, createWheelBuilder } from '../src/index.ts'
import { uvGitSource, pipGitSource } from '../src/lock/git-source.ts'
import type { BuildSource, WheelBuilder } from '../src/lock/wheel-builder.ts'
import { addFiles, cleanUp, commitAll, ENV, git, makeProject } from './helpers.ts'

cleanUp()

const run = promisify(execFile)

/** A builder with a `uv` that notes what it sees, and makes a wheel with the tag of its `tag` file. */
async function open(
  more: NodeJS.ProcessEnv = {},
): Promise<{ builder: WheelBuilder; seen: string; cache: string }> {
  const folder = await makeProject({})
  const seen = join(folder, 'seen')
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo "uv 9.8.7"; exit 0; fi
echo "$@" > "${seen}.args"
while [ $# -gt 1 ]; do if [ "$1" = --out-dir ]; then out="$2"; fi; shift; done
env > "${seen}.env"; (cd "$1" && find . -type f -not -path './.git/*' | sort) > "${seen}.files"
(cd "$1" && git describe --tags) > "${seen}.tag" 2>&1
tag=py3-none-any; [ -f "$1/tag" ] && tag=$(cat "$1/tag")
echo made > "$out/gull-1.0-$tag.whl"
`
  await writeFile(join(folder, 'uv'), script)
  await chmod(join(folder, 'uv'), 0o755)
  const cache = await makeProject({})
  const env = { ...ENV, ...more, PATH: `${folder}:${ENV['PATH']}` }
  const builder = createWheelBuilder({
    cache,
    env,
    mayBuild: true,
    offline: false,
    pythonFor: async () => undefined,
    onBuild: () => {},
  })
  return { builder, seen, cache }
}

const lines = async (file: string): Promise<string[]> => (await readFile(file, 'utf8')).trim().split('\n')

async function sdist(files: Record<string, string>): Promise<BuildSource> {
  const root = await makeProject(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`gull-1.0/${name}`, text])),
  )
  const path = join(root, 'gull-1.0.tar.gz')
  await run('tar', ['-czf', path, '-C', root, 'gull-1.0'])
  const file = { filename: basename(path), url: undefined, path, hashes: {}, size: undefined }
  return { what: 'gull 1.0', from: { kind: 'archive', file }, subdirectory: undefined }
}

describe('a wheel is built', () => {
  test('from a source distribution, without tokens, and known from then on', { tags: ['tar'] }, async () => {
    const { builder, seen } = await open({ GITHUB_TOKEN: 's1', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 's2' })
    const source = await sdist({ 'pyproject.toml': '', 'gull.py': '' })
    expect(await builder.known(source)).toEqual([])
    const path = await builder.build(
      source,
      source.from.kind === 'archive' ? source.from.file.path : '',
      undefined,
    )
    expect(basename(path)).toBe('gull-1.0-py3-none-any.whl')
    expect(await lines(`${seen}.files`)).toEqual(['./gull.py', './pyproject.toml'])
    expect((await lines(`${seen}.env`)).filter((line) => /=s\d$/.test(line))).toEqual([])
    expect(await builder.known(source)).toEqual([path])
    const other = await sdist({ 'pyproject.toml': 'other' })
    expect(await builder.known(other)).toEqual([])
  })

  test(
    'with the interpreter that is asked for, and a native one is kept apart for each',
    { tags: ['tar'] },
    async () => {
      const { builder, seen } = await open()
      const source = await sdist({ tag: 'cp312-cp312-linux_x86_64' })
      const archive = source.from.kind === 'archive' ? source.from.file.path : ''
      const first = await builder.build(source, archive, '/usr/bin/python3.12')
      expect(await lines(`${seen}.args`)).toEqual([expect.stringContaining('--python /usr/bin/python3.12')])
      const second = await builder.build(source, archive, '/usr/bin/python3.13')
      expect(first).not.toBe(second)
      expect(await builder.known(source)).toHaveLength(1)
    },
  )

  test('from a folder: again as soon as a file changes', async () => {
    const { builder, seen } = await open()
    const path = await makeProject({ 'setup.py': '', 'dist/old.whl': '' })
    const source: BuildSource = { what: 'gull', from: { kind: 'folder', path }, subdirectory: undefined }
    const wheel = await builder.build(source, undefined, undefined)
    expect(await lines(`${seen}.files`)).toEqual(['./setup.py'])
    expect(await builder.known(source)).toEqual([wheel])
    await addFiles(path, { 'setup.py': 'x' })
    expect(await builder.known(source)).toEqual([])
    expect(await readdir(path)).toEqual(['dist', 'setup.py'])
  })

  test('from a commit of a repository, with its tags, in a folder of it', { tags: ['git'] }, async () => {
    const { builder, seen } = await open()
    const repository = await makeProject({ 'lib/setup.py': '', 'other.txt': '' })
    await commitAll(repository)
    await git(repository, 'tag', 'v1.0')
    const { stdout } = await run('git', ['-C', repository, 'rev-parse', 'HEAD'], { env: ENV })
    await addFiles(repository, { 'lib/setup.py': 'newer' })
    await git(repository, 'commit', '--all', '--quiet', '--message', 'y')
    const from = { kind: 'git', repository: `file://${repository}`, commit: stdout.trim() } as const
    const source: BuildSource = { what: 'gull 1.0', from, subdirectory: 'lib' }
    await builder.build(source, undefined, undefined)
    expect(await lines(`${seen}.files`)).toEqual(['./setup.py'])
    expect(await lines(`${seen}.tag`)).toEqual(['v1.0'])
    expect(await builder.known(source)).toHaveLength(1)
    const missing = { ...source, from: { ...from, commit: '0'.repeat(40) } }
    await expect(builder.build(missing, undefined, undefined)).rejects.toMatchObject({
      kind: 'outside',
      code: 'git-failed',
      args: { commit: '0'.repeat(40) },
    })
  })

  test('a damaged one is not known any more', { tags: ['tar'] }, async () => {
    const { builder, cache } = await open()
    const source = await sdist({ 'setup.py': '' })
    const path = await builder.build(
      source,
      source.from.kind === 'archive' ? source.from.file.path : '',
      undefined,
    )
    const measured = async (): Promise<number[]> =>
      (await Promise.all(builtFiles(cache).map(measureKept))).map(({ entries }) => entries)
    expect(await measured()).toEqual([0, 1])
    await writeFile(path, 'changed')
    expect(await builder.known(source)).toEqual([])
    const damaged = await Promise.all(builtFiles(cache).map((kept) => checkKept(kept)))
    expect(damaged.flatMap((kept) => kept.damaged)).toEqual([path])
    expect(await measured()).toEqual([0, 0])
  })
})

describe('a repository in a lock', () => {
  const commit = 'a'.repeat(40)
  test.each([
    [uvGitSource(`https://git.example/x?subdirectory=py&tag=v1#${commit}`), 'https://git.example/x', 'py'],
    [uvGitSource(`ssh://git@git.example/x.git#${commit}`), 'ssh://git@git.example/x.git', undefined],
    [pipGitSource(`git+https://git.example/x@${commit}#subdirectory=a/b`), 'https://git.example/x', 'a/b'],
  ])('%o', ({ source, subdirectory }, repository, folder) => {
    expect([source.repository, source.commit, subdirectory]).toEqual([repository, commit, folder])
  })

  test.each([
    uvGitSource('https://git.example/x?rev=main#main'),
    uvGitSource(`ext::sh -c id#${commit}`),
    uvGitSource(`--upload-pack=id#${commit}`),
    pipGitSource(`hg+https://hg.example/x@${commit}`),
    pipGitSource('git+https://git.example/x'),
  ])('without a commit of git, or with a way to run a program, cannot be built: %o', ({ source }) => {
    expect([source.repository, source.commit]).toEqual([undefined, undefined])
  })

  test('a folder outside of the repository is none', () => {
    expect(uvGitSource(`https://git.example/x?subdirectory=../y#${commit}`).subdirectory).toBeUndefined()
  })
})
