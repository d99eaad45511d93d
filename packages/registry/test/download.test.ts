import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkKept, clearKept, measureKept, pruneKept } from '@exuvia/files'
import { downloadedFiles } from '../src/index.ts'
import { BYTES, cut, locked, openStore, send, serve, stoppedClock } from './support.ts'

describe('a download', () => {
  test('brings the bytes to a place that their digest names, and a second run asks nothing', async () => {
    const server = await serve((request, response) => {
      send(request, response, BYTES)
    })
    const { store, cache } = await openStore()
    const file = locked(server.address)
    await store.bring([file], 'uv.lock')
    expect(await readFile(store.placeOf(file))).toEqual(BYTES)
    expect(store.placeOf(file)).toContain(file.hashes['sha256']?.slice(2))
    await store.bring([file], 'uv.lock')
    const { store: offline } = await openStore({ cache, offline: true })
    await offline.bring([file], 'uv.lock')
    expect(server.requests).toHaveLength(1)
  })
  test('resumes where the connection broke', async () => {
    const server = await serve((request, response, index) => {
      if (index === 0) cut(response, BYTES, 100_000)
      else send(request, response, BYTES)
    })
    const { store } = await openStore()
    const file = locked(server.address)
    await store.bring([file], 'uv.lock')
    expect(await readFile(store.placeOf(file))).toEqual(BYTES)
    // How much of a cut answer arrives differs.
    const ranges = server.requests.map(({ range }) => range?.replace(/[1-9]\d*/, 'N'))
    expect(ranges).toEqual([undefined, 'bytes=N-'])
  })
  test('resumes where nothing came any more', async () => {
    const clock = stoppedClock()
    const server = await serve((request, response) => {
      if (request.headers.range !== undefined) return send(request, response, BYTES)
      response.writeHead(200, { etag: '"v1"', 'content-length': BYTES.length })
      // A minute passes after each piece; an attempt that got none starts from the beginning.
      return response.write(BYTES.subarray(0, 100_000), () => setTimeout(clock.passMinute, 50))
    })
    const { store } = await openStore({ clock })
    const file = locked(server.address)
    await store.bring([file], 'uv.lock')
    expect(await readFile(store.placeOf(file))).toEqual(BYTES)
    expect(server.requests.at(-1)?.range).toMatch(/^bytes=[1-9]\d*-$/)
  })
  test('starts again where the server does not support ranges', async () => {
    const server = await serve((_request, response, index) => {
      if (index === 0) cut(response, BYTES, 100_000)
      else response.writeHead(200, { 'content-length': BYTES.length }).end(BYTES)
    })
    const { store } = await openStore()
    const file = locked(server.address)
    await store.bring([file], 'uv.lock')
    expect(await readFile(store.placeOf(file))).toEqual(BYTES)
  })
  test('starts again where the server answers with another part, or says that there is none', async () => {
    const server = await serve((request, response, index) => {
      if (index === 0) cut(response, BYTES, 100_000)
      else if (index === 1) response.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('other')
      else if (index === 2) cut(response, BYTES, 50_000)
      else if (index === 3) response.writeHead(416).end()
      else send(request, response, BYTES)
    })
    const { store } = await openStore()
    const file = locked(server.address)
    await store.bring([file], 'uv.lock')
    expect(await readFile(store.placeOf(file))).toEqual(BYTES)
    expect(server.requests.map(({ range }) => range?.replace(/[1-9]\d*/, 'N'))).toEqual([
      undefined,
      'bytes=N-',
      undefined,
      'bytes=N-',
      undefined,
    ])
  })
  test('waits as long as the server asks for, after 429 and 503', async () => {
    const server = await serve((request, response, index) => {
      if (index === 0) response.writeHead(429, { 'retry-after': '7' }).end()
      else if (index === 1) response.writeHead(503).end()
      else send(request, response, BYTES)
    })
    const { store, waits } = await openStore()
    await store.bring([locked(server.address)], 'uv.lock')
    expect(waits).toEqual([7000, 1000])
  })
  test('is tried twice before a wrong digest refuses it, and nothing stays in the cache', async () => {
    const server = await serve((request, response) => {
      send(request, response, Buffer.alloc(BYTES.length))
    })
    const { store, cache } = await openStore()
    await expect(store.bring([locked(server.address)], 'uv.lock')).rejects.toMatchObject({
      kind: 'refused',
      code: 'wheel-digest',
    })
    expect(server.requests).toHaveLength(2)
    expect(await measureKept(downloadedFiles(cache))).toEqual({ entries: 0, bytes: 0 })
  })
  test('one damaged transfer is repaired by the second', async () => {
    const server = await serve((request, response, index) => {
      send(request, response, index === 0 ? Buffer.alloc(BYTES.length) : BYTES)
    })
    const { store } = await openStore()
    await store.bring([locked(server.address)], 'uv.lock')
    expect(server.requests).toHaveLength(2)
  })
  test('ends at the size that the lock gives', async () => {
    const server = await serve((_request, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536), more)
      }
      response.writeHead(200)
      more()
    })
    const { store } = await openStore()
    await expect(store.bring([locked(server.address)], 'uv.lock')).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining(`more than the ${BYTES.length} bytes`) as string,
    })
  })
  test('404 is not tried again; 500 is, and then fails with the host', async () => {
    const server = await serve((request, response) => {
      response.writeHead(request.url?.includes('gone') === true ? 404 : 500).end()
    })
    const { store } = await openStore()
    await expect(
      store.bring([locked(server.address, 'gone-1-py3-none-any.whl')], 'uv.lock'),
    ).rejects.toMatchObject({
      kind: 'outside',
      hint: 'the file is gone: make the lock again',
    })
    expect(server.requests).toHaveLength(1)
    const host = new URL(server.address).host
    await expect(store.bring([locked(server.address)], 'uv.lock')).rejects.toMatchObject({
      message: `cannot download gull-1.5-py3-none-any.whl from ${host}: the server answers 500`,
    })
    expect(server.requests).toHaveLength(7)
  })
  test('the first failure stops all others', async () => {
    const server = await serve((request, response) => {
      if (request.url?.includes('gone') === true) response.writeHead(404).end()
      // Never ends by itself.
      else response.writeHead(200).write('x')
    })
    const { store } = await openStore()
    const files = [
      locked(server.address, 'slow-1-py3-none-any.whl'),
      locked(server.address, 'gone-1-py3-none-any.whl'),
    ]
    await expect(store.bring(files, 'uv.lock')).rejects.toMatchObject({ code: 'download-failed' })
  })
  test('--offline names what is missing and asks nothing', async () => {
    const server = await serve((request, response) => {
      send(request, response, BYTES)
    })
    const { store } = await openStore({ offline: true })
    await expect(store.bring([locked(server.address)], 'uv.lock')).rejects.toMatchObject({
      code: 'wheel-offline',
      message:
        'the cache lacks files of uv.lock, and --offline forbids the network: gull-1.5-py3-none-any.whl',
    })
    expect(server.requests).toEqual([])
  })
  test('a file of this machine must have the digest of the lock', async () => {
    const { store, cache } = await openStore()
    const path = join(cache, 'gull-1.5-py3-none-any.whl')
    await writeFile(path, BYTES)
    const file = { ...locked(''), url: undefined, path }
    await store.bring([file], 'uv.lock')
    await writeFile(path, 'x')
    await expect(store.bring([file], 'uv.lock')).rejects.toMatchObject({ code: 'wheel-digest' })
  })
})

