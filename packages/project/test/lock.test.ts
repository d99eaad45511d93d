import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { findingSentence } from '@exuvia/model'
import { parseTarget, wheelTags } from '@exuvia/packaging'
import { describe, expect, test } from 'vitest'
import type { DependencySource } from '../src/dependency-source.ts'
import type { LockedFile, WheelStore } from '../src/index.ts'
import { cleanUp } from './helpers.ts'
import { platformTargets } from '../src/targets.ts'
import { FIXTURES, chosen, complaints, emptyStore, fixture, open } from './lock-support.ts'

cleanUp()

interface Golden {
  readonly target: string
  readonly extras: readonly string[]
  readonly groups: readonly string[]
  readonly installed: readonly string[]
}

async function golden(name: string): Promise<Golden[]> {
  return JSON.parse(await fixture(`${name}.installed.json`)) as Golden[]
}

describe('uv.lock: what uv installs', () => {
  test.each(['basic', 'conflicts', 'environments'])(
    'of the project "%s", for every target, extra and group',
    async (name) => {
      const files = {
        'pyproject.toml': await fixture(`${name}.pyproject.toml`),
        'uv.lock': await fixture(`${name}.uv.lock`),
      }
      for (const asks of await byAsk(name)) {
        const { extras, groups } = asks[0] ?? { extras: [], groups: [] }
        const targets = asks.map(({ target }) => target)
        const source = await open(files, { targets, dependencies: { extras, groups } })
        expect(await complaints(source, targets)).toEqual([])
        await compare(source, asks)
      }
    },
  )
})

test('uv.lock of native packages of the index: each Python and platform gets the wheels that uv installs', async () => {
  const packed = await readFile(join(FIXTURES, 'natives.uv.lock.gz'))
  const files = {
    'pyproject.toml': await fixture('natives.pyproject.toml'),
    'uv.lock': gunzipSync(packed).toString('utf8'),
  }
  const expected = JSON.parse(await fixture('natives.installed.json')) as {
    readonly target: string
    readonly installed: Readonly<Record<string, readonly string[]>>
  }[]
  expect(expected).toHaveLength(20)
  const targets = expected.map(({ target }) => target)
  const source = await open(files, { targets })
  // 3.9.0 would get an older one.
  expect(await complaints(source, targets)).toEqual([
    expect.stringMatching(/^note lock-newest-patch cryptography: .*cp39-win_amd64 gets cryptography 50\./),
  ])
  for (const { target, installed } of expected) {
    const { wheels } = await source.resolve(parseTarget(target))
    const found = wheels.map((wheel) => [
      `${wheel.normalizedName}-${wheel.version}`,
      wheelTags(wheel).toSorted(),
    ])
    expect({ target, installed: Object.fromEntries(found) as unknown }).toEqual({ target, installed })
  }
})

/** What was installed, in one list for each choice of extras and groups. */
async function byAsk(name: string): Promise<Golden[][]> {
  return [
    ...Map.groupBy(await golden(name), ({ extras, groups }) => JSON.stringify([extras, groups])).values(),
  ]
}

async function compare(source: DependencySource, asks: readonly Golden[]): Promise<void> {
  for (const { target, installed } of asks) {
    expect([target, ...(await chosen(source, target))]).toEqual([target, ...installed.toSorted()])
  }
}

describe.each([
  ['pylock.toml', 'pylock', 'toml'],
  ['requirements.txt with hashes', 'requirements', 'txt'],
])('%s: what uv installs', (_title, stem, dot) => {
  test('of its export, for every target', async () => {
    const store = emptyStore(await indexFiles())
    for (const asks of await byAsk('basic')) {
      const { extras, groups } = asks[0] ?? { extras: [], groups: [] }
      const suffix = [...extras, ...groups].join('-')
      const files = {
        'pyproject.toml': await fixture('basic.pyproject.toml'),
        [`${stem}.${dot}`]: await fixture(`basic.${stem}${suffix === '' ? '' : `-${suffix}`}.${dot}`),
      }
      const targets = asks.map(({ target }) => target)
      const source = await open(files, { targets, store })
      expect(await complaints(source, targets)).toEqual([])
      await compare(source, asks)
    }
  })
})

/** The files of the index that the fixtures come from, as their locks name them. */
async function indexFiles(): Promise<LockedFile[]> {
  const text = `${await fixture('basic.uv.lock')}${await fixture('sources.uv.lock')}`
  const found = new Map<string, LockedFile>()
  for (const [, url = '', sha256 = ''] of text.matchAll(/url = "([^"]+)", hash = "sha256:(\w+)"/g)) {
    const filename = decodeURIComponent(url.split('/').at(-1) ?? '')
    found.set(filename, { filename, url, path: undefined, hashes: { sha256 }, size: undefined })
  }
  return [...found.values()]
}

