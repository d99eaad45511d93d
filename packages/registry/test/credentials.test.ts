import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ExuviaError, messageOf } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { authorized } from '../src/credentials.ts'
import { parseNetrc } from '../src/netrc.ts'
import { indexSettings } from '../src/settings.ts'
import { BYTES, locked, openStore, send, serve } from './support.ts'

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

/** What an address gets. */
function gets(
  url: string,
  env: Record<string, string> = {},
  indexes: { name: string | undefined; url: string }[] = [],
  netrc = '',
): string | undefined {
  const { authorize } = authorized(indexSettings(env, indexes, parseNetrc(netrc)), url)
  return authorize(new URL(url))
}

describe('the credentials of an address come from', () => {
  const FILE = 'https://pkg.example/files/x.whl'
  test('the variables of a named index of uv', () => {
    const env = { UV_INDEX_OUR_OWN_USERNAME: 'me', UV_INDEX_OUR_OWN_PASSWORD: 'secret' }
    const indexes = [{ name: 'our-own', url: 'https://pkg.example/simple' }]
    expect(gets(FILE, env, indexes)).toBe(basic('me:secret'))
    expect(gets('https://other.example/x.whl', env, indexes)).toBeUndefined()
  })
  test.each([
    ['UV_DEFAULT_INDEX', 'https://me:s%40cret@pkg.example/simple'],
    ['UV_INDEX_URL', 'https://me:s%40cret@pkg.example/simple'],
    ['UV_INDEX', 'https://a.example/ own=https://me:s%40cret@pkg.example/simple'],
    ['UV_EXTRA_INDEX_URL', 'https://a.example/ https://me:s%40cret@pkg.example/simple'],
    ['PIP_INDEX_URL', 'https://me:s%40cret@pkg.example/simple'],
    ['PIP_EXTRA_INDEX_URL', 'https://me:s%40cret@pkg.example/simple'],
  ])('the address in %s', (name, value) => {
    expect(gets(FILE, { [name]: value })).toBe(basic('me:s@cret'))
    expect(gets(FILE.replace('https:', 'http:'), { [name]: value })).toBeUndefined()
    expect(gets('https://pkg.example:8443/x.whl', { [name]: value })).toBeUndefined()
  })
  test('the index with the longest common path', () => {
    const env = {
      PIP_INDEX_URL: 'https://a:1@pkg.example/team/',
      PIP_EXTRA_INDEX_URL: 'https://b:2@pkg.example/team/one/',
    }
    expect(gets('https://pkg.example/team/one/x.whl', env)).toBe(basic('b:2'))
    expect(gets('https://pkg.example/team/two/x.whl', env)).toBe(basic('a:1'))
  })
  test('netrc, never its default entry, and never in the clear', () => {
    const netrc = '# mine\nmachine pkg.example login me password secret\ndefault login all password open\n'
    expect(gets(FILE, {}, [], netrc)).toBe(basic('me:secret'))
    expect(gets(FILE.replace('https:', 'http:'), {}, [], netrc)).toBeUndefined()
    expect(gets('https://other.example/x.whl', {}, [], netrc)).toBeUndefined()
  })
  test('the address itself', () => {
    const { url, authorize } = authorized(
      indexSettings({}, [], new Map()),
      'https://me:secret@pkg.example/x.whl',
    )
    expect(url).toBe('https://pkg.example/x.whl')
    expect(authorize(new URL(url))).toBe(basic('me:secret'))
    expect(authorize(new URL('https://pkg.example/y.whl'))).toBeUndefined()
  })
})

test('netrc is read with comments, macros and several machines', () => {
  const text =
    'machine a.example\n  login x\n  password y\n\nmacdef init\ncd /\nmachine evil login a password b\n\nmachine B.example login z password w\n'
  expect([...parseNetrc(text)]).toEqual([
    ['a.example', { user: 'x', password: 'y' }],
    ['b.example', { user: 'z', password: 'w' }],
  ])
})

test('a redirect to another host gets no credentials, and the file still comes', async () => {
  const store = await serve((request, response) => {
    send(request, response, BYTES)
  })
  const index = await serve((_request, response) => {
    response.writeHead(302, { location: `${store.address}/x.whl` }).end()
  })
  const { store: wheels } = await openStore({
    env: { PIP_INDEX_URL: index.address.replace('//', '//me:s3cret@') },
  })
  await wheels.bring([locked(index.address)], 'uv.lock')
  expect(index.requests[0]?.authorization).toBe(basic('me:s3cret'))
  expect(store.requests[0]?.authorization).toBeUndefined()
})

