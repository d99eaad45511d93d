import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startTwin } from '@exuvia/github-twin'
import { type Config, ExuviaError, type ReleasePart, findingPlace } from '@exuvia/model'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  type BuildOptions,
  type RunContext,
  buildPart,
  buildRelease,
  findManifest,
  mergeParts,
  planMatrix,
  planProject,
  publishPaths,
  verifySubject,
} from '../../src/index.ts'

const FILES: Readonly<Record<string, string>> = {
  'pyproject.toml': `[project]
name = "Shelf.Life"
version = "1.2.0"
license = "MIT"
[project.scripts]
shelf = "shelf.cli:main"
[tool.exuvia]
targets = ["cp312-win_amd64", "cp312-manylinux_2_28_x86_64", "cp311-any"]
[tool.exuvia.project]
sources = ["src"]
[tool.exuvia.policy]
source-twin = "always"
`,
  'src/shelf/__init__.py': '',
  'src/shelf/cli.py': 'def main():\n    print("shelf")\n',
}
const TARGETS = ['cp312-win_amd64', 'cp312-manylinux_2_28_x86_64', 'cp311-any'] as const
const STEM = 'shelf_life-1.2.0'

type Finally = (work: () => void) => void

function scratch(finallyDo: Finally = onTestFinished): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia merge '))
  finallyDo(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Shared by all: what is compiled once stays compiled for every machine of these tests. */
const cache = mkdtempSync(path.join(tmpdir(), 'exuvia merge cache '))
afterAll(() => rmSync(cache, { recursive: true, force: true }))

function contextFor(cwd: string, env: NodeJS.ProcessEnv = {}): RunContext {
  return {
    cwd,
    env: { ...process.env, EXUVIA_CACHE_DIR: cache, ...env },
    signal: new AbortController().signal,
    progress: () => undefined,
  }
}

function git(cwd: string, ...args: readonly string[]): void {
  const who = ['-c', 'user.name=Kai', '-c', 'user.email=kai@example.org', '-c', 'commit.gpgsign=false']
  execFileSync('git', [...who, ...args], { cwd, stdio: 'pipe' })
}

/** A folder with a repository, from which machines clone. */
function repository(finallyDo?: Finally): string {
  const root = scratch(finallyDo)
  const origin = path.join(root, 'origin')
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(origin, name)), { recursive: true })
    writeFileSync(path.join(origin, name), text)
  }
  git(origin, 'init', '--quiet', '.')
  git(origin, 'add', '.')
  git(origin, 'commit', '--quiet', '--message', 'first')
  return root
}

/** Builds a part in a clone of its own; gives its folder below `root`. */
async function machine(
  root: string,
  name: string,
  targets: readonly string[],
  change: (clone: string) => void = () => undefined,
  more: BuildOptions = {},
): Promise<string> {
  const clone = path.join(root, `clone ${name}`)
  git(root, 'clone', '--quiet', 'origin', clone)
  change(clone)
  const out = path.join(root, 'parts', name)
  await buildPart({ project: clone, targets, out, ...more }, contextFor(root))
  return path.join('parts', name)
}

function embedded(config: Config): Config {
  return { ...config, compile: { ...config.compile, toolchain: 'embedded' } }
}

async function machines(root: string): Promise<string[]> {
  return Promise.all(TARGETS.map((target, index) => machine(root, `machine ${index}`, [target])))
}

/** What stands against merging: each finding's code and place. Nothing may have been written. */
async function refused(root: string, ...parts: readonly string[]): Promise<string[]> {
  const error: unknown = await mergeParts({ parts, out: 'merged' }, contextFor(root)).catch(
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ExuviaError)) throw error
  expect(error).toMatchObject({ kind: 'refused', code: 'merge-refused' })
  expect(existsSync(path.join(root, 'merged'))).toBe(false)
  return error.findings.map(({ code, subject, args }) =>
    [code, findingPlace(subject), String(args['detail'] ?? '')].filter((part) => part !== '').join(' '),
  )
}

function bytesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort()
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), 'base64')]))
}

