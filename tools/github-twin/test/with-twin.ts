import { Octokit } from '@octokit/rest'
import { onTestFinished } from 'vitest'
import { type Twin, type TwinOptions, startTwin } from '../src/index.ts'

export const REPO = { owner: 'octocat', repo: 'hello' }

/** Runs a test with its own twin; errors inside the twin fail the test. */
export async function twinFor(options: TwinOptions = {}): Promise<Twin> {
  const twin = await startTwin(options)
  onTestFinished(() => twin.close())
  return twin
}

export function octokitFor(twin: Twin, token: string | undefined = twin.token): Octokit {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  return new Octokit({ baseUrl: twin.url, log, ...(token === '' ? {} : { auth: token }) })
}

export interface Raw {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** Sends a request without Octokit. `path` is on the API unless it is a whole address. */
export async function raw(
  twin: Twin,
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string>; token?: string } = {},
): Promise<Raw> {
  const { body, headers = {}, token = twin.token } = options
  const response = await fetch(path.startsWith('http') ? path : twin.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === '' ? {} : { authorization: `token ${token}` }),
      'user-agent': 'test',
      ...(body instanceof Uint8Array ? { 'content-type': 'application/octet-stream' } : {}),
      ...headers,
    },
    ...(body === undefined
      ? {}
      : { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
  }
}

/** A draft with its upload address. */
export async function makeDraft(twin: Twin, tag = 'v1.0.0'): Promise<{ id: number; upload: string }> {
  const { data } = await octokitFor(twin).rest.repos.createRelease({ ...REPO, tag_name: tag, draft: true })
  return { id: data.id, upload: data.upload_url.replace(/\{.*$/, '') }
}

export async function upload(twin: Twin, address: string, name: string, bytes = 'bytes'): Promise<Raw> {
  return raw(twin, 'POST', `${address}?name=${encodeURIComponent(name)}`, { body: Buffer.from(bytes) })
}

/** The `field: code` pairs of a `Validation Failed` answer. */
export function fieldErrors(answer: Raw): string[] {
  const { errors = [] } = answer.body as { errors?: { field?: string; code: string; message?: string }[] }
  return errors.map(({ field, code, message }) => [field, code, message].filter(Boolean).join(': '))
}
