import { chmod, readFile, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { uvPath } from '@exuvia/test-needs'
import { DEFAULT_CONFIG, type Config, findingSentence } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { askUvAboutLock, examineLock, findPyproject, makeLock } from '../src/index.ts'
import type { MakeLockOptions } from '../src/index.ts'
import { cleanUp, ENV, makeProject } from './helpers.ts'
import { emptyStore } from './lock-support.ts'

cleanUp()

const WISHES = { upgrade: false, upgradePackages: [], offline: false }

async function options(
  root: string,
  env: NodeJS.ProcessEnv,
  dependencies: Partial<Config['dependencies']> = {},
  targets: readonly string[] = ['cp310-any', 'cp312-win_amd64'],
): Promise<MakeLockOptions> {
  const config = {
    ...DEFAULT_CONFIG,
    targets,
    dependencies: { ...DEFAULT_CONFIG.dependencies, ...dependencies },
  }
  return { root, pyproject: await findPyproject(root), config, env, wishes: WISHES }
}

async function findings(asked: MakeLockOptions): Promise<string[]> {
  const { findings: found } = await examineLock({ ...asked, openStore: async () => emptyStore() })
  return found.map((item) => `${item.severity} ${item.code} ${findingSentence(item)}`)
}

/** A `uv` that does what `body` says. */
async function fakeUv(body: string): Promise<NodeJS.ProcessEnv> {
  const folder = await makeProject({})
  await writeFile(
    join(folder, 'uv'),
    `#!/bin/sh\nif [ "$1" = --version ]; then echo "uv 9.8.7"; exit 0; fi\n${body}\n`,
  )
  await chmod(join(folder, 'uv'), 0o755)
  return { ...ENV, PATH: `${folder}:${ENV['PATH']}` }
}

const PROJECT = `[project]
name = "gull"
version = "1.0"
requires-python = ">=3.10"
`

describe('making a lock', () => {
  test('gives uv no token of the caller, and the credentials of its indexes', async () => {
    const root = await makeProject({ 'pyproject.toml': `${PROJECT}[tool.uv]\n` })
    const env = await fakeUv('env > seen; echo "warning: be careful" >&2; echo "version = 1" > uv.lock')
    const secrets = {
      GITHUB_TOKEN: 's1',
      GH_TOKEN: 's2',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 's3',
      UV_PUBLISH_TOKEN: 's4',
      AWS_SECRET_ACCESS_KEY: 's5',
    }
    const kept = {
      UV_INDEX_HOUSE_USERNAME: 'kai',
      UV_INDEX_HOUSE_PASSWORD: 'p',
      UV_RESOLUTION: 'lowest',
      SSH_AUTH_SOCK: '/agent',
    }
    const made = await makeLock(await options(root, { ...env, ...secrets, ...kept }))
    expect(made).toMatchObject({ tool: 'uv 9.8.7', changed: true, warnings: ['be careful'] })
    const lines = (await readFile(join(root, 'seen'), 'utf8')).split('\n')
    expect(lines.filter((line) => /=s\d$/.test(line))).toEqual([])
    expect(lines).toEqual(
      expect.arrayContaining(Object.entries(kept).map(([name, value]) => `${name}=${value}`)),
    )
  })

  test('shows the end of what uv says, without passwords', async () => {
    const root = await makeProject({ 'pyproject.toml': PROJECT })
    const env = await fakeUv(
      'echo "no version of tern at $UV_INDEX with $UV_INDEX_HOUSE_PASSWORD" >&2; exit 1',
    )
    const secret = {
      UV_INDEX: 'house=https://kai:open%20sesame@pkgs.example/',
      UV_INDEX_HOUSE_PASSWORD: 'hush',
    }
    await expect(makeLock(await options(root, { ...env, ...secret }))).rejects.toMatchObject({
      kind: 'outside',
      code: 'lock-failed',
      args: { output: ['no version of tern at house=https://[token]@pkgs.example/ with [token]'] },
    })
  })

  test('without uv names the line to type', async () => {
    const root = await makeProject({ 'pyproject.toml': PROJECT })
    await expect(makeLock(await options(root, { PATH: '/nowhere' }))).rejects.toMatchObject({
      kind: 'usage',
      code: 'no-lock-tool',
      args: {
        tried: ['uv: no uv on PATH'],
        command:
          'uv pip compile --universal --format pylock.toml --python-version 3.10 --no-python-downloads pyproject.toml --output-file pylock.toml',
      },
    })
  })

  test('needs a file that declares the dependencies', async () => {
    const root = await makeProject({ 'notes.txt': '' })
    await expect(makeLock(await options(root, ENV))).rejects.toMatchObject({ code: 'no-pyproject' })
  })
})

describe('the real uv', { tags: ['uv', 'pypi', 'slow'] }, () => {
  // The way to the index may need the proxies and certificates of this machine.
  const env = { ...process.env, PATH: `${dirname(uvPath() ?? '')}${delimiter}${process.env['PATH']}` }
  const withDependencies = `${PROJECT}dependencies = ["six>=1.16", "colorama; sys_platform == 'win32'"]
[project.optional-dependencies]
more = ["iniconfig<2"]
[dependency-groups]
dev = ["tomli"]
`

  test.each<[string, string, Partial<Config['dependencies']>]>([
    ['pylock.toml', '', {}],
    ['uv.lock', '[tool.uv]\n', {}],
    ['requirements.txt', '', { lock: { kind: 'file', file: 'requirements.txt' } }],
  ])('makes %s, which covers the targets until the project changes', async (file, more, dependencies) => {
    const root = await makeProject({ 'pyproject.toml': withDependencies + more })
    const asked = await options(root, env, { ...dependencies, extras: ['more'] })
    const made = await makeLock(asked)
    expect(made).toMatchObject({ plan: { file }, changed: true, warnings: [] })
    const text = await readFile(join(root, file), 'utf8')
    expect(text).toMatch(/six/)
    expect(text).toMatch(/iniconfig/)
    expect((await findings(asked)).filter((found) => found.includes('lock-outdated'))).toEqual([])
    expect(await makeLock(asked)).toMatchObject({ changed: false })

    await writeFile(join(root, 'pyproject.toml'), withDependencies.replace('"six>=1.16"', '"idna"') + more)
    const changed = await options(root, env, { ...dependencies, extras: ['more'] })
    expect((await findings(changed))[0]).toMatch(/^error lock-outdated .* idna/)
    const answer = await askUvAboutLock(changed)
    expect(answer?.changed).toBe(file === 'uv.lock' ? true : undefined)
  })

  test('says which overrides changed, as uv itself sees them', async () => {
    const settings =
      '[tool.uv]\noverride-dependencies = ["six==1.16.0"]\nconstraint-dependencies = ["idna<4"]\n'
    const root = await makeProject({ 'pyproject.toml': withDependencies + settings })
    const before = await options(root, env)
    await makeLock(before)
    expect(await findings(before)).toEqual([])
    await writeFile(join(root, 'pyproject.toml'), withDependencies + settings.replace('1.16.0', '1.15.0'))
    const after = await options(root, env)
    expect((await askUvAboutLock(after))?.changed).toBe(true)
    expect(await findings(after)).toEqual([
      'error lock-outdated uv.lock does not match pyproject.toml: override-dependencies no longer has six==1.16.0, override-dependencies now has six==1.15.0',
    ])
  })

  test('does not cover a Python that the project excludes', async () => {
    const root = await makeProject({ 'pyproject.toml': `${withDependencies}[tool.uv]\n` })
    const asked = await options(root, env, {}, ['cp39-any'])
    await makeLock(asked)
    expect(await findings(asked)).toEqual([
      'error lock-target (cp39-any): uv.lock does not cover cp39-any: it requires Python >=3.10, not 3.9',
    ])
  })
})