describe('parts of one commit', () => {
  test('make the release that one machine makes, wherever they lie, and it is published as any other', async () => {
    const root = repository()
    const built = await buildRelease({ project: 'origin', out: 'whole' }, contextFor(root))
    expect(built.manifest.commit).toMatch(/^[0-9a-f]{40}$/)
    await machines(root)
    const merged = await mergeParts({ parts: ['parts'], out: 'merged' }, contextFor(root))
    expect(merged.files).toEqual(built.files)
    expect(merged.manifest).toEqual(built.manifest)
    const whole = bytesOf(path.join(root, 'whole'))
    expect(bytesOf(path.join(root, 'merged'))).toEqual(whole)
    // All in one folder, as merge-multiple lays them out, and merged where they lie.
    const flat = path.join(root, 'flat')
    for (const name of readdirSync(path.join(root, 'parts')))
      cpSync(path.join(root, 'parts', name), flat, { recursive: true })
    expect(readdirSync(flat).filter((name) => name.endsWith('.part.json'))).toHaveLength(3)
    await mergeParts({ parts: ['flat'], out: 'flat' }, contextFor(root))
    expect(bytesOf(flat)).toEqual(whole)

    const twin = await startTwin()
    onTestFinished(() => twin.close())
    const context = contextFor(root, { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token })
    const options = { paths: ['merged'], project: 'origin', repository: 'octocat/hello' }
    expect(await publishPaths(options, context)).toMatchObject({ changed: true, published: true })
    expect(await publishPaths(options, context)).toMatchObject({ changed: false, uploaded: [] })
    const report = await verifySubject('octocat/hello@v1.2.0', {}, context)
    expect(report).toMatchObject({ intact: true })
  })

  test('are no release: they have no manifest and no checksums, and publish, verify and report refuse them', async () => {
    const root = repository()
    const part = await machine(root, 'one', [TARGETS[0]])
    expect(readdirSync(path.join(root, part)).sort()).toEqual([
      `${STEM}-${TARGETS[0]}.part.json`,
      `${STEM}-${TARGETS[0]}.tar.gz`,
      `${STEM}-source.tar.gz`,
    ])
    const file = path.join(part, `${STEM}-${TARGETS[0]}.part.json`)
    const context = contextFor(root)
    for (const named of [part, file]) {
      const refusal = { kind: 'refused', code: 'release-part', hint: expect.stringContaining('exuvia merge') }
      const options = { paths: [named], repository: 'octocat/hello', tag: 'v1' }
      await expect(publishPaths(options, context)).rejects.toMatchObject(refusal)
      await expect(verifySubject(path.join(root, named), {}, context)).rejects.toMatchObject(refusal)
      await expect(findManifest(named, context)).rejects.toMatchObject(refusal)
    }
  })

  test('replace a release in their folder, and a release replaces them', async () => {
    const root = repository()
    const context = contextFor(root)
    const options = { project: 'origin', out: 'out' }
    const names = (): string[] => readdirSync(path.join(root, 'out')).filter((name) => !name.endsWith('.gz'))
    await buildRelease(options, context)
    expect(names()).toEqual(['SHA256SUMS', `${STEM}.manifest.json`])
    await buildPart({ ...options, targets: [TARGETS[2]] }, context)
    expect(names()).toEqual([`${STEM}-cp311-any.part.json`])
    await buildRelease(options, context)
    expect(names()).toEqual(['SHA256SUMS', `${STEM}.manifest.json`])
  })
})

