import { collect } from '@exuvia/files'
import { outsideError, usageError } from '@exuvia/model'
import { z } from 'zod'
import type { ActionsRun } from './predicate.ts'

/** The audience of Fulcio's identity tokens. */
const AUDIENCE = 'sigstore'
const TRIES = 3
const TIMEOUT = 30_000

/** An identity token with its claims about the run. It is a secret while it is valid. */
export interface Identity {
  readonly token: string
  readonly run: ActionsRun
}

const text = z.string().min(1).max(2000)
// https://docs.github.com/actions/reference/openid-connect-reference
const CLAIMS = z.looseObject({
  repository: text,
  ref: text,
  sha: text.regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
  workflow_ref: text,
  job_workflow_ref: text,
  run_id: text,
  run_attempt: text,
  event_name: text,
  repository_id: text,
  repository_owner_id: text,
  runner_environment: text,
  repository_visibility: text,
})

/**
 * Asks the runner for an identity token. Its claims are read but not verified: Sigstore's
 * certificate contains the same claims, and verifiers use the certificate.
 * @throws outside `provenance-identity`, usage error `provenance-no-identity`; neither shows a token
 */
export async function requestIdentity(
  env: Readonly<Record<string, string | undefined>>,
  serverUrl: string,
  signal: AbortSignal,
): Promise<Identity> {
  const address = env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? ''
  if (!URL.canParse(address)) throw failed('the runner names no address for it')
  const url = new URL(address)
  url.searchParams.set('audience', AUDIENCE)
  const bearer = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''
  for (let tries = 1; ; tries += 1) {
    const answer = await ask(url, bearer, signal)
    if (typeof answer === 'string') return identityOf(answer, serverUrl)
    signal.throwIfAborted()
    if (answer.status === 401 || answer.status === 403) {
      throw usageError('provenance-no-identity', { reason: `the runner answers ${answer.status}` })
    }
    if (tries === TRIES) throw failed(answer.problem)
    await new Promise((resolve) => setTimeout(resolve, 1000 * tries))
  }
}

/** Bytes, after they were inflated. A token has some thousands. */
const LARGEST_ANSWER = 1024 * 1024

interface Refused {
  readonly status: number
  readonly problem: string
}

/** One request: returns the token, or the error response. */
async function ask(url: URL, bearer: string, signal: AbortSignal): Promise<string | Refused> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', authorization: `Bearer ${bearer}` },
      // The bearer token goes only to the runner's own address.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    })
    const { status } = response
    if (!response.ok) return { status, problem: `it answered ${status}` }
    const bytes = response.body === null ? undefined : await collect(response.body, LARGEST_ANSWER)
    if (bytes === undefined) return { status, problem: 'its answer is empty or too long' }
    const body = z.looseObject({ value: z.string() }).safeParse(JSON.parse(bytes.toString('utf8')))
    return body.success ? body.data.value : { status, problem: 'its answer contains no token' }
  } catch {
    // The error's text could contain the secret address.
    return { status: 0, problem: 'it does not answer' }
  }
}

function identityOf(token: string, serverUrl: string): Identity {
  const claims = claimsOf(token)
  const run: ActionsRun = {
    serverUrl,
    repository: claims.repository,
    ref: claims.ref,
    sha: claims.sha,
    workflowRef: claims.workflow_ref,
    jobWorkflowRef: claims.job_workflow_ref,
    runId: claims.run_id,
    runAttempt: claims.run_attempt,
    eventName: claims.event_name,
    repositoryId: claims.repository_id,
    repositoryOwnerId: claims.repository_owner_id,
    runnerEnvironment: claims.runner_environment,
    visibility: claims.repository_visibility,
  }
  return { token, run }
}

function claimsOf(token: string): z.output<typeof CLAIMS> {
  const [, payload = ''] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token) ?? []
  let data: unknown
  try {
    data = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  } catch {
    throw failed('its answer is not a token')
  }
  const claims = CLAIMS.safeParse(data)
  if (!claims.success)
    throw failed(
      `the token lacks "${claims.error.issues[0]?.path.join('.') ?? ''}", or has it in another form`,
    )
  return claims.data
}

function failed(problem: string): Error {
  return outsideError('provenance-identity', { reason: problem })
}