describe('files that their index withdrew', () => {
  const request = {
    name: 'gull',
    version: '1.5',
    digests: [`sha256:${locked('').hashes['sha256'] ?? ''}`],
    extraIndexes: [],
  }

  test('have the reason of the index, which is asked once for all runs', async () => {
    const server = await serve((_request, response) => {
      const { filename, hashes } = locked('')
      response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json')
      const files = [{ filename, url: `/files/${filename}`, hashes, yanked: 'a wrong licence file' }]
      response.end(JSON.stringify({ meta: { 'api-version': '1.0' }, name: 'gull', files }))
    })
    const asked = { ...request, index: `${server.address}/simple` }
    const { store, cache } = await openStore()
    const expected = [new Map([['gull-1.5-py3-none-any.whl', 'a wrong licence file']])]
    expect(await store.withdrawn([asked])).toEqual(expected)
    const { store: offline } = await openStore({ cache, offline: true })
    expect(await offline.withdrawn([asked])).toEqual(expected)
    expect(server.requests).toHaveLength(1)
  })
  test('are unknown if the index does not answer, lists other files, or may not be asked', async () => {
    const server = await serve((incoming, response) => {
      response.writeHead(incoming.url?.includes('broken') === true ? 500 : 404).end()
    })
    const { store } = await openStore()
    const at = (index: string): typeof request & { index: string } => ({
      ...request,
      index: `${server.address}/${index}`,
    })
    expect(await store.withdrawn([at('simple'), at('broken')])).toEqual([undefined, undefined])
    const { store: offline } = await openStore({ offline: true })
    expect(await offline.withdrawn([at('simple')])).toEqual([undefined])
    expect(server.requests).toHaveLength(3)
  })
})

describe('the cache', () => {
  test('downloads a damaged wheel again', async () => {
    const server = await serve((request, response) => {
      send(request, response, BYTES)
    })
    const { store } = await openStore()
    const file = locked(server.address)
    await store.bring([file], 'uv.lock')
    await writeFile(store.placeOf(file), 'x')
    await store.bring([file], 'uv.lock')
    expect(await readFile(store.placeOf(file))).toEqual(BYTES)
  })
  test('is measured, checked, pruned and cleared', async () => {
    const server = await serve((request, response) => {
      send(request, response, BYTES)
    })
    const { store, cache } = await openStore()
    const file = locked(server.address)
    await store.bring([file], 'uv.lock')
    expect(await measureKept(downloadedFiles(cache))).toEqual({ entries: 1, bytes: BYTES.length })
    expect(await checkKept(downloadedFiles(cache))).toEqual({ entries: 1, bytes: BYTES.length, damaged: [] })
    await writeFile(store.placeOf(file), 'x')
    expect(await checkKept(downloadedFiles(cache))).toEqual({
      entries: 1,
      bytes: 1,
      damaged: [store.placeOf(file)],
    })
    expect(await measureKept(downloadedFiles(cache))).toEqual({ entries: 0, bytes: 0 })
    await store.bring([file], 'uv.lock')
    expect(await pruneKept(downloadedFiles(cache), new Date(Date.now() - 60_000))).toEqual({
      entries: 0,
      bytes: 0,
    })
    expect(await pruneKept(downloadedFiles(cache), new Date(Date.now() + 60_000))).toEqual({
      entries: 1,
      bytes: BYTES.length,
    })
    await store.bring([file], 'uv.lock')
    expect(await clearKept(downloadedFiles(cache))).toEqual({ entries: 1, bytes: BYTES.length })
    expect(await readdir(cache)).toEqual([])
    await rm(cache, { recursive: true })
    expect(await measureKept(downloadedFiles(cache))).toEqual({ entries: 0, bytes: 0 })
  })
})
