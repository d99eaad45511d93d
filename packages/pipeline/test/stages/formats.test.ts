/**
 * @module-tag slow
 * @module-tag git
 * @module-tag cp312
 * @module-tag xz
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startTwin } from '@exuvia/github-twin'
import { type ReleaseManifest, compareText } from '@exuvia/model'
import { python, temporaryFolder, uvPath } from '@exuvia/test-needs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildRelease, mergeParts, planProject, publishPaths, verifySubject } from '../../src/index.ts'
import { STEM, bytesOf, contextFor, git, machine, repository } from '../support/machines.ts'

const LINUX = 'cp312-manylinux_2_28_x86_64'
const FILES = {
  'pyproject.toml': `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "Shelf.Life"
version = "1.2.0"
license = "MIT"
license-files = ["LICENSE"]
dependencies = ["pip>=1", "absent; sys_platform == 'none'"]
[project.scripts]
shelf = "shelf.cli:main"
[tool.setuptools.data-files]
"share/man/man1" = ["man/shelf.1"]
[tool.exuvia]
targets = ["${LINUX}", "cp312-win_amd64", "cp311-any"]
[tool.exuvia.project]
include = ["README.txt"]
scripts = ["tools/shelf-tool", "tools/shelf-sh"]
[tool.exuvia.dependencies]
provided = ["pip"]
[tool.exuvia.policy]
source-twin = "always"
[tool.exuvia.pack]
formats = ["tar.zst", "wheel", "tar.xz", "tar.gz"]
`,
  'src/shelf/__init__.py': '',
  'src/shelf/cli.py': 'def main():\n    print("shelf")\n',
  'tools/shelf-tool':
    '#!/usr/bin/env python3\nimport sys, shelf.cli\nprint("tool", sys.argv[1:])\nshelf.cli.main()\n',
  'tools/shelf-sh': '#!/bin/sh\necho sh "$@"\n',
  'man/shelf.1': '.TH SHELF 1\n',
  'README.txt': 'for people\n',
  LICENSE: 'MIT License\n',
}
const ARCHIVES = [
  `${STEM}-${LINUX}.tar.zst`,
  `${STEM}-${LINUX}.tar.xz`,
  `${STEM}-${LINUX}.tar.gz`,
  `${STEM}-cp312-win_amd64.zip`,
  `${STEM}-cp311-any.tar.zst`,
  `${STEM}-cp311-any.tar.xz`,
  `${STEM}-cp311-any.tar.gz`,
]
const WHEELS = [`${STEM}-cp312-none-any.whl`, `${STEM}-cp311-none-any.whl`]
const [WHEEL = ''] = WHEELS

let root = ''
let manifest: ReleaseManifest
const finish: (() => void)[] = []
beforeAll(async () => {
  root = repository((work) => finish.push(work))
  const origin = path.join(root, 'origin')
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(origin, name)), { recursive: true })
    writeFileSync(path.join(origin, name), text)
  }
  git(origin, 'add', '.')
  git(origin, 'commit', '--quiet', '--message', 'formats')
  manifest = (await buildRelease({ project: 'origin', out: 'dist' }, contextFor(root))).manifest
}, 120_000)
afterAll(() => {
  for (const work of finish) work()
})

const dist = (name: string): string => path.join(root, 'dist', name)
const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

/** What each command of an installed wheel prints, and the manual page that came with it. */
const INSTALLED = ['shelf\n', "tool ['a b']\nshelf\n", 'sh x\n', '.TH SHELF 1\n']

// pip names no interpreter in a folder with a space.
function installed(install: (interpreter: string) => unknown): readonly string[] {
  const env = temporaryFolder()
  run(python('cp312'), '-m', 'venv', '--without-pip', env)
  const bin = path.join(env, 'bin')
  install(path.join(bin, 'python'))
  return [
    run(path.join(bin, 'shelf')),
    run(path.join(bin, 'shelf-tool'), 'a b'),
    run(path.join(bin, 'shelf-sh'), 'x'),
    readFileSync(path.join(env, 'share/man/man1/shelf.1'), 'utf8'),
  ]
}

test('a release has each target in each format, one wheel for each Python, and one source twin', async () => {
  const files = [...ARCHIVES, ...WHEELS, `${STEM}-source.tar.gz`]
  expect(manifest.artifacts.map(({ file }) => file)).toEqual(files)
  expect(manifest.artifacts.filter(({ kind }) => kind === 'wheel').map(({ target }) => target)).toEqual([
    'cp312-any',
    'cp311-any',
  ])
  const plan = await planProject({ project: 'origin', targets: ['cp311-any'] }, contextFor(root))
  expect(plan.artifacts.map(({ file }) => file)).toEqual(files)
  const sums = readFileSync(dist('SHA256SUMS'), 'utf8')
  for (const file of files) expect(sums).toContain(`  ${file}\n`)
})

test('archives of one target differ in their format alone', { tags: ['zstd', 'tar', 'python3'] }, () => {
  const [zst = '', xz = '', gz = ''] = ARCHIVES
  const list = (...args: string[]): string => run('tar', ...args)
  const expected = list('-tvzf', dist(gz))
  expect(list('--zstd', '-tvf', dist(zst))).toBe(expected)
  expect(list('-tvJf', dist(xz))).toBe(expected)
  run('zstd', '--test', '--quiet', dist(zst))
  run('xz', '--test', dist(xz))
  const names = run(
    'python3',
    '-c',
    'import sys, tarfile; print(len(tarfile.open(sys.argv[1]).getnames()))',
    dist(xz),
  )
  expect(names.trim()).toBe(String(expected.trim().split('\n').length))
})

