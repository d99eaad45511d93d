import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { preflight, publishRelease, readRelease } from '../src/index.ts'
import { parseApiUrl } from '../src/options.ts'
import { asset, scratch } from './setting.ts'

/** A server that answers each address with its pages, as an Enterprise Server does beside its API. */
async function pages(): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<!DOCTYPE html><title>Not found</title>')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('an address of pages in place of the API is named before anything is sent', async () => {
  const apiUrl = await pages()
  const assets = [asset(scratch(), 'a.tar.gz')]
  const options = {
    repository: 'octocat/hello',
    tag: 'v1',
    apiUrl,
    token: 't',
    assets,
    draft: false,
    replace: false,
  }
  const { findings } = await preflight(options)
  expect(findings.map(({ code }) => code)).toEqual(['publish-api-path'])
  await expect(publishRelease(options)).rejects.toMatchObject({ kind: 'usage', code: 'publish-api-path' })
})

test('a run that only reads names it too', async () => {
  const location = { repository: 'octocat/hello', tag: 'v1', apiUrl: await pages() }
  await expect(readRelease(location)).rejects.toMatchObject({ kind: 'usage', code: 'publish-api-path' })
})

test.each(['', ' '])('an empty address, %j, is that of GitHub', (given) => {
  expect(parseApiUrl(given)).toBe('https://api.github.com')
})
