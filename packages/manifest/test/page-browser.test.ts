import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { finding, findingPlace } from '@exuvia/model'
import { find } from '@exuvia/test-needs'
import axe from 'axe-core'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { expect, onTestFinished, test } from 'vitest'

import { renderPage } from '../src/index.ts'
import { formatBytes } from '../src/sizes.ts'
import { MANIFEST, TWIN, artifact, digest, file } from './example.ts'

// One page, opened three times, in the browser that people use: the scripts, the policy and the
// layout are the browser's own.

/** Names that mean something to a parser, a template or a terminal. */
const HOSTILE = [
  '</script><script>document.title="pwned"</script>',
  '<!--<script>',
  '<img src=x onerror=document.title="pwned">',
  '"onmouseover="document.title=1',
  'a\u2028b\u202Ec',
  '&lt;b&gt;',
  '${document.title}',
]

const BIG = artifact('cp312-any', {
  tarballManifest: digest('b'),
  sizes: { source: 120_000, bytecode: 112_000, unpacked: 151_000, compressed: 41_234 },
  files: [
    ...HOSTILE.map((name, index) =>
      file(`lib/${name.replaceAll('/', '-')}/${index}.pyc`, {
        size: 4000 * (index + 1),
        sourceSize: 5000,
        ship: 'bytecode',
        distribution: name,
      }),
    ),
    file('lib/tidemark/cli.py', { size: 30_000, ship: 'source', distribution: 'Tidemark' }),
    file('lib/tidemark/tables.json', { size: 8000, ship: 'data', distribution: 'Tidemark' }),
  ],
})
const INPUT = {
  manifest: {
    ...MANIFEST,
    name: HOSTILE[0] ?? '',
    artifacts: [BIG, { ...TWIN, tarballManifest: digest('c') }],
  },
  previous: { ...MANIFEST, version: HOSTILE[1] ?? '', artifacts: [artifact('cp312-any')] },
  software: HOSTILE.map((name) => ({
    name,
    version: name,
    license: name,
    source: name,
    targets: [name],
    texts: [{ path: name, sha256: digest('d') }],
  })),
  texts: new Map([[digest('d'), HOSTILE.join('\n')]]),
  findings: {
    of: 'build' as const,
    items: HOSTILE.map((path) => finding('no-such-file', 'warning', { path }, { file: path })),
  },
  givesAway: new Map([
    [BIG.file, { functions: 1, classes: 2, docstrings: 3, names: 4, strings: 5, sources: 6, paths: HOSTILE }],
  ]),
}

test(
  'in Chromium a page shows the numbers of the manifest, to everyone, and nothing in it acts',
  { tags: ['chromium', 'slow'] },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'exuvia-page-'))
    const browser = await puppeteer.launch({
      executablePath: find('chromium') ?? 'chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
      // The test's own time is the only limit.
      timeout: 0,
      protocolTimeout: 0,
    })
    onTestFinished(async () => {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    })
    const at = join(folder, 'page.html')
    await writeFile(at, renderPage(INPUT))
    const url = pathToFileURL(at).href

    const { page, events } = await open(browser, url, { width: 1280, scheme: 'light' })
    await checkMap(page)
    await checkTable(page)
    await checkKeys(page)
    expect(events).toStrictEqual([])
    expect(await page.evaluate(tryToAct)).toStrictEqual({
      fetched: 'blocked',
      inline: 'blocked',
      image: 'blocked',
    })
    expect(await page.title()).toBe(`${String(HOSTILE[0])} 1.2.0`)
    const text = await page.evaluate('document.body.innerText')
    for (const name of [...HOSTILE.slice(0, 4), String.raw`a\u2028b\u202ec`]) expect(text).toContain(name)
    expect(text).toContain(findingPlace({ path: HOSTILE[0] ?? '' }))
    expect(await faults(page)).toStrictEqual([])
    for (const view of [
      { width: 390, scheme: 'dark' },
      { width: 1920, scheme: 'dark' },
    ]) {
      const other = await open(browser, url, view)
      expect(await faults(other.page)).toStrictEqual([])
      expect(await other.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
      expect(other.events).toStrictEqual([])
    }
    // A4 between its margins: what does not fit is lost.
    const paper = await open(browser, url, { width: 680, scheme: 'light' })
    await paper.page.emulateMediaType('print')
    expect(await paper.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
  },
)

async function open(
  browser: Browser,
  url: string,
  view: { readonly width: number; readonly scheme: string },
): Promise<{ page: Page; events: string[] }> {
  const page = await browser.newPage()
  page.setDefaultTimeout(0)
  const events: string[] = []
  page.on('request', (request) => {
    if (request.url() !== url) events.push(`request ${request.url()}`)
  })
  page.on('console', (message) => events.push(message.text()))
  page.on('pageerror', (error) => events.push(String(error)))
  page.on('dialog', (dialog) => events.push(`dialog ${dialog.message()}`))
  await page.setViewport({ width: view.width, height: 900 })
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: view.scheme },
    // A page that still scrolls would move away under the mouse.
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ])
  await page.goto(url)
  return { page, events }
}

