/**
 * The page of a release, from a build.
 *
 * @module-tag slow
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '@exuvia/test-needs'
import texts from 'spdx-license-list/full.js'
import { beforeAll, expect, test } from 'vitest'
import { buildRelease, findManifest, verifySubject, writePage } from '../../src/index.ts'
import { composeBody } from '../../src/publication/body.ts'
import { readReleaseFolder } from '../../src/release/folder.ts'
import { contextFor } from '../support/machines.ts'

const STEM = 'shelf-1.2.0'
const PAGE = `${STEM}.report.html`
const PASSWORD = 'correct horse battery staple'
let root = ''
let built: Awaited<ReturnType<typeof build>>

function build(html = true) {
  writeFileSync(
    path.join(root, 'pyproject.toml'),
    `[project]
name = "shelf"
version = "1.2.0"
license = "MIT"
[tool.exuvia]
targets = ["cp312"]
compile.toolchain = "embedded"
report.html = ${html}
`,
  )
  return buildRelease({ try: false }, contextFor(root))
}

beforeAll(async () => {
  root = temporaryFolder()
  mkdirSync(path.join(root, 'src/shelf'), { recursive: true })
  writeFileSync(path.join(root, 'LICENSE'), texts['MIT']?.licenseText ?? '')
  writeFileSync(path.join(root, 'src/shelf/__init__.py'), `"""Shelves."""\nSECRET = "${PASSWORD}"\n`)
  writeFileSync(path.join(root, 'src/shelf/<!--<script>.txt'), 'hostile')
  built = await build()
})

function page(): string {
  return readFileSync(path.join(root, 'dist', PAGE), 'utf8')
}

test('a build writes the page as a file of the release', async () => {
  expect(built.files).toContain(PAGE)
  expect(built.assets.map(({ name }) => name)).toContain(PAGE)
  const release = await readReleaseFolder(path.join(root, 'dist'))
  expect(release?.files.toSorted()).toStrictEqual([...built.files].toSorted())
  expect(release?.others).toStrictEqual([])
  expect(readFileSync(path.join(root, 'dist/SHA256SUMS'), 'utf8')).toContain(PAGE)
  const report = await verifySubject('dist', {}, contextFor(root))
  expect(report.items.flatMap(({ problems }) => problems)).toStrictEqual([])
})

test('the page has the licence with its text, and no part of it is unknown', () => {
  expect(page()).toContain('shelf: LICENSES/shelf/LICENSE')
  expect(page()).toContain('Permission is hereby granted, free of charge')
  expect(page()).toContain('None: the check of the project reported nothing.')
  expect(page()).not.toContain('Unknown:')
  expect(page()).not.toContain('<!--')
  // What it counts, it does not repeat.
  expect(page()).not.toContain(PASSWORD)
})

test('the same project gives the same page, whatever the folder', async () => {
  const first = page()
  await build()
  expect(page()).toBe(first)
  expect(page()).not.toContain(root)
})

test('the notes of the release link to the page', () => {
  const body = composeBody({
    notes: '',
    manifest: built.manifest,
    previous: undefined,
    assets: built.assets,
    repository: 'o/n',
    tag: 'v1.2.0',
    page: 'https://github.com/o/n',
    file: undefined,
  })
  expect(body.text).toContain(`[\`${PAGE}\`](<https://github.com/o/n/releases/download/v1.2.0/${PAGE}>)`)
})

test('report writes the page of a folder, into the current one', async () => {
  const context = contextFor(root)
  const file = await writePage(await findManifest('dist', context), {}, context)
  expect(file).toBe(path.join(root, PAGE))
  const written = readFileSync(file, 'utf8')
  // It says what a check of tarballs cannot know, and is else the same.
  const missing = /<p class="note">\s+Not here: [^]*?<\/p>/
  expect(written).toMatch(missing)
  expect(written.replace(missing, '')).toBe(
    page().replace('the check of the project', 'the check of the finished tarballs'),
  )
  rmSync(file)
})

test('what is not beside the manifest is unknown, and what is not the file of the release is refused', async () => {
  const context = contextFor(root)
  const found = await findManifest('dist', context)
  const tarball = path.join(root, 'dist', `${STEM}-cp312-any.tar.gz`)
  const sbom = path.join(root, 'dist', `${STEM}.cdx.json`)
  const out = async (): Promise<string> =>
    readFileSync(await writePage(found, { out: 'other.html' }, context), 'utf8')
  renameSync(tarball, `${tarball}.away`)
  expect((await out()).match(/Unknown:/g)).toHaveLength(2)
  renameSync(sbom, `${sbom}.away`)
  expect((await out()).match(/Unknown:/g)).toHaveLength(3)
  writeFileSync(sbom, '{}')
  await expect(out()).rejects.toMatchObject({ code: 'artifact-changed' })
  renameSync(`${sbom}.away`, sbom)
  writeFileSync(tarball, 'another')
  await expect(out()).rejects.toMatchObject({ code: 'artifact-changed' })
  renameSync(`${tarball}.away`, tarball)
})

test('a build without a page removes the page of an earlier one', async () => {
  await build(false)
  expect(existsSync(path.join(root, 'dist', PAGE))).toBe(false)
  expect(readFileSync(path.join(root, 'dist/SHA256SUMS'), 'utf8')).not.toContain(PAGE)
})
