import { describe, expect, test } from 'vitest'
import { BadPage, readPage } from '../src/simple-page.ts'
import { openStore, serve } from './support.ts'

const HEX = 'a'.repeat(64)
const BASE = 'https://pkg.example/simple/gull/'

describe('a page of the Simple API', () => {
  test('in JSON (PEP 691)', async () => {
    const page = {
      meta: { 'api-version': '1.1' },
      name: 'gull',
      files: [
        {
          filename: 'gull-1.5-py3-none-any.whl',
          url: '../../f/gull.whl',
          hashes: { sha256: HEX, md5: 'x' },
          size: 7,
        },
        { filename: 'gull-1.4.tar.gz', url: 'https://me:pw@cdn.example/g', hashes: {}, yanked: 'broken' },
        { filename: '../evil.whl', url: 'x', hashes: {} },
        { filename: 'gull-1.3.tar.gz', url: 'file:///etc/passwd', hashes: {} },
        null,
      ],
    }
    expect(await readPage(JSON.stringify(page), 'application/vnd.pypi.simple.v1+json', BASE)).toEqual([
      {
        filename: 'gull-1.5-py3-none-any.whl',
        url: 'https://pkg.example/f/gull.whl',
        path: undefined,
        hashes: { sha256: HEX },
        size: 7,
      },
      {
        filename: 'gull-1.4.tar.gz',
        url: 'https://cdn.example/g',
        path: undefined,
        hashes: {},
        size: undefined,
        yanked: 'broken',
      },
    ])
  })
  test('in HTML (PEP 503, PEP 592)', async () => {
    const page = `<!DOCTYPE html><html><head><base href="https://cdn.example/files/"></head><body>
      <a href="gull-1.5-py3-none-any.whl#sha256=${HEX}" data-yanked="a &amp; b">gull</a><br/>
      <!-- <a href="no-1-py3-none-any.whl">no</a> --> <a name="x">y</a></body></html>`
    expect(await readPage(page, 'text/html; charset=utf-8', BASE)).toEqual([
      {
        filename: 'gull-1.5-py3-none-any.whl',
        url: 'https://cdn.example/files/gull-1.5-py3-none-any.whl',
        path: undefined,
        hashes: { sha256: HEX },
        size: undefined,
        yanked: 'a & b',
      },
    ])
  })
  test('that is none is refused', async () => {
    await expect(readPage('{}', 'application/json', BASE)).rejects.toThrow(BadPage)
    await expect(readPage('{', 'application/json', BASE)).rejects.toThrow(BadPage)
    await expect(readPage('x', 'text/plain', BASE)).rejects.toThrow(BadPage)
    await expect(readPage('['.repeat(100), 'application/json', BASE)).rejects.toThrow('nests more than 64')
    await expect(readPage('{"files": [], "files": []}', 'application/json', BASE)).rejects.toThrow(
      'appears twice',
    )
  })
  test('in HTML with 90,000 links in one another, and none in scripts, styles and titles', async () => {
    expect((await readPage('<a href=x>'.repeat(90_000), 'text/html', BASE)).length).toBe(90_000)
    expect(await readPage('<div>'.repeat(200_000), 'text/html', BASE)).toEqual([])
    for (const name of ['script', 'style', 'title', 'textarea']) {
      const page = `<${name}><a href="no-1.tar.gz"></${name}><a href="gull-1.4.tar.gz">`
      const files = await readPage(page, 'text/html', BASE)
      expect(files.map(({ filename }) => filename)).toEqual(['gull-1.4.tar.gz'])
    }
  })
})

const request = (digests: readonly string[]) => ({
  name: 'gull',
  version: '1.5',
  digests,
  index: undefined,
  extraIndexes: [],
})

describe('the files of a release', () => {
  test('are those whose digests the lock names, and a second run asks nothing', async () => {
    const other = 'b'.repeat(64)
    const server = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(
        `<a href="/gull-1.5-py3-none-any.whl#sha256=${HEX}">x</a><a href="/gull-1.5-cp312-cp312-win32.whl#sha256=${other}">x</a><a href="/gull-1.6-py3-none-any.whl#sha256=${HEX}">x</a>`,
      )
    })
    const { store, cache } = await openStore({ env: { UV_DEFAULT_INDEX: `${server.address}/simple/` } })
    const [files] = await store.list([request([`sha256:${HEX}`])], 'requirements.txt')
    expect(files?.map(({ filename }) => filename)).toEqual(['gull-1.5-py3-none-any.whl'])
    const { store: offline } = await openStore({
      cache,
      offline: true,
      env: { UV_DEFAULT_INDEX: `${server.address}/simple/` },
    })
    expect(await offline.list([request([`sha256:${HEX}`])], 'requirements.txt')).toEqual([files])
    expect(server.requests.map(({ url }) => url)).toEqual(['/simple/gull/'])
  })
  test('come from every index that the environment names', async () => {
    const empty = await serve((_request, response) => {
      response.writeHead(404).end()
    })
    const full = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(`<a href="/gull-1.5-py3-none-any.whl#sha256=${HEX}">x</a>`)
    })
    const { store } = await openStore({
      env: { PIP_INDEX_URL: `${empty.address}/simple`, PIP_EXTRA_INDEX_URL: `${full.address}/simple` },
    })
    const [files] = await store.list([request([`sha256:${HEX}`])], 'requirements.txt')
    expect(files).toHaveLength(1)
  })
  test('cannot come from a page that is none: the error names the host', async () => {
    const server = await serve((_request, response) => {
      response.setHeader('content-type', 'image/png')
      response.end('x')
    })
    const { store } = await openStore({ env: { PIP_INDEX_URL: `${server.address}/simple` } })
    await expect(store.list([request([`sha256:${HEX}`])], 'requirements.txt')).rejects.toMatchObject({
      code: 'index-failed',
      message: `cannot read gull from the index ${new URL(server.address).host}: the index answers with image/png`,
    })
  })
})