const basic = async (change: (text: string) => string): Promise<Record<string, string>> => ({
  'pyproject.toml': change(await fixture('basic.pyproject.toml')),
  'uv.lock': await fixture('basic.uv.lock'),
})

const withSources = async (lock: 'uv.lock' | 'pylock.toml'): Promise<Record<string, string>> => ({
  'pyproject.toml': await fixture('sources.pyproject.toml'),
  [lock]: await fixture(`sources.${lock}`),
})

const allLocks = async (): Promise<Record<string, string>> => ({
  'pyproject.toml': await fixture('basic.pyproject.toml'),
  'uv.lock': await fixture('basic.uv.lock'),
  'pylock.toml': await fixture('basic.pylock.toml'),
  'requirements.txt': await fixture('basic.requirements.txt'),
})

const used = async (files: Record<string, string>, dependencies = {}): Promise<unknown> =>
  (await open(files, { dependencies })).findings.map((item) => item.args)

describe('a lock that does not match', () => {
  const TARGET = 'cp312-manylinux_2_28_x86_64'

  test('a new, a changed and a removed dependency are an error with the command that makes the lock again', async () => {
    const files = await basic((text) => text.replace('"tern", "auk~=3.0"', '"auk~=3.1", "knot"'))
    const source = await open(files, { targets: [TARGET] })
    expect(await complaints(source, [TARGET])).toEqual([
      'error lock-outdated uv.lock does not match pyproject.toml: no longer auk~=3.0, no longer tern, now auk~=3.1, now knot',
    ])
  })
  test('the same requirements in another order and spelling match', async () => {
    const files = await basic((text) =>
      text.replace('"petrel[fast]>=2", "tern", "auk~=3.0"', '"Auk ~= 3.0", "tern", "petrel[FAST] >= 2"'),
    )
    expect(await complaints(await open(files, { targets: [TARGET] }), [TARGET])).toEqual([])
  })
  test('another requires-python is an error', async () => {
    const files = await basic((text) => text.replace('>=3.9', '>=3.8'))
    expect(await complaints(await open(files, { targets: [TARGET] }), [TARGET])).toEqual([
      'error lock-outdated uv.lock does not match pyproject.toml: requires-python is ">=3.8", in the lock ">=3.9"',
    ])
  })
  test('a changed extra is an error only if it ships', async () => {
    const files = await basic((text) => text.replace('knot>=4', 'knot>=4.1'))
    expect(await complaints(await open(files, { targets: [TARGET] }), [TARGET])).toEqual([])
    const source = await open(files, { targets: [TARGET], dependencies: { extras: ['yaml'] } })
    expect(await complaints(source, [TARGET])).toEqual([
      "error lock-outdated uv.lock does not match pyproject.toml: no longer knot>=4, now knot>=4.1 ; python_version < '3.13'",
    ])
  })
  test('the lock of another project is an error', async () => {
    const files = await basic((text) => text.replace('harbour', 'pier'))
    expect((await complaints(await open(files, { targets: [TARGET] }), [TARGET]))[0]).toBe(
      'error lock-outdated uv.lock does not match pyproject.toml: it has no package "pier" in this folder',
    )
  })
  test('a pylock.toml without a requirement of the project is an error', async () => {
    const files = {
      'pyproject.toml': (await fixture('basic.pyproject.toml')).replace('"tern"', '"tern>=3", "heron"'),
      'pylock.toml': await fixture('basic.pylock.toml'),
    }
    expect(await complaints(await open(files, { targets: [TARGET] }), [TARGET, 'cp313-win_amd64'])).toEqual([
      'error lock-outdated pylock.toml does not match pyproject.toml: tern>=3 is required, and the lock has 2.0, heron is not in the lock',
    ])
  })
  test('a target that the lock does not cover is one error for all such targets, and the only one', async () => {
    const files = {
      'pyproject.toml': await fixture('environments.pyproject.toml'),
      'uv.lock': await fixture('environments.uv.lock'),
    }
    const targets = ['cp312-macosx_11_0_arm64', 'cp313-macosx_11_0_arm64', 'cp310-win_amd64']
    expect(await complaints(await open(files, { targets }), targets)).toEqual([
      "error lock-target uv.lock does not cover cp312-macosx_11_0_arm64, cp313-macosx_11_0_arm64: it is for sys_platform == 'linux' or sys_platform == 'win32'",
      'error lock-target (cp310-win_amd64): uv.lock does not cover cp310-win_amd64: it requires Python >=3.11, not 3.10',
    ])
  })
  test('extras that exclude each other are an error, whatever the platform', async () => {
    const files = {
      'pyproject.toml': await fixture('conflicts.pyproject.toml'),
      'uv.lock': await fixture('conflicts.uv.lock'),
    }
    const inventory = await open(files, { targets: [TARGET], dependencies: { extras: ['old', 'new'] } })
    expect((await complaints(inventory, [TARGET])).join('\n')).toMatch(
      /^error lock-conflict \w+ \(\S+\): uv\.lock has several versions of \w+ for \S+, and extras or groups choose: /,
    )
  })
  test('a target for any platform that the forks of a lock tell apart by platform is an error', async () => {
    const files = {
      'pyproject.toml': await fixture('environments.pyproject.toml'),
      'uv.lock': await fixture('environments.uv.lock'),
    }
    expect(await complaints(await open(files), ['cp312-any'])).toEqual([
      'error lock-ambiguous fulmar (cp312-any): uv.lock has several versions of fulmar for cp312-any: 1.0, 2.0',
    ])
  })
  test('an extra or group that does not exist is an error that lists those that do', async () => {
    const files = await basic((text) => text)
    await expect(open(files, { dependencies: { extras: ['yml'] } })).rejects.toMatchObject({
      code: 'unknown-extra',
      message: 'dependencies.extras names "yml", which is no extra of harbour; it has: yaml, all',
    })
    await expect(open(files, { dependencies: { groups: ['prod'] } })).rejects.toMatchObject({
      code: 'unknown-group',
    })
  })
})