/** What axe-core finds, with the elements. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(
    `axe.run(document, { rules: { 'target-size': { enabled: true } } }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
  )
  return found as string[]
}

/** The areas of the map are in proportion to the bytes, which are those of the manifest. */
async function checkMap(page: Page): Promise<void> {
  const sizes = INPUT.manifest.artifacts.map((each) => each.sizes.unpacked)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  for (const grouping of ['distribution', 'module', 'kind', 'target']) {
    await page.select('#group', grouping)
    const { cells, colours, area, words } = await page.evaluate(readMap)
    expect(cells.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(total)
    for (const { bytes, area: own } of cells) expect(own / area).toBeCloseTo(bytes / total, 2)
    expect(colours / area).toBeCloseTo(1, 2)
    expect(words).toContain(`One square pixel stands for ${(total / area).toFixed(2)} B`)
  }
  // The last one was by target.
  const { cells } = await page.evaluate(readMap)
  expect(cells.map(({ bytes }) => bytes)).toStrictEqual(sizes.toSorted((a, b) => b - a))
  expect(cells.map(({ name }) => name)).toStrictEqual([
    expect.stringContaining(`cp312-any ${formatBytes(BIG.sizes.unpacked)} · `),
    expect.stringContaining(`source twin ${formatBytes(TWIN.sizes.unpacked)} · `),
  ])
}

interface DrawnMap {
  readonly cells: readonly { readonly name: string; readonly bytes: number; readonly area: number }[]
  readonly colours: number
  readonly area: number
  readonly words: string
}

const readMap = `(() => {
  const map = document.getElementById('treemap')
  const areaOf = ({ width, height }) => width * height
  return {
    area: areaOf(map.getBoundingClientRect()),
    colours: [...map.querySelectorAll('rect')].reduce((sum, each) => sum + each.getAttribute('width') * each.getAttribute('height'), 0),
    words: document.getElementById('scale').textContent,
    cells: [...map.querySelectorAll('.cell')].map((cell) => ({
      name: cell.getAttribute('aria-label'),
      bytes: Number(cell.dataset.bytes),
      area: areaOf(cell.getBoundingClientRect()),
    })),
  }
})()` as unknown as () => DrawnMap

async function checkTable(page: Page): Promise<void> {
  const rows = () =>
    page.$$eval('#table tbody tr', (all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
    )
  const found = () => page.$eval('#found', (each) => each.textContent)
  const files = INPUT.manifest.artifacts.reduce((sum, each) => sum + each.files.length + 1, 0)
  const gone = artifact('cp312-any').files.length
  expect(await found()).toMatch(new RegExp(String.raw`^${files + gone} of ${files + gone} files, `))

  const largest = [...BIG.files].sort((a, b) => b.size - a.size).map(({ size }) => formatBytes(size))
  expect((await rows()).map(([, size]) => size).filter((size) => largest.includes(size ?? ''))).toStrictEqual(
    expect.arrayContaining(largest.slice(0, 3)),
  )
  await page.type('#find', 'TABLES')
  expect(await rows()).toStrictEqual([
    ['lib/tidemark/tables.json', formatBytes(8000), 'new', 'data', 'Tidemark', 'cp312-any'],
  ])
  expect(await found()).toBe(`1 of ${files + gone} files, ${formatBytes(8000)}.`)
  await page.$eval('#find', (input) => {
    ;(input as unknown as { value: string }).value = ''
    input.dispatchEvent(new Event('input'))
  })
  const changes = ['same', 'changed', 'grew', 'shrank', 'new', 'gone']
  await page.select('#of-change', String(changes.indexOf('gone')))
  expect(new Set((await rows()).map(([name]) => name))).toStrictEqual(
    new Set(artifact('cp312-any').files.map(({ path }) => path)),
  )
  await page.select('#of-change', '')
  const [byName] = await page.$$('.sort')
  await byName?.click()
  const names = (await rows()).map(([name = '']) => name)
  expect(names).toStrictEqual(names.toSorted((a, b) => (a < b ? -1 : 1)))
  expect(await page.$eval('#table th', (each) => each.getAttribute('aria-sort'))).toBe('ascending')
}

/** The map works without a mouse: arrows move, Enter opens, Escape goes back. */
async function checkKeys(page: Page): Promise<void> {
  const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label")')
  const crumbs = () => page.$$eval('#crumbs li', (all) => all.map((each) => each.textContent))
  await page.focus('.cell')
  await page.keyboard.press('ArrowRight')
  expect(await focused()).toMatch(/^source twin /)
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  expect((await crumbs())[1]).toBe('cp312-any')
  await page.keyboard.press('Escape')
  expect(await crumbs()).toHaveLength(1)
  expect(await page.$$eval('.cell[tabindex="0"]', (all) => all.length)).toBe(1)
}

/** What a script that got into the page would try. */
const tryToAct = `(async () => {
  const fetched = await fetch('https://example.com/').then(() => 'sent', () => 'blocked')
  const script = document.createElement('script')
  script.textContent = 'window.acted = true'
  document.body.append(script)
  const image = await new Promise((done) => {
    const made = new Image()
    made.onload = () => done('sent')
    made.onerror = () => done('blocked')
    made.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='
  })
  return { fetched, inline: window.acted === true ? 'ran' : 'blocked', image }
})()` as unknown as () => unknown
