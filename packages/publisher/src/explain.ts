import {
  ExuviaError,
  type Finding,
  findingSentence,
  message,
  messageOf,
  outsideError,
  refusal,
  systemErrorCode,
  usageError,
} from '@exuvia/model'
import { Failure, isProxyPassword, isUntrusted } from '@exuvia/network'
import { isRateLimit, limitEnds } from './failure.ts'
import type { GitHub } from './github.ts'
import { FileChanged } from './upload-file.ts'

/** Combines findings that stop a publication into one error. */
export function refuseFindings(findings: readonly Finding[]): void {
  const errors = findings.filter((item) => item.severity === 'error')
  if (errors.length === 0) return
  throw refusal('publish-refused', { problems: errors.map(findingSentence).join('; ') }, { findings })
}

/** Another program keeps undoing the changes. @param reason the last observation */
export function contended(reason: string): ExuviaError {
  return outsideError('publish-contended', { reason })
}

/**
 * Creates the final error of a run: the failure, the state, and how to continue.
 * @param state the state of the release: `12 of 20 assets are on the draft`
 */
export function explain(error: unknown, github: GitHub, state: string): ExuviaError {
  const progress = state === '' ? [] : [state]
  if (github.signal?.aborted === true) {
    return new ExuviaError('interrupted', message('publish-interrupted', { progress }))
  }
  if (error instanceof ExuviaError) return error
  if (error instanceof FileChanged) {
    return outsideError('publish-file-changed', { reason: error.message, progress })
  }
  if (!(error instanceof Failure)) {
    const code = systemErrorCode(error)
    if (code === undefined) throw error
    return outsideError('publish-file', { reason: github.redact(messageOf(error)), progress })
  }
  if (isRateLimit(error)) {
    const end = limitEnds(error, github.serverNow())
    const until = end === undefined ? [] : [`the limit resets at ${new Date(end).toISOString()}`]
    return outsideError('publish-rate-limit', { answer: error.message, until, progress })
  }
  if (isUntrusted(error)) {
    return outsideError('publish-certificate', { answer: error.message, progress })
  }
  if (isProxyPassword(error)) {
    return outsideError('publish-proxy-password', { answer: error.message, progress })
  }
  return (
    explainStatus(error, github, progress) ??
    // The network or the server failed too often: running again may help.
    outsideError('publish-failed', { answer: error.message, progress })
  )
}

const ACCEPTED = 'x-accepted-github-permissions'

/** Whether GitHub says with a 403 which permissions the request needs. */
export function namesPermissions(failure: Failure): boolean {
  return (failure.details.headers?.[ACCEPTED] ?? '') !== ''
}

/** Permission of every write to a release. */
export const CONTENTS = 'contents: write'

/**
 * The permissions that GitHub names with a 403, in a workflow's words: `contents: write, workflows: write`. The
 * header separates alternatives by `;`; the last one has every permission that a request may need.
 */
export function acceptedPermissions(failure: Failure): string {
  const last = failure.details.headers?.[ACCEPTED]?.split(';').at(-1) ?? ''
  const named = [...last.matchAll(/\b([a-z_]+)=(read|write|admin)/g)].map(
    ([, name = '', right = '']) => `${name.replaceAll('_', '-')}: ${right}`,
  )
  return named.length === 0 ? CONTENTS : named.join(', ')
}

/** Whether a 403 names the permission to change workflow files. */
export function lacksWorkflows(failure: Failure): boolean {
  return failure.status === 403 && acceptedPermissions(failure).includes('workflows:')
}

/**
 * Whether the address looks like that of an Enterprise Server's pages, and its first answer is none of an API: the
 * API is at `/api/v3` there. A later answer may be broken for other reasons.
 */
export function lacksApiPath({ status, details }: Failure, api: string): boolean {
  const { hostname, pathname } = new URL(api)
  const isPages = pathname === '/' && !hostname.startsWith('api.')
  return isPages && (details.kind === 'malformed' || (status === 404 && !isOfApi(details.headers)))
}

/** Every answer of the API has an id or a limit of requests. */
function isOfApi(headers: Failure['details']['headers'] = {}): boolean {
  return Object.keys(headers).some((name) => /^x-(?:github-media-type|ratelimit-|accepted-)/.test(name))
}

/** The same for a run that only reads: there 404 says nothing about permissions to write. */
export function explainRead(error: unknown, github: GitHub): ExuviaError {
  const { owner, repo } = github.repository
  if (!(error instanceof Failure) || github.signal?.aborted === true) return explain(error, github, '')
  if (lacksApiPath(error, github.api))
    return usageError('publish-api-path', { api: github.api, answer: error.message })
  return error.status === 404
    ? usageError('publish-repository-missing', { repository: `${owner}/${repo}` })
    : explain(error, github, '')
}

function explainStatus(
  failure: Failure,
  github: GitHub,
  progress: readonly string[],
): ExuviaError | undefined {
  const { status = 0, message: answer } = failure
  const repository = `${github.repository.owner}/${github.repository.repo}`
  if (status === 401) {
    return usageError('publish-token-refused', { answer, progress })
  }
  if (status === 403) {
    const needs = acceptedPermissions(failure)
    return usageError('publish-token-rights', { repository, answer, needs, progress })
  }
  if (status === 404) {
    return usageError('publish-not-found', { repository, answer, progress })
  }
  if (status === 413) {
    return refusal('publish-size-refused', { answer, progress })
  }
  if (status >= 400 && status < 500 && status !== 408)
    return refusal('publish-github-refused', { answer, progress })
  return undefined
}