test('every format is published, found intact on the release, and found damaged', async () => {
  const twin = await startTwin()
  onTestFinished(() => twin.close())
  const env = { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token, GITHUB_ACTIONS: '' }
  const context = contextFor(root, env)
  const wanted = [...ARCHIVES, ...WHEELS, `${STEM}-source.tar.gz`]
  await publishPaths({ paths: ['dist'], project: 'origin', repository: 'octocat/hello' }, context)
  const [release] = twin.releases('octocat/hello')
  expect(release?.assets.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted))
  const report = await verifySubject('octocat/hello@v1.2.0', {}, context)
  expect(report.intact).toBe(true)
  expect(report.items.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted))
  cpSync(path.join(root, 'dist'), path.join(root, 'damaged'), { recursive: true })
  for (const file of wanted) appendFileSync(path.join(root, 'damaged', file), 'x')
  const damaged = await verifySubject('damaged', {}, context)
  const differing = damaged.items.filter(({ problems }) => problems.length > 0).map(({ name }) => name)
  expect(differing.toSorted(compareText)).toEqual(wanted.toSorted(compareText))
})

test('other machines make the same bytes in parts', async () => {
  const parts = [[LINUX], ['cp312-win_amd64'], ['cp311-any']]
  for (const [index, targets] of parts.entries()) await machine(root, `machine ${index}`, targets)
  const merged = await mergeParts({ parts: ['parts'], out: 'merged' }, contextFor(root))
  expect(merged.manifest).toEqual(manifest)
  expect(bytesOf(path.join(root, 'merged'))).toEqual(bytesOf(path.join(root, 'dist')))
})

describe('a wheel', () => {
  test('has the project alone, without source, as pip would install it', () => {
    const files = manifest.artifacts.find(({ file }) => file === WHEEL)?.files.map((each) => each.path)
    const [data, info] = [`${STEM}.data`, `${STEM}.dist-info`]
    expect(files).toEqual([
      'shelf/__init__.pyc',
      'shelf/cli.pyc',
      `${data}/data/share/man/man1/shelf.1`,
      `${data}/scripts/shelf-sh`,
      `${data}/scripts/shelf-tool`,
      `${info}/METADATA`,
      `${info}/RECORD`,
      `${info}/WHEEL`,
      `${info}/entry_points.txt`,
      `${info}/licenses/LICENSE`,
    ])
    expect(run('unzip', '-p', dist(WHEEL), `${info}/METADATA`)).toContain('Requires-Dist: absent')
    expect(run('unzip', '-p', dist(WHEEL), `${info}/WHEEL`)).toMatch(
      /^Wheel-Version: 1\.0\n(?:.*\n)*Tag: cp312-none-any\n$/,
    )
  })

  test('installs with pip, and its commands run', () => {
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--python']
    const install = (interpreter: string): string =>
      run(python('cp312'), ...pip, interpreter, 'install', '--no-deps', '--no-index', dist(WHEEL))
    expect(installed(install)).toEqual(INSTALLED)
  })

  test('installs with uv, and its commands run', { tags: ['uv'] }, () => {
    const uv = [uvPath() ?? 'uv', 'pip', 'install', '--no-deps', '--no-index', '--python'] as const
    expect(installed((interpreter) => run(...uv, interpreter, dist(WHEEL)))).toEqual(INSTALLED)
  })

  test('is verified as a file, and as the folder that it was unpacked to', { tags: ['unzip'] }, async () => {
    const context = contextFor(root)
    expect(await verifySubject('dist', {}, context)).toMatchObject({ intact: true })
    expect(await verifySubject(path.join('dist', WHEEL), {}, context)).toMatchObject({
      intact: true,
      items: [{ kind: 'wheel', target: 'cp312-any', files: 10 }],
    })
    const folder = path.join(root, 'unpacked')
    run('unzip', '-q', dist(WHEEL), '-d', folder)
    const given = { manifest: path.join('dist', `${STEM}.manifest.json`) }
    expect(await verifySubject(folder, {}, context)).toMatchObject({ outcome: 'not-proven' })
    expect(await verifySubject(folder, given, context)).toMatchObject({ intact: true, against: 'given' })
    appendFileSync(path.join(folder, 'shelf/cli.pyc'), 'x')
    writeFileSync(path.join(folder, 'shelf/more.py'), '')
    expect(await verifySubject(folder, {}, context)).toMatchObject({
      intact: false,
      items: [
        {
          problems: [
            expect.stringMatching(/^shelf\/cli\.pyc: RECORD says \d+ bytes, and the file has \d+$/),
            'shelf/more.py: the file is not in RECORD',
          ],
        },
      ],
    })
    const differs = await verifySubject(folder, given, context)
    expect(differs).toMatchObject({ intact: false })
    expect(differs.items[0]?.comparison?.changed.map(({ path: at }) => at)).toEqual(['shelf/cli.pyc'])
    expect(differs.items[0]?.comparison?.extra.map(({ path: at }) => at)).toEqual(['shelf/more.py'])
    rmSync(folder, { recursive: true })
  })

  test('with another byte is not intact', async () => {
    const copy = path.join(root, 'copy')
    mkdirSync(copy)
    for (const name of readdirSync(path.join(root, 'dist')))
      writeFileSync(path.join(copy, name), readFileSync(dist(name)))
    const bytes = readFileSync(path.join(copy, WHEEL))
    // In the first file's name in the directory: the archive no longer is one.
    bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 1
    writeFileSync(path.join(copy, WHEEL), bytes)
    expect(await verifySubject('copy', {}, contextFor(root))).toMatchObject({ intact: false })
  })
})
