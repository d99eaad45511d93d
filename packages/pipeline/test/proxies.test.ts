import * as http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { heedProxies } from '../src/index.ts'

// Older ones read NODE_USE_ENV_PROXY when they start.
const nodeCan = 'setGlobalProxyFromEnv' in http

test.runIf(nodeCan)('requests use the proxy that the environment names, except for NO_PROXY', async () => {
  const seen: string[] = []
  const server = http.createServer((request, response) => {
    seen.push(request.url ?? '')
    response.end()
  })
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url ?? ''}`)
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    heedProxies({})
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  heedProxies({ HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: '127.0.0.1' })
  await expect(fetch('https://api.github.invalid/x')).rejects.toThrow('fetch failed')
  await new Promise((resolve) => http.get('http://uploads.github.invalid/y', resolve))
  await fetch(`${url}/direct`)
  expect(seen).toEqual(['CONNECT api.github.invalid:443', 'http://uploads.github.invalid/y', '/direct'])
})

test.runIf(nodeCan)('a proxy that is not an address is an error', () => {
  expect(() => {
    heedProxies({ HTTPS_PROXY: 'proxy of the company' })
  }).toThrow('is not an address')
})
