/**
 * All tests read one release, and an embedded CPython takes seconds to build it.
 *
 * @module-tag slow
 */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type VerifyOptions, type VerifyReport, verifySubject } from '../../src/index.ts'
import { buildOnce, contextFor } from './provenance-setting.ts'

const COREUTILS = 'sha256sum'
const ONE = 'hello-1.0.0-cp312-any.tar.gz'
const TWO = 'hello-1.0.0-cp311-any.tar.gz'
const MANIFEST = 'hello-1.0.0.manifest.json'
const SBOM = 'hello-1.0.0.cdx.json'
let dist = ''
/** A customer's download of the release. */
let here = ''

beforeAll(async () => {
  const { folder, remove } = await buildOnce()
  dist = path.join(folder, 'dist')
  return remove
})

beforeEach(() => {
  here = mkdtempSync(path.join(tmpdir(), 'exuvia download '))
  cpSync(dist, here, { recursive: true })
  return () => rmSync(here, { recursive: true, force: true })
})

const at = (name: string): string => path.join(here, name)
const verify = (subject = here, options: VerifyOptions = {}): Promise<VerifyReport> =>
  verifySubject(subject, options, contextFor(here, {}))
const trusted = (): VerifyOptions => ({ manifest: path.join(dist, MANIFEST) })

/** The differences that a report names. */
function differing({ items }: VerifyReport): Record<string, readonly string[]> {
  const all = items.map(({ name, problems, comparison }): [string, string[]] => [
    name,
    [
      ...problems,
      ...(['changed', 'missing', 'extra'] as const).flatMap((what) =>
        (comparison?.[what] ?? []).map((file) => `${what} ${file.path}`),
      ),
    ],
  ])
  return Object.fromEntries(all.filter(([, problems]) => problems.length > 0))
}

/** Packs a tarball again with tar after a change to its content. */
function repack(tarball: string, change: (folder: string) => void): void {
  const folder = mkdtempSync(at('repack-'))
  execFileSync('tar', ['-xf', tarball, '-C', folder])
  change(folder)
  execFileSync('sh', ['-c', 'tar -czf "$1" *', 'sh', tarball], { cwd: folder })
  rmSync(folder, { recursive: true })
}

describe('the folder of a download', () => {
  test('is compared with the manifest beside it, and the report names the digest to look up', async () => {
    const report = await verify()
    expect(report).toMatchObject({ intact: true, against: 'beside', notes: [] })
    const [digest] = execFileSync(COREUTILS, [at('SHA256SUMS')])
      .toString()
      .split(' ')
    expect(report.checksums).toBe(digest)
    expect((await verify(here, trusted())).against).toBe('given')
  })

  test('may have a SHA256SUMS that came through Windows', async () => {
    writeFileSync(at('SHA256SUMS'), readFileSync(at('SHA256SUMS'), 'utf8').replaceAll('\n', '\r\n'))
    expect((await verify()).intact).toBe(true)
  })

  test('each missing or changed file is reported once', async () => {
    rmSync(at(ONE))
    appendFileSync(at(TWO), 'x')
    const report = differing(await verify())
    expect(report).toEqual({
      [ONE]: ['not found'],
      [TWO]: [expect.stringMatching(/expected \S+ \(manifest\)$/)],
    })
  })

  test('files that were not checked are reported', async () => {
    writeFileSync(at('guide.txt'), 'x')
    expect(await verify()).toMatchObject({
      intact: true,
      notes: ['guide.txt is not part of the release and was not checked'],
    })
  })

  test('a file that was saved under another name is recognised', async () => {
    renameSync(at(ONE), at('hello (1).tar.gz'))
    expect(differing(await verify())).toEqual({
      [ONE]: ['not found; hello (1).tar.gz has the same bytes: rename it'],
    })
  })

  test("is refused if two tarballs have each other's name", async () => {
    renameSync(at(ONE), at('x'))
    renameSync(at(TWO), at(ONE))
    renameSync(at('x'), at(TWO))
    expect(Object.keys(differing(await verify())).sort()).toEqual([TWO, ONE].sort())
  })

  test('is refused if its manifest is not the trusted one, even if its files are consistent', async () => {
    const text = readFileSync(at(MANIFEST), 'utf8').replace(/"commit": .*\n/, '')
    writeFileSync(at(MANIFEST), text.replace('"sourceDate": 1700000000', '"sourceDate": 1700000001'))
    const names = [ONE, TWO, SBOM, MANIFEST]
    writeFileSync(at('SHA256SUMS'), execFileSync(COREUTILS, names, { cwd: here }))
    expect(differing(await verify(here, trusted()))).toEqual({
      [MANIFEST]: ['differs from the manifest that --manifest names'],
    })
  })

  test.each(['', 'SHA256SUMS'])('without a manifest is compared with SHA256SUMS (%j)', async (name) => {
    writeFileSync(at('SHA256SUMS'), execFileSync(COREUTILS, [ONE, TWO], { cwd: here }))
    rmSync(at(MANIFEST))
    const report = await verify(path.join(here, name))
    expect(report).toMatchObject({ intact: true, against: 'beside' })
    expect(report.items.map(({ files }) => files)).toEqual([4, 4])
    appendFileSync(at(TWO), 'x')
    expect(Object.keys(differing(await verify(path.join(here, name))))).toEqual([TWO])
  })
})

