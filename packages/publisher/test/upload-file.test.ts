import { rmSync, writeFileSync } from 'node:fs'
import { type RequestListener, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { FileChanged, uploadFile } from '../src/upload-file.ts'
import { asset, scratch } from './setting.ts'

/** Answers that the twin, being GitHub's, does not give. */
async function server(listener: RequestListener): Promise<string> {
  const http = createServer(listener)
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

/** A thousand times as fast as time is. */
const hasty = {
  now: () => Date.now() * 1000,
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 1000)),
}
const options = { clock: hasty, signal: undefined, headers: {}, redact: (text: string) => text }
const big = () => asset(scratch(), 'big.bin', Buffer.alloc(40_000_000, 'x'))

it('stops sending when the answer arrives, and reports that not all was sent', async () => {
  const url = await server((_, response) => {
    response.writeHead(413).end('too large')
  })
  expect(await uploadFile(url, big(), options)).toMatchObject({
    status: 413,
    text: 'too large',
    sentSha256: undefined,
  })
})

it('does not wait for ever for an answer that comes byte by byte', async () => {
  const url = await server((request, response) => {
    request.resume()
    response.writeHead(201)
    const timer = setInterval(() => response.write(' '), 5)
    response.on('close', () => {
      clearInterval(timer)
    })
  })
  const small = asset(scratch(), 'small.bin')
  await expect(uploadFile(url, small, options)).rejects.toMatchObject({ details: { kind: 'stall' } })
})

it('names a file that became shorter or is missing', async () => {
  const url = await server((request, response) => {
    request.on('end', () => response.end()).resume()
  })
  const given = asset(scratch(), 'app.bin')
  writeFileSync(given.path, 'short')
  const changed = uploadFile(url, given, options)
  await expect(changed).rejects.toThrow(`${given.path} has 5 bytes, and ${given.size} were to be published`)
  rmSync(given.path)
  const gone = uploadFile(url, given, options)
  await expect(gone).rejects.toThrow(FileChanged)
  await expect(gone).rejects.toThrow(given.path)
})
