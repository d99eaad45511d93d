import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { readRows } from '../page/data.ts'
import { growTree, partsBySize, unwrapped } from '../page/tree.ts'
import { pageAssets } from '../scripts/page-assets.ts'
import { renderPage } from '../src/index.ts'
import { embeddedJson, escapedLines, markup } from '../src/page/html.ts'
import { describePageData } from '../src/page/page-data.ts'
import { ROW_CHANGE, ROW_WIDTH } from '../src/page/page-rows.ts'
import { MANIFEST, artifact, file } from './example.ts'

test('the script and the style are those of their sources', async () => {
  const written = await readFile(fileURLToPath(new URL('../src/page/assets.ts', import.meta.url)), 'utf8')
  expect(await pageAssets()).toBe(written)
})

/** Characters that mean something to a parser of HTML, JSON or JavaScript. */
const MEANINGFUL = [
  '<!--',
  '</script>',
  '<',
  '>',
  '&',
  '"',
  "'",
  '`',
  '\\',
  '${',
  '\u2028',
  '\u202e',
  '\0',
  '\n',
  '\ud800',
]

test('no text ends or begins an element, and none is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...MEANINGFUL) }), (text) => {
      const json = embeddedJson([text]).text
      expect(json).not.toMatch(/[<\u2028\u2029]/)
      expect(JSON.parse(json)).toStrictEqual([text])
      expect(markup`${text}`.text).not.toMatch(/[<>"'\u2028\u2029]/)
      expect(escapedLines(text).text).not.toMatch(/[<>"'\u2028\u2029]/)
    }),
  )
})

test('the same release gives the same page', () => {
  expect(renderPage({ manifest: MANIFEST })).toBe(renderPage({ manifest: structuredClone(MANIFEST) }))
})

test('what the folder lacked is unknown, not empty', () => {
  const page = renderPage({ manifest: MANIFEST })
  expect(page.match(/Unknown: the tarballs/g)).toHaveLength(3)
  const known = renderPage({
    manifest: MANIFEST,
    software: [],
    findings: { of: 'build', items: [] },
    givesAway: new Map(),
  })
  expect(known).not.toContain('Unknown: the tarballs')
  expect(known).toContain('None: the check of the project reported nothing.')
  // The bytecode of an artifact that was missing is not read, whatever the others contain.
  expect(known).toContain('not read')
})

test('the rows of an artifact add up to its unpacked size', () => {
  const data = describePageData(MANIFEST, undefined)
  for (const [index, { sizes, files }] of MANIFEST.artifacts.entries()) {
    const listed = files.reduce((sum, { size }) => sum + size, 0)
    expect(sumOf(data.rows, index)).toBe(listed)
    expect(sizes.unpacked).toBeGreaterThan(listed)
  }
  const tarball = artifact('cp312-any', { tarballManifest: 'b'.repeat(64) })
  const own = describePageData({ ...MANIFEST, artifacts: [tarball] }, undefined)
  expect(own.names).toContain('EXUVIA.json')
  expect(sumOf(own.rows, 0)).toBe(tarball.sizes.unpacked)
})

test('each file says what it did since the earlier release', () => {
  const before = artifact('cp312-any', {
    files: [
      file('same'),
      file('changed'),
      file('grew', { size: 50 }),
      file('shrank', { size: 150 }),
      file('gone', { size: 7 }),
    ],
  })
  const after = artifact('cp312-any', {
    files: [
      file('same'),
      file('changed', { sha256: 'b'.repeat(64) }),
      file('grew', { sha256: 'b'.repeat(64) }),
      file('shrank', { sha256: 'b'.repeat(64) }),
      file('new'),
    ],
  })
  const old = artifact('cp311-any', { files: [file('left')] })
  const data = describePageData(
    { ...MANIFEST, artifacts: [after] },
    { ...MANIFEST, artifacts: [before, old] },
  )
  const changes = new Map<string, string>()
  for (let at = 0; at < data.rows.length; at += ROW_WIDTH) {
    const [, path = -1] = data.rows.slice(at)
    changes.set(data.names[path] ?? '', data.changes[data.rows[at + ROW_CHANGE] ?? 0] ?? '')
  }
  expect(Object.fromEntries(changes)).toStrictEqual({
    same: 'same',
    changed: 'changed',
    grew: 'grew',
    shrank: 'shrank',
    new: 'new',
    gone: 'gone',
    left: 'gone',
  })
  expect(data.artifacts).toStrictEqual(['cp312-any', 'cp311-any'])
})

test('a text of a licence is on the page once, whoever ships it', () => {
  const texts = new Map([['a'.repeat(64), 'Permission is hereby granted']])
  const software = ['gull', 'tern'].map((name) => ({
    name,
    version: '1',
    license: 'MIT',
    source: 'license-text',
    targets: ['cp312-any'],
    texts: [{ path: `LICENSES/${name}/LICENSE`, sha256: 'a'.repeat(64) }],
  }))
  const page = renderPage({ manifest: MANIFEST, software, texts })
  expect(page.match(/Permission is hereby granted/g)).toHaveLength(1)
  expect(page).toContain('gull, tern: LICENSES/gull/LICENSE and 1 more')
})

test('small parts are drawn together, and every part can be opened until its files are apart', () => {
  const files = Array.from({ length: 5000 }, (_, index) => file(`lib/${index}.pyc`, { size: 10 }))
  const data = describePageData({ ...MANIFEST, artifacts: [artifact('cp312-any', { files })] }, undefined)
  const root = unwrapped(growTree(data, readRows(data), 'module', undefined))
  expect(root).toMatchObject({ name: 'Tidemark 1.2.0 › lib/', size: 50_000, files: 5000 })
  // In colours, equal files that are too small are one area.
  expect(partsBySize(root, 11, 0)).toStrictEqual([])
  let at = root
  let opened = 0
  for (; at.parts !== undefined && opened < 1000; opened++) {
    const parts = partsBySize(at, 11, 60)
    expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(at.size)
    at = parts.at(-1) ?? at
  }
  expect(opened).toBe(Math.ceil(5000 / 60))
})

function sumOf(rows: readonly number[], artifactIndex: number): number {
  let sum = 0
  for (let at = 0; at < rows.length; at += ROW_WIDTH) if (rows[at] === artifactIndex) sum += rows[at + 4] ?? 0
  return sum
}
