/**
 * Starts the command line behind a proxy of the test.
 *
 * @module-tag slow
 */
import { createServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { type Twin, startTwin } from '@exuvia/github-twin'
import { expect, onTestFinished, test } from 'vitest'
import { type Outcome, exuvia, folderWith } from './support/cli.ts'

const REFUSED = 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'
const PASSWORD = 's3cret%2F7'
const EXPECTED = `Basic ${Buffer.from('sam:s3cret/7').toString('base64')}`

interface Proxy {
  readonly host: string
  /** What it forwarded. */
  readonly forwarded: readonly string[]
}

/** A proxy that forwards requests and tunnels of the one user that it knows. */
async function startProxy(): Promise<Proxy> {
  const forwarded: string[] = []
  const server = createServer((incoming, response) => {
    const { method, url = '', headers } = incoming
    if (headers['proxy-authorization'] !== EXPECTED) {
      response.writeHead(407, 'Proxy Authentication Required', { 'proxy-authenticate': 'Basic' }).end()
      return
    }
    forwarded.push(`${method ?? ''} ${url}`)
    const { 'proxy-authorization': _, ...rest } = headers
    const onward = request(url, { method: method ?? 'GET', headers: rest }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    incoming.pipe(onward)
  })
  server.on('connect', ({ url = '', headers }, client) => {
    if (headers['proxy-authorization'] !== EXPECTED) {
      client.end(REFUSED)
      return
    }
    forwarded.push(`CONNECT ${url}`)
    const [host = '', port = ''] = url.split(':')
    const onward = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(client).pipe(onward)
    })
    onward.on('error', () => client.destroy())
    client.on('error', () => onward.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, forwarded }
}

/** Publishes a file through the proxy. */
async function publish(twin: Twin, proxy: string, api = twin.url): Promise<Outcome> {
  const args = ['publish', 'a.txt', '--repo', 'octocat/hello', '--tag', 'v1']
  const proxies = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: '', no_proxy: '' }
  const env = { ...proxies, GITHUB_API_URL: api, GITHUB_TOKEN: twin.token }
  return exuvia(args, { cwd: folderWith({ 'a.txt': 'text\n' }), env })
}

test('through a proxy with a password, all requests and uploads go', async () => {
  const [twin, proxy] = [await startTwin(), await startProxy()]
  onTestFinished(() => twin.close())
  const { code, stderr } = await publish(twin, `http://sam:${PASSWORD}@${proxy.host}`)
  expect(stderr).toContain('published v1')
  expect(code).toBe(0)
  expect(twin.releases('octocat/hello')).toMatchObject([{ draft: false, assets: [{ name: 'a.txt' }] }])
  for (const { host } of [new URL(twin.url), new URL(twin.uploadsUrl)])
    expect(proxy.forwarded.some((each) => each.includes(host))).toBe(true)
})

test.each([
  ['no password', '', undefined],
  ['a wrong password', 'sam:wr0ng-one@', undefined],
  ['no password, before a tunnel', '', 'https://api.github.invalid'],
  ['a wrong password, before a tunnel', 'sam:wr0ng-one@', 'https://api.github.invalid'],
])('a proxy that answers 407 to %s is named once, with what to set', async (_, user, api) => {
  const [twin, proxy] = [await startTwin(), await startProxy()]
  onTestFinished(() => twin.close())
  const { code, stderr } = await publish(twin, `http://${user}${proxy.host}`, api)
  expect(stderr.match(/the proxy requires a user and password, or rejects them/g)).toHaveLength(1)
  expect(stderr).toContain('HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT')
  expect(stderr).not.toMatch(/wr0ng-one|trying again|GITHUB_TOKEN/)
  expect(code).toBe(3)
  expect([proxy.forwarded, twin.requests]).toEqual([[], []])
})
