import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
// Not the whole of it, which takes over all HTTP of the process.
import { tufHandlers } from '@tufjs/repo-mock/dist/handler.js'
import { initializeTUFRepo } from '@tufjs/repo-mock/dist/repo.js'
import { expect, onTestFinished, test } from 'vitest'
import { fetchTrustedRoots, verifyBundle } from '../src/index.ts'
import { EXPECTED, sign, sigstoreFor } from './setting.ts'

/** A TUF repository with a trusted root, as Sigstore's, and what a client needs to trust it. */
async function repositoryWith(trustedRoot: string) {
  const repository = initializeTUFRepo([{ name: 'trusted_root.json', content: trustedRoot }])
  const files = new Map(
    tufHandlers(repository, { metadataPathPrefix: '' }).map((handler) => [handler.path, handler.fn]),
  )
  const changed = new Map<string, string>()
  const server = createServer((message, response) => {
    const at = message.url ?? ''
    const answer = files.get(at)?.()
    response.writeHead(answer?.statusCode ?? 404).end(changed.get(at) ?? answer?.response)
  })
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia tuf '))
  onTestFinished(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })
  const rootPath = path.join(folder, 'first-root.json')
  writeFileSync(rootPath, JSON.stringify(repository.rootMeta.toJSON()))
  const mirrorURL = await listen(server)
  return {
    /** The client's cache. */
    folder,
    /** Path → what is answered instead. */
    changed,
    options: { mirrorURL, rootPath, cachePath: folder, retry: { retries: 0 }, timeout: 2000 },
    stop: () => server.close(),
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the trusted root comes from a TUF repository, and verifies what was signed', async () => {
  const sigstore = await sigstoreFor()
  const { options } = await repositoryWith(sigstore.trustedRoot)
  const roots = await fetchTrustedRoots(options)
  expect(roots.from).toBe('public-good')
  expect(verifyBundle(await sign(sigstore), roots, EXPECTED).kind).toBe('verified')
})

test.each([
  ['another trusted root', '/targets/trusted_root.json'],
  ['other metadata', '/targets.json'],
  ['garbage for a timestamp', '/timestamp.json'],
])('%s than was signed is refused', async (_, at) => {
  const [sigstore, other] = [await sigstoreFor(), await sigstoreFor()]
  const { options, changed } = await repositoryWith(sigstore.trustedRoot)
  changed.set(at, at.endsWith('root.json') ? other.trustedRoot : '{"signed": {}, "signatures": []}')
  await expect(fetchTrustedRoots(options)).rejects.toMatchObject({
    kind: 'outside',
    code: 'trusted-root-unreachable',
    hint: expect.stringContaining('--trusted-root') as string,
  })
})

test('a repository that does not answer is an error that names an alternative', async () => {
  const sigstore = await sigstoreFor()
  const { options, stop } = await repositoryWith(sigstore.trustedRoot)
  stop()
  await expect(fetchTrustedRoots(options)).rejects.toMatchObject({ code: 'trusted-root-unreachable' })
})

test('a cached root that was tampered with is not believed', async () => {
  const [sigstore, other] = [await sigstoreFor(), await sigstoreFor()]
  const { options, folder } = await repositoryWith(sigstore.trustedRoot)
  await fetchTrustedRoots(options)
  const cached = path.join(
    folder,
    encodeURIComponent(new URL(options.mirrorURL).host),
    'targets',
    'trusted_root.json',
  )
  expect(readFileSync(cached, 'utf8')).toBe(sigstore.trustedRoot)
  writeFileSync(cached, other.trustedRoot)
  const roots = await fetchTrustedRoots(options)
  expect(verifyBundle(await sign(sigstore), roots, EXPECTED).kind).toBe('verified')
})