describe('wheels that are missing', () => {
  test('are one error for all targets, with what there is', async () => {
    const targets = ['cp311-win_arm64', 'cp312-win_arm64', 'cp39-win_arm64']
    const found = await complaints(await open(await basic((text) => text), { targets }), targets)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(
      /^error wheel-missing gull: no wheel of gull 1\.5 in uv\.lock fits cp311-win_arm64, .*; available: gull-1\.5-.*, 29 more$/,
    )
  })
  test('a runtime alone becomes the platforms for which every package has a wheel', async () => {
    const source = await open(await basic((text) => text), { targets: ['cp312'] })
    const found = await platformTargets('cp312', source.resolve, source.wheelsOf)
    expect(found.map(({ target }) => target.platform)).toEqual([
      'macosx_10_9_universal2',
      'manylinux_2_28_aarch64',
      'manylinux_2_17_x86_64',
      'musllinux_1_2_x86_64',
      'win_amd64',
    ])
  })
})

describe('sources other than an index', () => {
  test.each(['uv.lock', 'pylock.toml'] as const)(
    'of %s ship as wheels or are named, each with what to do',
    async (lock) => {
      const source = await open(await withSources(lock))
      expect(await chosen(source, 'cp312-any')).toEqual([
        'dunlin==0.3 py3-none-any',
        'knot==4.2 py3-none-any',
        'tern==2.0 py3-none-any',
      ])
      const commit = '8d6b571706229ff7c62e0c7fc773627692e10487'
      expect(await complaints(source, ['cp312-any', 'cp313-any'])).toEqual(
        [
          `error lock-source crane: crane 0.1 has no wheel: it comes from git (https://git.example/crane@${commit})`,
          'warning wheel-unbuilt loose: loose 0.1 is not built yet from the folder loose, so its files are not known',
          'warning wheel-unbuilt member: member 0.1 is not built yet from the folder member, so its files are not known',
          'error lock-source plover: plover 1.0 has no wheel: it comes from the source distribution plover-1.0.tar.gz',
        ].map((text) => (lock === 'uv.lock' ? text : text.replace(/ (loose|member) 0\.1/, ' $1'))),
      )
    },
  )
  test('a wheel in a wheelhouse goes with the lock if it has the locked version', async () => {
    const project = {
      ...(await withSources('uv.lock')),
      'wheels/crane-0.1-py3-none-any.whl': '',
      'wheels/plover-2.0-py3-none-any.whl': '',
    }
    const source = await open(project, {
      dependencies: { wheelhouse: ['wheels'], lock: { kind: 'file', file: 'uv.lock' } },
    })
    expect(await chosen(source, 'cp312-any')).toContain('crane==0.1 py3-none-any')
    expect((await complaints(source, ['cp312-any'])).filter((text) => /crane|plover/.test(text))).toEqual([
      'error lock-source plover (cp312-any): plover 1.0 has no wheel: it comes from the source distribution plover-1.0.tar.gz',
    ])
  })
})

