import { generateKeyPairSync } from 'node:crypto'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
} from '@sigstore/mock'
import { asRekorWrites } from './rekor-entry.ts'
import { trustedRootOf } from './trusted-root.ts'

/** The claims of a GitHub Actions job's identity token about its run. */
export interface RunClaims {
  readonly iss: string
  readonly repository: string
  readonly ref: string
  readonly sha: string
  readonly workflow_ref: string
  readonly job_workflow_ref: string
  readonly run_id: string
  readonly run_attempt: string
  readonly repository_visibility: string
}

export interface SigstoreMockOptions {
  /** Default: those of a release of octocat/hello. */
  readonly claims?: Partial<RunClaims>
  /** Seconds from a certificate's start to the time at which the log or the timestamp authority sees its signature. Default: 0. */
  readonly delay?: number
  /** `private`: a timestamp authority and no logs, as GitHub's own services for private repositories. */
  readonly kind?: 'public-good' | 'private'
}

/** Sigstore and a runner, as far as signing needs them. Built on Sigstore's own @sigstore/mock. */
export interface SigstoreMock {
  /** The environment of a job that may sign here. */
  readonly env: Readonly<Record<string, string>>
  /** The value for `--trusted-root`. */
  readonly trustedRoot: string
  /** Paths of all requests so far. */
  readonly requests: readonly string[]
  /** Issued tokens; tests search for them in output. */
  readonly tokens: readonly string[]
  /** Called with the path before each answer; a result replaces the service's answer. */
  intercept: ((path: string) => { status: number; body: string } | undefined) | undefined
  /** Sets the claims of all later tokens. */
  claim(claims: Partial<RunClaims>): void
  close(): Promise<void>
}

const CLAIMS = {
  iss: 'https://token.actions.githubusercontent.com',
  repository: 'octocat/hello',
  ref: 'refs/tags/v1.0.0',
  sha: 'a'.repeat(40),
  workflow: 'Release',
  workflow_ref: 'octocat/hello/.github/workflows/release.yml@refs/tags/v1.0.0',
  workflow_sha: 'a'.repeat(40),
  job_workflow_ref: 'octocat/hello/.github/workflows/release.yml@refs/tags/v1.0.0',
  job_workflow_sha: 'a'.repeat(40),
  run_id: '4711',
  run_attempt: '1',
  event_name: 'push',
  repository_id: '1',
  repository_owner: 'octocat',
  repository_owner_id: '2',
  runner_environment: 'github-hosted',
  repository_visibility: 'public',
}

export async function startSigstore(options: SigstoreMockOptions = {}): Promise<SigstoreMock> {
  // One time for all, in whole seconds: the timestamps of @sigstore/mock lose the last zero of a
  // millisecond, and verifiers refuse them.
  const time = new Date(Math.ceil(Date.now() / 1000) * 1000)
  const witnessTime = new Date(time.getTime() + (options.delay ?? 0) * 1000)
  const ctlog = await initializeCTLog(newKeys(), time)
  const isPublic = options.kind !== 'private'
  const ca = await initializeCA(newKeys(), isPublic ? ctlog : undefined, time)
  const tsa = await initializeTSA(newKeys(), witnessTime)
  let claims = { ...CLAIMS, ...options.claims }
  const requests: string[] = []
  const tokens: string[] = []
  const bearer = 'the-runner-s-own-secret'
  const services = new Map<string, Service>()

  const server = createServer((message, response) => {
    const answer = async (): Promise<void> => {
      const path = new URL(message.url ?? '/', 'http://localhost').pathname
      requests.push(path)
      const chunks: Uint8Array[] = []
      for await (const chunk of message as AsyncIterable<Uint8Array>) chunks.push(chunk)
      const instead = mock.intercept?.(path)
      if (instead !== undefined) {
        response.writeHead(instead.status, { 'content-type': 'application/json' }).end(instead.body)
        return
      }
      if (path === '/token') {
        if (message.headers.authorization !== `Bearer ${bearer}`) {
          response.writeHead(401).end()
          return
        }
        const audience = new URL(message.url ?? '/', 'http://localhost').searchParams.get('audience')
        const token = tokenOf({
          ...claims,
          sub: `https://github.com/${claims.job_workflow_ref}`,
          aud: audience,
        })
        tokens.push(token)
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ value: token }))
        return
      }
      const service = services.get(path)
      if (service === undefined) {
        response.writeHead(404).end()
        return
      }
      const result = await service.fn(Buffer.concat(chunks).toString('utf8'))
      response
        .writeHead(result.statusCode, { 'content-type': result.contentType ?? 'text/plain' })
        .end(result.response)
    }
    answer().catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  const url = await listen(server)
  const tlog = await initializeTLog(url, newKeys(), witnessTime)
  for (const service of [fulcioHandler(ca), rekorHandler(asRekorWrites(tlog)), tsaHandler(tsa)])
    services.set(service.path, service as Service)

  const mock: SigstoreMock = {
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: claims.repository,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
      SIGSTORE_FULCIO_URL: url,
      ...(isPublic ? { SIGSTORE_REKOR_URL: url } : { SIGSTORE_TSA_URL: url }),
    },
    trustedRoot: trustedRootOf({ url, ca, ctlog, tlog, tsa, isPublic }),
    requests,
    tokens,
    intercept: undefined,
    claim: (changed) => {
      claims = { ...claims, ...changed }
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => {
          resolve()
        })
      }),
  }
  return mock
}

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
}

interface Service {
  readonly path: string
  readonly fn: (
    body: string,
  ) => Promise<{ statusCode: number; response: string | Uint8Array; contentType?: string }>
}

/** No service here checks its signature. */
function tokenOf(claims: object): string {
  return `${base64Url({ alg: 'RS256', typ: 'JWT' })}.${base64Url(claims)}.c2lnbmF0dXJl`
}

function base64Url(data: object): string {
  return Buffer.from(JSON.stringify(data)).toString('base64url')
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
