import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ExuviaError } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { buildWheel, digestBuildTree, listBuildTree, rememberedWheels } from '../src/index.ts'
import { addFiles, cleanUp, commitAll, ENV, git, makeProject } from './helpers.ts'

cleanUp()

/** A `uv` that notes its environment and what it sees, and makes an empty wheel or does what `body` says. */
async function fakeTool(body = ''): Promise<{ env: NodeJS.ProcessEnv; seen: string }> {
  const folder = await makeProject({})
  const seen = join(folder, 'seen')
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo "uv 9.8.7"; exit 0; fi
while [ $# -gt 1 ]; do if [ "$1" = --out-dir ]; then out="$2"; fi; shift; done
env > "${seen}.env"; (cd "$1" && find . -not -type d | sort) > "${seen}.files"
${body}
: > "$out/gull-1.0-py3-none-any.whl"
`
  await writeFile(join(folder, 'uv'), script)
  await chmod(join(folder, 'uv'), 0o755)
  return { env: { ...ENV, PATH: `${folder}:${ENV['PATH']}` }, seen }
}

const OPTIONS = { sourceDate: 1_700_000_000, reasons: ['a reason'] }
const SECRETS = {
  GITHUB_TOKEN: 's1',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 's2',
  ACTIONS_ID_TOKEN_REQUEST_URL: 's3',
  AWS_SECRET_ACCESS_KEY: 's4',
  UV_PUBLISH_TOKEN: 's5',
  TWINE_PASSWORD: 's6',
  NODE_AUTH_TOKEN: 's7',
  PYTHONSTARTUP: 's8',
}

describe('the backend of a project', () => {
  test('gets no secret, and what it needs to reach an index', async () => {
    const { env, seen } = await fakeTool()
    const root = await makeProject({ 'pyproject.toml': '' })
    const tree = await listBuildTree(root, [], { env })
    const into = join(await makeProject({}), 'wheels')
    const given = {
      ...env,
      ...SECRETS,
      PIP_INDEX_URL: 'https://index.example',
      HTTPS_PROXY: 'http://proxy.example',
    }
    const built = await buildWheel(tree, into, { ...OPTIONS, env: given, version: '4.5' })
    expect(built.tool).toBe('uv 9.8.7')
    expect(await rememberedWheels(into)).toEqual([built.path])
    expect(built.path).toMatch(/\/[0-9a-f]{64}\/gull-1\.0-py3-none-any\.whl$/)
    const inside = Object.fromEntries(
      (await readFile(`${seen}.env`, 'utf8'))
        .split('\n')
        .map((line) => line.split('=', 2) as [string, string]),
    )
    expect(Object.keys(inside).filter((name) => name in SECRETS)).toEqual([])
    expect(inside).toMatchObject({
      PIP_INDEX_URL: 'https://index.example',
      HTTPS_PROXY: 'http://proxy.example',
      SOURCE_DATE_EPOCH: '1700000000',
      SETUPTOOLS_SCM_PRETEND_VERSION: '4.5',
    })
  })

  test('sees a copy without leftovers, and writes nothing into the project', { tags: ['git'] }, async () => {
    const { env, seen } = await fakeTool('cd "$1" && echo x > written.py')
    const root = await makeProject({
      'pyproject.toml': '',
      'src/gull/__init__.py': '',
      '.gitignore': 'build\n*.gen\n',
      'made.gen': 'x',
    })
    await commitAll(root)
    await addFiles(root, {
      'build/lib/stale.py': '',
      'gull.egg-info/SOURCES.txt': '',
      '.venv/pyvenv.cfg': '',
      'out/gull.tar.gz': '',
      'new.py': '',
    })
    await symlink('/etc/hostname', join(root, 'link'))
    await mkdir(join(root, 'src/gull/__pycache__'))
    await buildWheel(await listBuildTree(root, ['out'], { env }), join(await makeProject({}), 'w'), {
      ...OPTIONS,
      env,
    })
    expect((await readFile(`${seen}.files`, 'utf8')).trim().split('\n')).toEqual([
      './.git',
      './.gitignore',
      './link',
      './made.gen',
      './new.py',
      './pyproject.toml',
      './src/gull/__init__.py',
    ])
    expect(await readdir(root)).not.toContain('written.py')
  })

  test('fails with the end of its output', async () => {
    const { env } = await fakeTool('echo "no module named versioneer" >&2; exit 7')
    const tree = await listBuildTree(await makeProject({ 'setup.py': '' }), [], { env })
    await expect(
      buildWheel(tree, join(await makeProject({}), 'w'), { ...OPTIONS, env }),
    ).rejects.toMatchObject({
      kind: 'outside',
      code: 'backend-failed',
      args: { tool: 'uv 9.8.7', reason: 'exit code 7', output: ['no module named versioneer'] },
    })
  })

  test('gets the credentials of indexes, as from pip and uv, and no message shows them', async () => {
    const { env } = await fakeTool('env >&2; exit 7')
    const tree = await listBuildTree(await makeProject({ 'setup.py': '' }), [], { env })
    const given = {
      ...env,
      PIP_EXTRA_INDEX_URL: 'https://kai:sesame@pkgs.example/simple',
      UV_INDEX_HOUSE_USERNAME: 'kai',
      UV_INDEX_HOUSE_PASSWORD: 'hush-hush',
      UV_PUBLISH_PASSWORD: 'never',
    }
    const failure: unknown = await buildWheel(tree, join(await makeProject({}), 'w'), {
      ...OPTIONS,
      env: given,
    }).catch((error: unknown) => error)
    const output = failure instanceof ExuviaError ? String(failure.args['output']) : ''
    expect(output).toContain('PIP_EXTRA_INDEX_URL=https://[token]@pkgs.example/simple')
    expect(output).toContain('UV_INDEX_HOUSE_PASSWORD=[token]')
    expect(output).not.toMatch(/sesame|hush|never/)
  })

  test('stops with the run, and with everything that it started', async () => {
    const { env, seen } = await fakeTool(
      'sleep 600 & echo $! > "$seen_pid"; wait'.replace('$seen_pid', '/dev/null'),
    )
    const tree = await listBuildTree(await makeProject({ 'setup.py': '' }), [], { env })
    const stop = new AbortController()
    const built = buildWheel(tree, join(await makeProject({}), 'w'), { ...OPTIONS, env, signal: stop.signal })
    const wait = async (): Promise<void> => {
      while ((await readFile(`${seen}.files`, 'utf8').catch(() => '')) === '')
        await new Promise((done) => setTimeout(done, 20))
      stop.abort(new Error('stopped by the user'))
    }
    await Promise.all([wait(), expect(built).rejects.toThrow('stopped by the user')])
  })

  test('is needed, and no tool is found', async () => {
    const env = { PATH: '/nowhere' }
    const tree = await listBuildTree(await makeProject({ 'setup.py': '' }), [], { env })
    await expect(buildWheel(tree, '/nowhere', { ...OPTIONS, env })).rejects.toMatchObject({
      code: 'no-build-tool',
      args: { tried: ['uv: no uv on PATH', expect.any(String), expect.any(String)] },
    })
  })

  test('is needed, and the tools that are found do not work', async () => {
    const folder = await makeProject({
      uv: '#!/bin/sh\necho "uv: cannot open its cache" >&2\nexit 2\n',
      python3: '#!/bin/sh\nexit 3\n',
    })
    for (const name of ['uv', 'python3']) await chmod(join(folder, name), 0o755)
    const env = { PATH: folder }
    const tree = await listBuildTree(await makeProject({ 'setup.py': '' }), [], { env })
    await expect(buildWheel(tree, '/nowhere', { ...OPTIONS, env })).rejects.toMatchObject({
      code: 'no-build-tool',
      args: {
        tried: [
          `${folder}/uv --version: uv: cannot open its cache`,
          `${folder}/python3 -m build --version: exit code 3`,
          `${folder}/python3 -m pip --version: exit code 3`,
        ],
      },
    })
  })
})

test(
  'the digest of what a backend sees changes with a file, a mode, a link and a tag',
  { tags: ['git'] },
  async () => {
    const root = await makeProject({ 'pyproject.toml': '', 'a.py': 'x' })
    await commitAll(root)
    const digest = async (): Promise<string> =>
      digestBuildTree(await listBuildTree(root, ['out'], { env: ENV }))
    const seen = [await digest()]
    await addFiles(root, { 'out/x.whl': '' })
    expect(await digest()).toBe(seen[0])
    for (const change of [
      () => addFiles(root, { 'a.py': 'y' }),
      () => chmod(join(root, 'a.py'), 0o755),
      () => symlink('a.py', join(root, 'b.py')),
      () => git(root, 'tag', 'v1'),
    ]) {
      await change()
      seen.push(await digest())
    }
    expect(new Set(seen).size).toBe(seen.length)
  },
)