describe('merge refuses, and says everything at once', () => {
  test('a tarball that is missing, damaged, cut off or a link, and one that no part has', async () => {
    const root = repository()
    const [first = '', second = '', third = ''] = await machines(root)
    const tarball = (part: string, index: number): string =>
      path.join(root, part, `${STEM}-${TARGETS[index]}.tar.gz`)
    const bytes = readFileSync(tarball(first, 0))
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(tarball(first, 0), bytes)
    rmSync(path.join(root, first, `${STEM}-source.tar.gz`))
    renameSync(tarball(second, 1), `${tarball(second, 1)}.away`)
    symlinkSync(`${tarball(second, 1)}.away`, tarball(second, 1))
    expect(await refused(root, first, second)).toEqual([
      'merge-gap shelf_life-1.2.0-cp311-any.tar.gz',
      expect.stringMatching(
        /^merge-tarball-differs shelf_life-1\.2\.0-cp312-win_amd64\.tar\.gz its SHA-256 is/,
      ),
      'merge-tarball-missing shelf_life-1.2.0-source.tar.gz',
      'merge-tarball-differs shelf_life-1.2.0-cp312-manylinux_2_28_x86_64.tar.gz it is no regular file',
    ])
    writeFileSync(tarball(third, 2), readFileSync(tarball(third, 2)).subarray(0, 100))
    expect((await refused(root, third)).at(2)).toMatch(
      /^merge-tarball-differs shelf_life-1\.2\.0-cp311-any\.tar\.gz it has 100 bytes, and had \d+$/,
    )
  })

  test('a part whose words do not fit what its tarball holds', async () => {
    const root = repository()
    const all = await machines(root)
    const [first = ''] = all
    const file = path.join(root, first, `${STEM}-${TARGETS[0]}.part.json`)
    const original = readFileSync(file, 'utf8')
    const rewrite = (change: (text: string) => string): void => {
      const changed = change(original)
      expect(changed).not.toBe(original)
      writeFileSync(file, changed)
    }
    const differs = `merge-tarball-differs ${STEM}-${TARGETS[0]}.tar.gz`
    rewrite((text) => text.replace('"path": "lib/shelf/cli.pyc"', '"path": "lib/shelf/clj.pyc"'))
    expect(await refused(root, ...all)).toEqual([`${differs} its EXUVIA.json has another files`])
    rewrite((text) => text.replaceAll(/"version": "3\.12\.\d+"/g, '"version": "3.12.99"'))
    expect(await refused(root, ...all)).toEqual([
      'merge-compiler-differs',
      `${differs} its EXUVIA.json has another compiler`,
    ])
    rewrite((text) => text.replace(/"unpacked": \d+/, '"unpacked": 1'))
    expect(await refused(root, ...all)).toEqual([`${differs} its sizes do not follow from its files`])
    // The same in all: then only the tarballs tell.
    for (const part of all) {
      const name = readdirSync(path.join(root, part)).find((each) => each.endsWith('.part.json')) ?? ''
      const at = path.join(root, part, name)
      const about = JSON.parse(readFileSync(at, 'utf8')) as ReleasePart
      const manifest = { ...about.manifest, commit: 'a'.repeat(40) }
      writeFileSync(at, JSON.stringify({ ...about, manifest }))
    }
    const commits = await refused(root, ...all)
    expect(commits.filter((line) => line.endsWith('its EXUVIA.json has another commit'))).toHaveLength(4)
  })

  test('a part that would write somewhere else', async () => {
    const root = repository()
    const part = await machine(root, 'one', TARGETS)
    const file = path.join(root, part, `${STEM}-${TARGETS[0]}.part.json`)
    const text = readFileSync(file, 'utf8')
    const about = JSON.parse(text) as ReleasePart
    const hostile = '1/../../../outside'
    const before = readdirSync(root, { recursive: true, encoding: 'utf8' }).length
    writeFileSync(file, JSON.stringify({ ...about, manifest: { ...about.manifest, version: hostile } }))
    expect(await refused(root, part)).toContain(`merge-unplanned ${STEM}-source.tar.gz`)
    writeFileSync(
      file,
      JSON.stringify({
        ...about,
        artifacts: [],
        manifest: { ...about.manifest, version: hostile, artifacts: [] },
      }),
    )
    await expect(mergeParts({ parts: [part], out: 'merged' }, contextFor(root))).rejects.toMatchObject({
      code: 'manifest-invalid',
    })
    expect(readdirSync(root, { recursive: true, encoding: 'utf8' })).toHaveLength(before)
  })

  test('what is no part, with what to do', async () => {
    const root = repository()
    const context = contextFor(root)
    await buildRelease({ project: 'origin', out: 'whole' }, context)
    const wrong = { kind: 'usage', code: 'no-parts', hint: expect.stringContaining('build --target') }
    await expect(mergeParts({ parts: ['whole'] }, context)).rejects.toMatchObject({
      ...wrong,
      message: 'whole holds a finished release, and no part of one',
    })
    await expect(mergeParts({ parts: ['origin'] }, context)).rejects.toMatchObject(wrong)
    await expect(mergeParts({ parts: ['origin/pyproject.toml'] }, context)).rejects.toMatchObject(wrong)
    await expect(mergeParts({ parts: ['nowhere'] }, context)).rejects.toMatchObject({ code: 'no-such-file' })
    mkdirSync(path.join(root, 'odd'))
    appendFileSync(path.join(root, 'odd', 'x.part.json'), '{"schema": "exuvia.part/2"}')
    await expect(mergeParts({ parts: ['odd'] }, context)).rejects.toMatchObject({ code: 'manifest-newer' })
  })
})

