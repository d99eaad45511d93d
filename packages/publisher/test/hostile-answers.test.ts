import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { simulatedClock, startTwin } from '@exuvia/github-twin'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type RemoteAsset, asAsset, asRelease, asRepository } from '../src/shapes.ts'
import { downloadAsset, publishRelease, readRelease } from '../src/index.ts'
import { LARGEST_ANSWER } from '../src/capped-fetch.ts'
import { REPO, type Setting, asset, errorOf, optionsFor, scratch, setting } from './setting.ts'

/** A server that is not GitHub's: tells what came to it. */
async function eavesdropper(
  answer = '{}',
  status = 200,
): Promise<{ readonly port: number; readonly heard: readonly string[] }> {
  const heard: string[] = []
  const http = createServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'no token'}`)
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    response.end(answer)
  })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  return { port: (http.address() as AddressInfo).port, heard }
}

const where = ({ twin, clock }: Setting) => ({
  repository: REPO,
  tag: 'v1.0.0',
  apiUrl: twin.url,
  clock,
  token: twin.token,
})

/** The options without the simulated clock. */
function realTime<T extends { readonly clock?: unknown }>(options: T): Omit<T, 'clock'> {
  return { ...options, clock: undefined }
}

/** A release in real time: a simulated minute is over before so much is inflated. */
async function inRealTime(): Promise<Setting> {
  const twin = await startTwin()
  onTestFinished(() => twin.close())
  const here = { twin, clock: simulatedClock() }
  await publishRelease(realTime(optionsFor(here, [asset(scratch(), 'app.bin')])))
  return here
}

/** Sets fields of every object in a JSON answer that has them. */
function altering(fields: Readonly<Record<string, unknown>>) {
  const change = (body: unknown): unknown => {
    if (Array.isArray(body)) return body.map(change)
    if (body === null || typeof body !== 'object') return body
    const known = Object.entries(fields).filter(([key]) => key in body)
    return { ...body, ...Object.fromEntries(known) }
  }
  return { kind: 'alter', change } as const
}

describe('the token goes only to the API and its upload host, whatever an answer says', () => {
  it("even if an asset's addresses name another host", async () => {
    const here = await setting()
    const folder = scratch()
    const given = asset(folder, 'app.bin')
    await publishRelease(optionsFor(here, [given]))
    const { port, heard } = await eavesdropper()
    const url = `http://127.0.0.1:${port}/steal`
    here.twin.faults.add({ times: 1000, fault: altering({ url, browser_download_url: url, digest: null }) })
    const [remote] = (await readRelease(where(here))).assets
    if (remote === undefined) throw new Error('no asset')
    await downloadAsset(where(here), remote, join(folder, 'down.bin'))
    // Without digests the bytes that are there are read back.
    await publishRelease(optionsFor(here, [given]))
    expect(heard).toEqual([])
  })

  it("even if a release's upload address names another host", async () => {
    const here = await setting()
    const { port, heard } = await eavesdropper()
    const url = `http://localhost:${port}/repos/${REPO}/releases/1/assets{?name,label}`
    here.twin.faults.add({ times: 1000, fault: altering({ upload_url: url }) })
    const error = await errorOf(publishRelease(optionsFor(here, [asset(scratch(), 'app.bin')])))
    expect(error).toMatchObject({ kind: 'outside', code: 'publish-foreign-address' })
    expect(error.message).toContain(`localhost:${port}`)
    expect(heard).toEqual([])
  })

  it('if an answer puts the next page on another host', async () => {
    const here = await setting()
    await publishRelease(optionsFor(here, [asset(scratch(), 'app.bin')]))
    const { port, heard } = await eavesdropper()
    const headers = { link: `<http://127.0.0.1:${port}/page>; rel="next"` }
    here.twin.faults.add({ times: 3, fault: { ...altering({}), headers } })
    expect((await readRelease(where(here))).assets.length).toBe(1)
    expect(heard).toEqual([])
  })

  it.each([301, 302, 303, 307, 308])('if the API redirects to another host with %i', async (status) => {
    const here = await setting()
    const { port, heard } = await eavesdropper()
    const headers = { location: `http://127.0.0.1:${port}/elsewhere` }
    here.twin.faults.add({ times: 1000, fault: { kind: 'status', status, headers, message: 'moved' } })
    await errorOf(readRelease(where(here)))
    for (const request of heard) expect(request).toContain('no token')
  })
})

