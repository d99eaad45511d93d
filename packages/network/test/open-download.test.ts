import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openDownload, systemClock } from '../src/index.ts'

/** Redirects from `/first`, and gives back what credentials came to where that leads. */
async function redirecting(status: number): Promise<string> {
  const http = createServer((request, response) => {
    if (request.url === '/first') response.writeHead(status, { location: '/second' }).end()
    else response.end(request.headers.authorization ?? 'none')
  })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/first`
}

it.each([
  [301, 'token t', 'a repository that was renamed'],
  [302, 'none', "a store that has the API's own origin, as on an Enterprise Server"],
  [307, 'token t', 'a repository that was renamed'],
])('after %i brings "%s" to %s', async (status, credentials) => {
  const headers = { authorization: 'token t' }
  const options = { clock: systemClock, signal: undefined, headers, redact: (text: string) => text }
  const download = await openDownload(await redirecting(status), options)
  const chunks: Uint8Array[] = []
  for await (const chunk of download.chunks) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toBe(credentials)
})

it('gives each address of a redirect its own credentials, and no others', async () => {
  const seen: string[] = []
  const note = async (answer: (port: number) => Record<string, string> | undefined): Promise<number> => {
    const http = createServer((request, response) => {
      seen.push(request.headers.authorization ?? 'none')
      const headers = answer(0)
      if (headers === undefined) response.end('x')
      else response.writeHead(302, headers).end()
    })
    await new Promise<void>((resolve) => {
      http.listen(0, '127.0.0.1', resolve)
    })
    onTestFinished(() => {
      http.closeAllConnections()
      http.close()
    })
    return (http.address() as AddressInfo).port
  }
  const last = await note(() => undefined)
  const first = await note(() => ({ location: `http://user:password@127.0.0.1:${last}/` }))
  const download = await openDownload(`http://127.0.0.1:${first}/`, {
    clock: systemClock,
    signal: undefined,
    headers: {},
    redact: (text) => text,
    authorize: (url) => (url.port === String(first) ? 'Basic own' : undefined),
  })
  download.close()
  expect(seen).toEqual(['Basic own', 'none'])
  expect(download.url).toBe(`http://127.0.0.1:${last}/`)
})