describe('merge refuses', () => {
  let root: string
  let rest: string
  beforeAll(async () => {
    root = repository(afterAll)
    rest = await machine(root, 'good', [TARGETS[1], TARGETS[2]])
  })

  test.each([
    [
      'another commit',
      (clone: string) => git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'second'),
      {},
      [/^merge-release-differs$/, /^merge-release-differs$/],
    ],
    [
      'a checkout with other bytes of the same length',
      (clone: string) =>
        writeFileSync(path.join(clone, 'src/shelf/cli.py'), 'def main():\n    print("SHELF")\n'),
      {},
      [/^merge-plan-differs$/, /^merge-overlap shelf_life-1\.2\.0-source\.tar\.gz$/],
    ],
    [
      'a file more',
      (clone: string) => writeFileSync(path.join(clone, 'src/shelf/new.py'), ''),
      {},
      [/^merge-plan-differs$/, /^merge-overlap shelf_life-1\.2\.0-source\.tar\.gz$/],
    ],
    [
      'another setting',
      () => undefined,
      { override: (config: Config): Config => ({ ...config, compile: { ...config.compile, optimize: 2 } }) },
      [/^merge-config-differs compile\.optimize$/, /^merge-compiler-differs$/],
    ],
    [
      'another version',
      (clone: string) => {
        const file = path.join(clone, 'pyproject.toml')
        writeFileSync(file, readFileSync(file, 'utf8').replace('1.2.0', '1.2.1'))
      },
      {},
      [/^merge-release-differs$/],
    ],
    [
      'another compiler for the same Python',
      () => undefined,
      { override: embedded },
      [/^merge-compiler-differs$/],
    ],
  ])('a part from %s', async (what, change, more, expected) => {
    const one = await machine(root, what, [TARGETS[0]], change, more)
    const lines = await refused(root, rest, one)
    for (const [index, pattern] of expected.entries()) expect(lines[index]).toMatch(pattern)
    expect(lines.length).toBe(expected.length)
  })

  test('but not another toolchain where no Python has two compilers', async () => {
    // cp312 is compiled by one machine, cp311 by the other.
    const windows = await machine(root, 'windows', [TARGETS[0], TARGETS[1]])
    const one = await machine(root, 'embedded', [TARGETS[2]], undefined, { override: embedded })
    const { manifest } = await mergeParts({ parts: [windows, one], out: 'both' }, contextFor(root))
    expect(manifest.compilers.map(({ runtime, toolchain }) => [runtime, toolchain])).toEqual([
      ['cp311', 'embedded'],
      ['cp312', 'native'],
    ])
  })
})

async function matrixOf(targets: readonly string[]) {
  const root = repository()
  const file = path.join(root, 'origin/pyproject.toml')
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/^targets = .*$/m, `targets = ${JSON.stringify(targets)}`),
  )
  return planMatrix(await planProject({ project: 'origin' }, contextFor(root)))
}

function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `cp312-macosx_${index}_0_arm64`)
}

describe('a matrix for GitHub', () => {
  test('has a job for each target, in the order of the release, with the Python that compiles it', async () => {
    expect(await matrixOf(['pp39-any', 'cp27-win_amd64', 'cp312-manylinux_2_28_aarch64'])).toEqual({
      include: [
        { target: 'pp39-any', runtime: 'pp39', platform: 'any', 'python-version': 'pypy3.9' },
        { target: 'cp27-win_amd64', runtime: 'cp27', platform: 'win_amd64', 'python-version': '2.7' },
        {
          target: 'cp312-manylinux_2_28_aarch64',
          runtime: 'cp312',
          platform: 'manylinux_2_28_aarch64',
          'python-version': '3.12',
        },
      ],
    })
  })

  test('has at most as many jobs as GitHub takes', async () => {
    expect((await matrixOf(many(256))).include).toHaveLength(256)
    await expect(matrixOf(many(257))).rejects.toMatchObject({
      kind: 'usage',
      code: 'matrix-too-large',
      message: '257 targets are 257 jobs, and GitHub takes 256 from one matrix',
    })
  })
})