test('no secret reaches a message or the cache', async () => {
  const index = await serve((request, response) => {
    if (request.url === '/simple/gull/') {
      response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json')
      const file = locked('')
      const files = [{ filename: file.filename, url: `/files/${file.filename}`, hashes: file.hashes }]
      response.end(JSON.stringify({ meta: { 'api-version': '1.0' }, name: 'gull', files }))
    } else if (request.url?.startsWith('/files/') === true) send(request, response, BYTES)
    else response.writeHead(401).end('s3cret')
  })
  const folder = await mkdtemp(join(tmpdir(), 'exuvia-netrc-'))
  const netrc = join(folder, 'netrc')
  await writeFile(netrc, 'machine 127.0.0.1 login me password s3cret')
  const { store, cache } = await openStore({
    env: { PIP_INDEX_URL: index.address.replace('//', '//me:s3cret@') + '/simple', NETRC: netrc },
  })
  const digests = [`sha256:${locked('').hashes['sha256']}`]
  const request = { name: 'gull', version: '1.5', digests, index: undefined, extraIndexes: [] }
  const [files = []] = await store.list([request], 'requirements.txt')
  await store.bring(files, 'requirements.txt')
  const names = await readdir(cache, { recursive: true, withFileTypes: true })
  for (const entry of names.filter((item) => item.isFile())) {
    const text = `${entry.name} ${await readFile(join(entry.parentPath, entry.name), 'latin1')}`
    expect(text).not.toMatch(/s3cret|czNjcmV0|bWU6czNjcmV0/)
  }
  const wrong = {
    ...locked(index.address.replace('//', '//me:s3cret@')),
    url: `${index.address.replace('//', '//me:s3cret@')}/no`,
  }
  const error = await store.bring([wrong], 'uv.lock').catch((cause: unknown) => cause)
  // The file is already here by its digest: nothing is asked.
  expect(error).toBeUndefined()
  const other = { ...wrong, hashes: { sha256: '0'.repeat(64) } }
  const failed = await store.bring([other], 'uv.lock').catch((cause: unknown) => cause)
  expect(failed).toMatchObject({ code: 'download-failed' })
  expect(`${messageOf(failed)} ${JSON.stringify(failed)}`).not.toMatch(/s3cret|bWU6/)
})

test.each([
  {
    what: 'none',
    env: {},
    said: /^set the credentials: UV_INDEX_<NAME>_USERNAME .* PIP_INDEX_URL, or ~\/\.netrc$/,
  },
  {
    what: 'wrong ones',
    env: { user: 'me:s3cret' },
    said: /^the server rejects the credentials: correct them in UV_INDEX/,
  },
])('an index that asks for credentials gets $what: the message says which', async ({ env, said }) => {
  const index = await serve((_request, response) => {
    response.writeHead(401).end()
  })
  const login = 'user' in env ? { PIP_INDEX_URL: index.address.replace('//', `//${env.user}@`) } : {}
  const { store } = await openStore({ env: login })
  const request = {
    name: 'gull',
    version: '1.5',
    digests: [],
    index: undefined,
    extraIndexes: [index.address],
  }
  const runs = [store.bring([locked(index.address)], 'uv.lock'), store.list([request], 'requirements.txt')]
  for (const error of await Promise.all(runs.map((run) => run.catch((cause: unknown) => cause)))) {
    const { hint = '' } = error instanceof ExuviaError ? error : {}
    expect(hint).toMatch(said)
    expect(hint).not.toContain('s3cret')
  }
})

test('a proxy that asks for a password is told from a broken network, and asked once', async () => {
  const index = await serve((_request, response) => {
    response.writeHead(407).end()
  })
  const { store, waits } = await openStore()
  const error = await store.bring([locked(index.address)], 'uv.lock').catch((cause: unknown) => cause)
  expect(error).toMatchObject({
    code: 'download-failed',
    hint: "put the proxy's user and password into its address: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
  })
  expect(waits).toEqual([])
})