describe('a single tarball', () => {
  test('is compared with the manifest and SHA256SUMS beside it, and the report names them', async () => {
    const report = await verify(at(ONE))
    expect(report).toMatchObject({ intact: true, against: 'beside', proofs: [MANIFEST, 'SHA256SUMS'] })
    expect(report.checksums).toMatch(/^[0-9a-f]{64}$/)
    // It needs no other tarball.
    rmSync(at(TWO))
    expect((await verify(at(ONE))).intact).toBe(true)
    rmSync(at('SHA256SUMS'))
    expect(await verify(at(ONE))).toMatchObject({ intact: true, proofs: [MANIFEST] })
    rmSync(at(MANIFEST))
    expect(await verify(at(ONE))).toMatchObject({ outcome: 'not-proven', against: 'inside', proofs: [] })
  })

  test('differs from either of them, also if only one of them was changed', async () => {
    const sums = readFileSync(at('SHA256SUMS'), 'utf8')
    writeFileSync(at('SHA256SUMS'), sums.replace(/^[0-9a-f]{64}(?=  .*cp312)/m, '0'.repeat(64)))
    expect(differing(await verify(at(ONE)))).toEqual({
      [at(ONE)]: [expect.stringContaining('(SHA256SUMS)') as string],
    })
    writeFileSync(at('SHA256SUMS'), sums)
    writeFileSync(at(MANIFEST), `${readFileSync(at(MANIFEST), 'utf8')}\n`)
    expect(differing(await verify(at(ONE)))[at(ONE)]).toEqual([
      expect.stringContaining(`${MANIFEST}: SHA-256 is`) as string,
    ])
    writeFileSync(at('SHA256SUMS'), sums.replace(/^.*cp312.*\n/m, ''))
    expect(differing(await verify(at(ONE)))[at(ONE)]).toContain('not listed in SHA256SUMS')
  })

  test('is not compared with the files of another release in the same folder', async () => {
    writeFileSync(at('SHA256SUMS'), `${'0'.repeat(64)}  other-1.0.tar.gz\n`)
    rmSync(at(MANIFEST))
    expect(await verify(at(ONE))).toMatchObject({ outcome: 'not-proven', against: 'inside', proofs: [] })
  })

  test('is compared with the EXUVIA.json inside, which the report says, or with a trusted manifest', async () => {
    renameSync(at(ONE), at('any name.tar.gz'))
    expect(await verify(at('any name.tar.gz'))).toMatchObject({
      outcome: 'not-proven',
      intact: false,
      against: 'inside',
    })
    expect(await verify(at('any name.tar.gz'), trusted())).toMatchObject({ intact: true, against: 'given' })
  })

  test.each<[string, (folder: string) => void, RegExp]>([
    ['was packed again', () => undefined, /^SHA-256 is \S+; expected \S+ \(manifest\)$/],
    [
      'has another EXUVIA.json',
      (folder) => {
        const about = path.join(folder, 'hello-1.0.0/EXUVIA.json')
        writeFileSync(about, readFileSync(about, 'utf8').replace('"version": "1.0.0"', '"version": "1.0.1"'))
      },
      /^version in EXUVIA\.json differs from the manifest$/,
    ],
    [
      'has a file beside its folder',
      (folder) => {
        mkdirSync(path.join(folder, 'lib'))
        writeFileSync(path.join(folder, 'lib/evil.pyc'), '')
      },
      /^extra \.\.\/lib\/evil\.pyc$/,
    ],
  ])('that %s is not what the manifest names', { tags: ['tar'] }, async (_, change, problem) => {
    repack(at(ONE), change)
    const { [at(ONE)]: problems = [] } = differing(await verify(at(ONE), trusted()))
    expect(problems).toContainEqual(expect.stringMatching(problem))
  })
})