describe('an answer is read up to a limit', () => {
  it('of 32 MiB after it was inflated, once', { tags: ['slow'] }, async () => {
    const here = await inRealTime()
    here.twin.faults.add({ times: 1000, fault: { kind: 'flood', bytes: LARGEST_ANSWER + 1 } })
    const before = here.twin.requests.length
    const error = await errorOf(readRelease(realTime(where(here))))
    expect(error).toMatchObject({ kind: 'outside', code: 'publish-failed' })
    expect(error.message).toContain('more than 32 MiB')
    expect(here.twin.requests.length - before).toBe(1)
  })

  it('and an answer of exactly that length is read', { tags: ['slow'] }, async () => {
    const here = await inRealTime()
    here.twin.faults.add({ fault: { kind: 'flood', bytes: LARGEST_ANSWER } })
    // The answer is not the requested one, so the request is sent again.
    expect((await readRelease(realTime(where(here)))).assets.length).toBe(1)
  })

  it.each([
    ['lists in one another', '['.repeat(100) + ']'.repeat(100), 'nests more than 64'],
    ['a key twice', '{"id": 1, "id": 2}', 'the key "id" appears twice'],
    ['a key of prototypes', '{"__proto__": {"id": 1}}', 'the key "__proto__" is not supported'],
  ])('and is not read with %s', async (_, text, reason) => {
    const { port, heard } = await eavesdropper(text)
    const apiUrl = `http://127.0.0.1:${port}`
    const error = await errorOf(
      readRelease({ repository: REPO, tag: 'v1.0.0', apiUrl, clock: simulatedClock() }),
    )
    expect(error).toMatchObject({ kind: 'outside', code: 'publish-failed' })
    expect(error.message).toContain(reason)
    expect(heard.length).toBe(1)
  })

  it('and its values cost no call each: a list of 100,000 objects', async () => {
    const { port } = await eavesdropper(`[${'{       },'.repeat(100_000)}{}]`)
    const parse = vi.spyOn(JSON, 'parse')
    onTestFinished(() => parse.mockRestore())
    const apiUrl = `http://127.0.0.1:${port}`
    const location = { repository: REPO, tag: 'v1.0.0', apiUrl, clock: simulatedClock() }
    expect(await errorOf(readRelease(location))).toMatchObject({ kind: 'usage', code: 'publish-api-path' })
    // Octokit's parser gives a function, which JSON.parse calls for each value.
    expect(parse.mock.calls.filter(([text]) => text.length > 900_000)).not.toEqual([])
    expect(parse.mock.calls.filter(([, reviver]) => reviver !== undefined)).toEqual([])
  })

  it('and of an error at most 64 KiB', async () => {
    const { port } = await eavesdropper(`{"message": "${'x'.repeat(70_000)}", "id": 1, "id": 2}`, 404)
    const apiUrl = `http://127.0.0.1:${port}`
    const location = { repository: REPO, tag: 'v1.0.0', apiUrl, clock: simulatedClock() }
    const error = await errorOf(readRelease(location))
    expect(error).toMatchObject({ kind: 'usage' })
  })

  it('for an asset: the size that the release lists, and at most what GitHub allows', async () => {
    const here = await setting()
    const folder = scratch()
    await publishRelease(optionsFor(here, [asset(folder, 'app.bin', 'x'.repeat(100_000))]))
    here.twin.faults.add({ times: 1000, fault: altering({ size: 10 }) })
    const [short] = (await readRelease(where(here))).assets
    here.twin.faults.add({ times: 1000, fault: altering({ size: 2 ** 31 }) })
    const [long] = (await readRelease(where(here))).assets
    if (short === undefined || long === undefined) throw new Error('no asset')
    const out = join(folder, 'down.bin')
    expect(await errorOf(downloadAsset(where(here), short, out))).toMatchObject({
      code: 'publish-download-size',
    })
    expect(await errorOf(downloadAsset(where(here), long, out))).toMatchObject({
      code: 'publish-asset-oversize',
    })
    expect(readdirSync(folder).filter((name) => name.startsWith('down'))).toEqual([])
  })
})

describe('a name in an answer is checked on arrival', () => {
  const remote = {
    id: 1,
    name: 'app.bin',
    state: 'uploaded',
    size: 1,
    digest: null,
    created_at: '2024-01-01T00:00:00Z',
    browser_download_url: 'https://github.com/x',
  }
  const release = {
    id: 1,
    tag_name: 'v1.0.0',
    name: null,
    body: null,
    draft: false,
    prerelease: false,
    html_url: 'https://github.com/x',
    upload_url: 'https://uploads.github.com/x{?name}',
    target_commitish: 'main',
  }

  it.each([
    '',
    '.',
    '..',
    '../x',
    'a/b',
    '/etc/passwd',
    'a\\b',
    'C:x',
    'a\nb',
    'a\0b',
    'a\u001b[2Jb',
    'a\u202eb',
    '\ud800',
    'a'.repeat(256),
  ])('an asset is not called %j', (name) => {
    expect(() => asAsset({ ...remote, name })).toThrow('"name"')
  })

  it.each(
    [
      '',
      '..',
      'a..b',
      'a b',
      'a\nb',
      'a\\b',
      '-x',
      '/x',
      'x/',
      'a//b',
      'a~1',
      'a:b',
      'a@{1}',
      '\u001b[2J',
    ].slice(1),
  )('a tag is not called %j', (tag_name) => {
    expect(() => asRelease({ ...release, tag_name })).toThrow('"tag_name"')
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'x', 'https://a\n::error::x', 'https://a\u001b[2J'])(
    'a page is not at %j',
    (html_url) => {
      expect(() => asRelease({ ...release, html_url })).toThrow('"html_url"')
    },
  )

  it.each(['x', '../x/y', 'a/b/c', 'a\n/b'])('a repository is not called %j', (full_name) => {
    expect(() => asRepository({ full_name })).toThrow('"full_name"')
  })

  it('and real ones pass', () => {
    const names = ['SHA256SUMS', 'app-1.0+cu121-cp312.tar.gz', 'ünï.whl', 'a b.txt', 'x..y']
    const read: readonly RemoteAsset[] = names.map((name) => asAsset({ ...remote, name }))
    expect(read.map(({ name }) => name)).toEqual(names)
    for (const tag_name of ['v1.0.0', 'release/1.0', 'cli@1.2.3', 'пример'])
      asRelease({ ...release, tag_name })
  })
})