describe('where the lock comes from', () => {
  test('uv.lock, pylock.toml, requirements.txt, in this order', async () => {
    const all = await allLocks()
    expect(await used(all)).toEqual([{ file: 'uv.lock' }])
    const { 'uv.lock': _uv, ...two } = all
    expect(await used(two)).toEqual([{ file: 'pylock.toml' }])
    const { 'pylock.toml': _pylock, ...one } = two
    expect(await used(one)).toEqual([{ file: 'requirements.txt' }])
  })
  test('a requirements file without digests is no lock', async () => {
    const files = {
      'pyproject.toml': await fixture('basic.pyproject.toml'),
      'requirements.txt': 'tern==2.0\n',
    }
    expect(await used(files)).toEqual([])
    await expect(
      open(files, { dependencies: { lock: { kind: 'file', file: 'requirements.txt' } } }),
    ).rejects.toMatchObject({ code: 'bad-lock' })
  })
  test('a wheelhouse, or lock = false, turns the search off; --locked turns it on', async () => {
    const files = { ...(await allLocks()), 'wheels/x': '' }
    expect(await used(files, { wheelhouse: ['wheels'] })).toEqual([])
    expect(await used(files, { lock: { kind: 'none' } })).toEqual([])
    const locked = await open(files, { dependencies: { wheelhouse: ['wheels'] }, locked: true })
    expect(locked.findings.map((item) => item.args)).toEqual([{ file: 'uv.lock' }])
  })
  test('--locked without a lock is an error', async () => {
    const files = { 'pyproject.toml': await fixture('basic.pyproject.toml') }
    await expect(open(files, { locked: true })).rejects.toMatchObject({ code: 'lock-needed' })
  })
  test('a lock that the config names must exist', async () => {
    const files = { 'pyproject.toml': await fixture('basic.pyproject.toml') }
    await expect(
      open(files, { dependencies: { lock: { kind: 'file', file: 'uv.lock' } } }),
    ).rejects.toMatchObject({ code: 'no-lock' })
  })
  test('a member of a workspace uses the lock of the workspace', async () => {
    const sources = await fixture('sources.uv.lock')
    const files = {
      'pyproject.toml': await fixture('sources.pyproject.toml'),
      'uv.lock': sources,
      'member/pyproject.toml': '[project]\nname = "member"\nversion = "0.1"\nrequires-python = ">=3.9"\n',
    }
    const source = await open(files, { folder: 'member' })
    expect(source.findings.map((item) => item.args)).toEqual([{ file: '../uv.lock' }])
    expect(await complaints(source, ['cp312-any'])).toEqual([])
  })
})

describe('files that an index withdrew', () => {
  test.each(['uv.lock', 'pylock.toml'])('are reported for %s, once for all targets', async (lock) => {
    const store = emptyStore()
    const asked: string[] = []
    const answering: WheelStore = {
      ...store,
      withdrawn: async (requests) =>
        requests.map(({ name, version, index }) => {
          asked.push(`${name} ${version} ${index}`)
          if (name === 'tern') return new Map([['tern-2.0-py3-none-any.whl', 'a wrong licence file']])
          return name === 'auk' ? undefined : new Map()
        }),
    }
    const files = {
      'pyproject.toml': await fixture('basic.pyproject.toml'),
      [lock]: await fixture(`basic.${lock}`),
    }
    const targets = ['cp312-win_amd64', 'cp313-win_amd64']
    const source = await open(files, { targets, store: answering })
    const wheels = await Promise.all(
      targets.map(async (target) => (await source.resolve(parseTarget(target))).wheels),
    )
    const found = await source.bring(wheels.flat())
    expect(found.map((item) => `${item.severity} ${item.code} ${findingSentence(item)}`)).toEqual([
      'warning wheel-yanked tern: tern-2.0-py3-none-any.whl was withdrawn from its index: a wrong licence file',
      'note yanks-unknown whether an index withdrew files of these is unknown, because no index listed them: auk',
    ])
    expect(asked).toContain('tern 2.0 https://index.example/simple')
  })

  test('are reported for a requirements file, whose files the index lists', async () => {
    const listed = (await indexFiles()).map((file) =>
      file.filename === 'tern-2.0-py3-none-any.whl' ? { ...file, yanked: '' } : file,
    )
    const files = {
      'pyproject.toml': await fixture('basic.pyproject.toml'),
      'requirements.txt': await fixture('basic.requirements.txt'),
    }
    const source = await open(files, { targets: ['cp312-win_amd64'], store: emptyStore(listed) })
    const { wheels } = await source.resolve(parseTarget('cp312-win_amd64'))
    expect((await source.bring(wheels)).map((item) => findingSentence(item))).toEqual([
      'tern: tern-2.0-py3-none-any.whl was withdrawn from its index: no reason given',
    ])
  })
})
