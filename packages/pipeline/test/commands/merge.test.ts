/**
 * Each machine clones a repository.
 *
 * @module-tag git
 */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { startTwin } from '@exuvia/github-twin'
import { type Config, type ReleasePart } from '@exuvia/model'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  type RunContext,
  buildPart,
  buildRelease,
  findManifest,
  mergeParts,
  publishPaths,
  verifySubject,
} from '../../src/index.ts'
import {
  STEM,
  TARGETS,
  bytesOf,
  contextFor,
  embedded,
  git,
  gitAt,
  machine,
  machines,
  refused,
  repository,
} from '../support/machines.ts'

describe('parts of one commit', () => {
  test('make the release that one machine makes, wherever they are, and it can be published', async () => {
    const root = repository()
    const built = await buildRelease({ project: 'origin', out: 'whole' }, contextFor(root))
    expect(built.manifest.commit).toMatch(/^[0-9a-f]{40}$/)
    await machines(root)
    const merged = await mergeParts({ parts: ['parts'], out: 'merged' }, contextFor(root))
    expect(merged.files).toEqual(built.files)
    expect(merged.manifest).toEqual(built.manifest)
    const whole = bytesOf(path.join(root, 'whole'))
    expect(bytesOf(path.join(root, 'merged'))).toEqual(whole)
    // Tarballs are linked if parts and release are on one disk, and copied otherwise.
    const tarball = `${STEM}-${TARGETS[0]}.zip`
    expect(statSync(path.join(root, 'merged', tarball)).nlink).toBe(2)
    const memory = mkdtempSync('/dev/shm/exuvia-merge-')
    onTestFinished(() => rmSync(memory, { recursive: true, force: true }))
    cpSync(path.join(root, 'parts'), memory, { recursive: true })
    await mergeParts({ parts: [memory], out: 'copied' }, contextFor(root))
    expect(statSync(path.join(root, 'copied', tarball)).nlink).toBe(1)
    expect(bytesOf(path.join(root, 'copied'))).toEqual(whole)
    // All parts in one folder, as merge-multiple unpacks them, merged into the same folder.
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

  test('are held to the budget of the project as a whole', async () => {
    const root = repository()
    await machines(root)
    const merge = async (budget: string): Promise<string[]> => {
      writeFileSync(path.join(root, 'budget.toml'), budget)
      const said: string[] = []
      const progress: RunContext['progress'] = (event) => {
        if (event.kind === 'finding') said.push(`${event.finding.code} ${event.finding.subject.key ?? ''}`)
        if (event.kind === 'budget')
          for (const line of event.lines) said.push(`${line.state} ${line.artifact}`)
      }
      const options = {
        parts: ['parts'],
        out: 'merged',
        config: 'budget.toml',
        previous: undefined,
        offline: true,
      }
      await mergeParts(options, { ...contextFor(root), progress })
      return said.sort()
    }
    const kept = TARGETS.map((target) => `kept ${target}`)
    // A limit of a target that no machine built is unused; a single part could not know that.
    expect(
      await merge(
        '[[budget.limits]]\ntarget = "*"\npacked = "50 MB"\n[[budget.limits]]\ntarget = "cp27*"\npacked = "1 MB"\n',
      ),
    ).toEqual(['budget-unused budget.limits[1]', ...kept].sort())
    rmSync(path.join(root, 'merged'), { recursive: true })
    const refusal = { code: 'budget-exceeded', findings: [expect.objectContaining({ code: 'over-budget' })] }
    await expect(merge('[[budget.limits]]\nunpacked = "1 kB"\n')).rejects.toMatchObject(refusal)
    expect(readdirSync(root)).not.toContain('merged')
  })

  test('are not a release: they have no manifest and no checksums, and publish, verify and report refuse them', async () => {
    const root = repository()
    const part = await machine(root, 'one', [TARGETS[0]])
    expect(readdirSync(path.join(root, part)).sort()).toEqual([
      `${STEM}-${TARGETS[0]}.part.json`,
      `${STEM}-${TARGETS[0]}.zip`,
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

  test('differ from a release of some targets, which reports that targets are missing', async () => {
    const root = repository()
    const said: string[] = []
    const context: RunContext = {
      ...contextFor(root),
      progress: (event) => {
        if (event.kind === 'finding') said.push(`${event.finding.severity} ${event.finding.code}`)
      },
    }
    const options = { project: 'origin', out: 'out', targets: [TARGETS[2]] }
    await buildPart(options, context)
    expect(said).not.toContain('note build-partial')
    await buildRelease(options, context)
    expect(said).toContain('note build-partial')
  })

  test('replace a release in their folder, and a release replaces them', async () => {
    const root = repository()
    const context = contextFor(root)
    const options = { project: 'origin', out: 'out' }
    const names = (): string[] =>
      readdirSync(path.join(root, 'out')).filter((name) => !/\.(?:gz|zip)$/.test(name))
    const release = [
      'SHA256SUMS',
      ...['cdx.json', 'manifest.json', 'report.html'].map((end) => `${STEM}.${end}`),
    ]
    await buildRelease(options, context)
    expect(names()).toEqual(release)
    await buildPart({ ...options, targets: [TARGETS[2]] }, context)
    expect(names()).toEqual([`${STEM}-cp311-any.part.json`])
    await buildRelease(options, context)
    expect(names()).toEqual(release)
  })
})

describe('merge refuses, and reports everything at once,', () => {
  test('a tarball that is missing, damaged, truncated or a link, and one that is missing from every part', async () => {
    const root = repository()
    const [first = '', second = '', third = ''] = await machines(root)
    const tarball = (part: string, index: number): string =>
      path.join(root, part, `${STEM}-${TARGETS[index]}.${index === 0 ? 'zip' : 'tar.gz'}`)
    const bytes = readFileSync(tarball(first, 0))
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(tarball(first, 0), bytes)
    rmSync(path.join(root, first, `${STEM}-source.tar.gz`))
    renameSync(tarball(second, 1), `${tarball(second, 1)}.away`)
    symlinkSync(`${tarball(second, 1)}.away`, tarball(second, 1))
    expect(await refused(root, first, second)).toEqual([
      'merge-gap shelf_life-1.2.0-cp311-any.tar.gz',
      expect.stringMatching(/^merge-tarball-differs shelf_life-1\.2\.0-cp312-win_amd64\.zip SHA-256 is/),
      'merge-tarball-missing shelf_life-1.2.0-source.tar.gz',
      'merge-tarball-differs shelf_life-1.2.0-cp312-manylinux_2_28_x86_64.tar.gz it is not a regular file',
    ])
    writeFileSync(tarball(third, 2), readFileSync(tarball(third, 2)).subarray(0, 100))
    expect((await refused(root, third)).at(2)).toMatch(
      /^merge-tarball-differs shelf_life-1\.2\.0-cp311-any\.tar\.gz it has 100 bytes; expected \d+$/,
    )
  })

  test('a part whose description does not match its tarball', async () => {
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
    const differs = `merge-tarball-differs ${STEM}-${TARGETS[0]}.zip`
    rewrite((text) => text.replace('"path": "lib/shelf/cli.pyc"', '"path": "lib/shelf/clj.pyc"'))
    expect(await refused(root, ...all)).toEqual([`${differs} its EXUVIA.json has another files`])
    rewrite((text) => text.replaceAll(/"version": "3\.12\.\d+"/g, '"version": "3.12.99"'))
    expect(await refused(root, ...all)).toEqual([
      'merge-compiler-differs',
      `${differs} its EXUVIA.json has another compiler`,
    ])
    rewrite((text) => text.replace(/"unpacked": \d+/, '"unpacked": 1'))
    expect(await refused(root, ...all)).toEqual([`${differs} its sizes do not follow from its files`])
    // The kinds of bytes still add up to the whole.
    rewrite((text) =>
      text
        .replace(/"code": (\d+)/, (_, code) => `"code": ${Number(code) + 1}`)
        .replace(/"names": (\d+)/, (_, names) => `"names": ${Number(names) - 1}`),
    )
    expect(await refused(root, ...all)).toEqual([`${differs} its sizes do not follow from its files`])
    // The same change in all parts: only the tarballs show it.
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

  test('a part that would write to another place', async () => {
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
      code: 'part-invalid',
    })
    expect(readdirSync(root, { recursive: true, encoding: 'utf8' })).toHaveLength(before)
  })

  test('a file that is not a part, with the next step', async () => {
    const root = repository()
    const context = contextFor(root)
    await buildRelease({ project: 'origin', out: 'whole' }, context)
    const wrong = { kind: 'usage', code: 'no-parts', hint: expect.stringContaining('build --target') }
    await expect(mergeParts({ parts: ['whole'] }, context)).rejects.toMatchObject({
      ...wrong,
      message: 'no part of a release at whole: it contains a finished release',
    })
    await expect(mergeParts({ parts: ['origin'] }, context)).rejects.toMatchObject(wrong)
    await expect(mergeParts({ parts: ['origin/pyproject.toml'] }, context)).rejects.toMatchObject(wrong)
    await expect(mergeParts({ parts: ['nowhere'] }, context)).rejects.toMatchObject({ code: 'no-such-file' })
    mkdirSync(path.join(root, 'odd'))
    appendFileSync(path.join(root, 'odd', 'x.part.json'), '{"schema": "exuvia.part/2"}')
    await expect(mergeParts({ parts: ['odd'] }, context)).rejects.toMatchObject({ code: 'manifest-newer' })
    appendFileSync(path.join(root, 'odd', 'y.part.json'), '{"schema": "exuvia.part/1", "exuv')
    await expect(mergeParts({ parts: ['odd'] }, context)).rejects.toMatchObject({
      message: expect.stringMatching(/odd\/x\.part\.json[^]*\n[^]*odd\/y\.part\.json/) as string,
    })
  })
})

describe('merge refuses', () => {
  let root: string
  let rest: string
  const made: (() => void)[] = []
  afterAll(() => {
    for (const remove of made) remove()
  })
  beforeAll(async () => {
    root = repository((remove) => void made.push(remove))
    rest = await machine(root, 'good', [TARGETS[1], TARGETS[2]])
  })

  test.each([
    [
      'another commit of the same second',
      (clone: string) => git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'second'),
      {},
      [/^merge-release-differs$/],
    ],
    [
      'a later commit',
      (clone: string) =>
        gitAt(1_700_000_100, clone, 'commit', '--quiet', '--allow-empty', '--message', 'second'),
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
      'an additional file',
      (clone: string) => writeFileSync(path.join(clone, 'src/shelf/new.py'), ''),
      {},
      [/^merge-plan-differs$/, /^merge-overlap shelf_life-1\.2\.0-source\.tar\.gz$/],
    ],
    [
      'another setting',
      () => undefined,
      {
        override: (config: Config): Config => ({
          ...config,
          compile: { ...config.compile, optimize: 2, docstrings: 'strip' },
        }),
      },
      [
        /^merge-config-differs compile\.docstrings$/,
        /^merge-config-differs compile\.optimize$/,
        /^merge-plan-differs$/,
        /^merge-compiler-differs$/,
      ],
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

  test('but not another toolchain if each Python has one compiler', async () => {
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
