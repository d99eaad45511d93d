/** @module-tag slow */
import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { find } from '@exuvia/test-needs'
import axe from 'axe-core'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { CATALOGUE } from '@exuvia/model'
import { LIBRARIES } from '../src/api.ts'
import { ROOT } from '../src/generate.ts'
import { serve } from '../src/serve.ts'

// The site is built once, as the workflow builds it. VitePress itself refuses a link to a page that does not exist.

const BASE = '/exuvia/'
const run = promisify(execFile)
let site = ''
/** The text of each page by its path on the site: `messages/bad-lock`. */
let pages = new Map<string, string>()

beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'exuvia-site-'))
  await run(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../src/build.ts')],
    {
      env: { ...process.env, EXUVIA_SITE_OUT: site },
    },
  )
  pages = new Map(
    globSync('**/*.html', { cwd: site }).map((file) => [
      file.replaceAll('\\', '/').replace(/(?:(^|\/)index)?\.html$/, '$1'),
      readFileSync(join(site, file), 'utf8'),
    ]),
  )
}, 600_000)

afterAll(() => rmSync(site, { recursive: true, force: true }))

test('has a page for each document, message, package, schema, library and command', () => {
  const expected = [
    ...globSync('docs/*.md', { cwd: ROOT })
      .map((file) => file.slice('docs/'.length, -'.md'.length))
      .filter((name) => name !== 'README'),
    ...Object.keys(CATALOGUE).map((code) => `messages/${code}`),
    ...globSync('{packages,runtimes}/*/README.md', { cwd: ROOT }).map(
      (file) => `packages/${file.split(/[\\/]/)[1] ?? ''}`,
    ),
    ...globSync('docs/schemas/*.json', { cwd: ROOT }).map(
      (file) => `schemas/${/([a-z]+)\.schema/.exec(file)?.[1] ?? ''}`,
    ),
    ...LIBRARIES.map((name) => `api/${name}`),
    '',
    'guide',
    'options',
    'contributing',
    'security',
    'packages/exuvia',
    'packages/action',
  ]
  expect(expected.filter((page) => !pages.has(page))).toEqual([])
  for (const name of ['build', 'verify', 'cache prune'])
    expect(pages.get('options')).toContain(`Usage: exuvia ${name} `)
})

test('a library’s page has each of its exports', () => {
  for (const name of LIBRARIES) {
    const index = readFileSync(join(ROOT, `packages/${name}/src/index.ts`), 'utf8')
    const exported = [...index.matchAll(/\{([^}]*)\}/g)]
      .flatMap(([, list = '']) => list.split(','))
      .map((item) => item.replace(/^\s*type /, '').trim())
      .filter((item) => item !== '')
    expect(exported.length).toBeGreaterThan(3)
    const page = pages.get(`api/${name}`) ?? ''
    expect(exported.filter((item) => !page.includes(`id="${item.toLowerCase()}"`))).toEqual([])
  }
})

test('every link and anchor leads somewhere, and nothing comes from another host', () => {
  const broken: string[] = []
  const idsOf = new Map([...pages].map(([page, text]) => [page, new Set(text.match(/(?<= id=")[^"]+/g))]))
  for (const [page, text] of pages) {
    for (const [, attribute, value = ''] of text.matchAll(
      /<(?:a|link|script|img)\s[^>]*?(href|src)="([^"]*)"/g,
    )) {
      const url = new URL(value.replaceAll('&amp;', '&'), `http://site${BASE}${page}`)
      if (url.host !== 'site') {
        if (attribute === 'src' || text.includes(`<link rel="stylesheet" href="${value}"`))
          broken.push(`${page}: ${value}`)
        continue
      }
      const path = decodeURIComponent(url.pathname.slice(BASE.length))
      const ids = idsOf.get(path)
      if (ids === undefined) {
        if (globSync(path, { cwd: site }).length === 0) broken.push(`${page}: ${value}`)
      } else if (url.hash !== '' && !ids.has(decodeURIComponent(url.hash.slice(1))))
        broken.push(`${page}: ${value}`)
    }
  }
  expect(pages.size).toBeGreaterThan(400)
  expect(broken).toEqual([])
})

test(
  'in Chromium the main pages are for everyone, fit every width, search works, and no request leaves',
  { tags: ['chromium'], timeout: 600_000 },
  async () => {
    const { url, server } = await serve(site, BASE)
    const browser = await puppeteer.launch({
      executablePath: find('chromium') ?? 'chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
      // The test's own time is the only limit.
      timeout: 0,
      protocolTimeout: 0,
    })
    onTestFinished(async () => {
      await browser.close()
      server.close()
    })
    const wide = await open(browser, url, { width: 1280, scheme: 'light' })
    for (const path of ['', 'start', 'messages/bad-lock', 'schemas/config']) await look(wide, url, path)
    await search(wide.page, 'license guessed', 'license-guessed')
    const narrow = await open(browser, url, { width: 390, scheme: 'dark' })
    for (const path of ['', 'commands', 'api/deflate']) await look(narrow, url, path)
    expect([...wide.events, ...narrow.events]).toEqual([])
  },
)

interface Opened {
  readonly page: Page
  /** What should not happen. */
  readonly events: string[]
}

async function open(
  browser: Browser,
  url: string,
  view: { readonly width: number; readonly scheme: string },
): Promise<Opened> {
  const page = await browser.newPage()
  page.setDefaultTimeout(0)
  const events: string[] = []
  page.on('request', (request) => {
    const wanted = request.url()
    if (!wanted.startsWith(url) && !wanted.startsWith('data:')) events.push(`request ${wanted}`)
  })
  page.on('console', (message) => events.push(message.text()))
  page.on('pageerror', (error) => events.push(String(error)))
  await page.setViewport({ width: view.width, height: 900 })
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: view.scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ])
  return { page, events }
}

async function look({ page }: Opened, url: string, path: string): Promise<void> {
  await page.goto(url + path)
  await page.waitForSelector('main, [role=main]')
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBe(0)
  await page.evaluate(axe.source)
  const faults = await page.evaluate(
    `axe.run(document, { rules: { 'target-size': { enabled: true } } }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
  )
  expect(faults, path).toEqual([])
}

async function search(page: Page, words: string, found: string): Promise<void> {
  await page.click('.VPNavBarSearch button')
  await page.waitForSelector('#localsearch-input')
  await page.type('#localsearch-input', words)
  await page.waitForSelector('.VPLocalSearchBox .results .result')
  expect(
    await page.$$eval('.results .result', (all) => all.map((each) => each.getAttribute('href'))),
  ).toContainEqual(expect.stringMatching(new RegExp(`/messages/${found}(?:#|$)`)))
}
