/**
 * @module-tag slow
 * @module-tag git
 * @module-tag cp312
 */
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { type BuildOptions, type RunContext, buildRelease } from '../../src/index.ts'
import { contextFor, git } from '../support/machines.ts'
import { makeWheel } from '../support/make-wheel.ts'

const LINUX = 'manylinux_2_28_x86_64'
const CONFIG = `[project]
name = "gull"
version = "1.0"
license = "MIT"
dependencies = ["tern"]
[tool.setuptools.package-data]
gull = ["*.txt"]
[tool.exuvia]
targets = ["cp312-${LINUX}", "cp312-win_amd64"]
[tool.exuvia.dependencies]
wheelhouse = "wheels"
[tool.exuvia.policy]
source-twin = "always"
`
const TWIN = 'gull-1.0-source.tar.gz'
const TARBALL = `gull-1.0-cp312-${LINUX}.tar.gz`
const ZIP = 'gull-1.0-cp312-win_amd64.zip'
const ALL = [TARBALL, ZIP, TWIN]

interface Setting {
  readonly root: string
  readonly context: RunContext
  /** Builds, and names the artifacts that were packed now. */
  readonly build: (options?: BuildOptions) => Promise<string[]>
}

async function setting(): Promise<Setting> {
  const folder = temporaryFolder()
  const root = path.join(folder, 'project')
  mkdirSync(path.join(root, 'src/gull'), { recursive: true })
  mkdirSync(path.join(root, 'wheels'))
  writeFileSync(path.join(root, 'pyproject.toml'), CONFIG)
  writeFileSync(path.join(root, '.gitignore'), 'dist/\nwheels/\n')
  writeFileSync(path.join(root, 'src/gull/__init__.py'), 'X = 1\n')
  writeFileSync(path.join(root, 'src/gull/data.txt'), 'one\n')
  await makeWheel(path.join(root, 'wheels'), 'tern', `cp312-cp312-${LINUX}`)
  await makeWheel(path.join(root, 'wheels'), 'tern', 'cp312-cp312-win_amd64')
  git(root, 'init', '--quiet')
  git(root, 'add', '.')
  git(root, 'commit', '--quiet', '--message', 'one')
  const context = contextFor(root, { EXUVIA_CACHE_DIR: path.join(folder, 'cache') })
  const at = (name: string): string => path.join(root, 'dist', name)
  const identity = (name: string): string => {
    const info = statSync(at(name), { throwIfNoEntry: false })
    return info === undefined ? '' : `${info.ino} ${info.mtimeMs}`
  }
  const build = async (options: BuildOptions = {}): Promise<string[]> => {
    const before = ALL.map(identity)
    const { manifest } = await buildRelease({ try: false, ...options }, context)
    for (const { file, sha256 } of manifest.artifacts) {
      expect(
        createHash('sha256')
          .update(readFileSync(at(file)))
          .digest('hex'),
      ).toBe(sha256)
    }
    return ALL.filter((name, index) => identity(name) !== before[index])
  }
  return { root, context, build }
}

describe('a build packs only what its inputs changed', () => {
  test('and without a change nothing, with the same release as one from nothing', async () => {
    const { root, context, build } = await setting()
    expect(await build()).toEqual(ALL)
    const names = [...ALL, 'gull-1.0.manifest.json', 'gull-1.0.cdx.json', 'SHA256SUMS']
    const read = (): string[] => names.map((name) => readFileSync(path.join(root, 'dist', name), 'latin1'))
    const first = read()
    expect(await build()).toEqual([])
    expect(read()).toEqual(first)
    await buildRelease({ try: false, cache: false }, context)
    expect(read()).toEqual(first)
  })

  test('a file of the same size and time, with other bytes', async () => {
    const { root, build } = await setting()
    await build()
    for (const [file, text] of [
      ['src/gull/__init__.py', 'X = 2\n'],
      ['src/gull/data.txt', 'two\n'],
    ] as const) {
      const at = path.join(root, file)
      const { atime, mtime } = statSync(at)
      writeFileSync(at, text)
      utimesSync(at, atime, mtime)
      expect(await build()).toEqual(ALL)
    }
  })

  test('a new file, a setting, a reason in the policy, the commit', async () => {
    const { root, build } = await setting()
    await build()
    const config = path.join(root, 'pyproject.toml')
    const rule =
      '\n[[tool.exuvia.policy.rules]]\npath = "lib/gull/data.txt"\nship = "data"\nreason = "ours"\n'
    const changes: (() => void)[] = [
      () => writeFileSync(path.join(root, 'src/gull/more.py'), 'Y = 1\n'),
      () => appendFileSync(config, '[tool.exuvia.compile]\noptimize = 2\n'),
      () => appendFileSync(config, '[tool.exuvia.pack]\nlevel = 1\n'),
      () => appendFileSync(config, rule),
      () => writeFileSync(config, readFileSync(config, 'utf8').replace('"ours"', '"still ours"')),
      () => git(root, 'commit', '--quiet', '--allow-empty', '--message', 'two'),
    ]
    for (const change of changes) {
      change()
      expect(await build()).toEqual(ALL)
    }
  })

  test('a wheel of one target, under the same name', async () => {
    const { root, build } = await setting()
    await build()
    await makeWheel(path.join(root, 'wheels'), 'tern', 'cp312-cp312-win_amd64', '', {
      files: { 'tern/__init__.py': "X = 'other'\n" },
    })
    expect(await build()).toContain(ZIP)
    expect(await build()).toEqual([])
  })

  test('an artifact that is gone, damaged or no file is packed again, with the same bytes', async () => {
    const { root, build } = await setting()
    await build()
    const at = path.join(root, 'dist', ZIP)
    const bytes = readFileSync(at)
    rmSync(at)
    expect(await build()).toEqual([ZIP])
    writeFileSync(at, bytes.subarray(1))
    expect(await build()).toEqual([ZIP])
    expect(readFileSync(at).equals(bytes)).toBe(true)
    renameSync(at, `${at}.other`)
    symlinkSync(`${at}.other`, at)
    await build()
    expect(lstatSync(at).isFile()).toBe(true)
    rmSync(at)
    execFileSync('mkfifo', [at])
    expect(await build()).toEqual([ZIP])
    expect(readFileSync(at).equals(bytes)).toBe(true)
    expect(await build({ cache: false })).toEqual(ALL)
  })

  test('what reaches no artifact packs none', async () => {
    const { build } = await setting()
    await build()
    const title = 'Gull {version}'
    expect(
      await build({ override: (config) => ({ ...config, publish: { ...config.publish, title } }) }),
    ).toEqual([])
  })
})
