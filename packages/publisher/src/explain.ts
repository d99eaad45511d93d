import {
  ExuviaError,
  type Finding,
  findingSentence,
  messageOf,
  outsideError,
  refusal,
  systemErrorCode,
  usageError,
} from '@exuvia/model'
import { Failure, isRateLimit, isUntrusted, limitEnds } from './failure.ts'
import type { GitHub } from './github.ts'
import { FileChanged } from './upload-file.ts'

const RIGHTS =
  'give the token "contents: write" on the repository; in a workflow: permissions: contents: write'

const AGAIN = 'run the same command again: it goes on from there, and nothing is sent twice'

/** Combines findings that stop a publication into one error. */
export function refuseFindings(findings: readonly Finding[]): void {
  const errors = findings.filter((item) => item.severity === 'error')
  if (errors.length === 0) return
  const lines = errors.map(findingSentence)
  throw refusal('publish-refused', `the release cannot be published: ${lines.join('; ')}`, { findings })
}

/** Another program keeps undoing the changes. @param reason the last observation */
export function contended(reason: string): ExuviaError {
  return outsideError('publish-contended', `the release keeps changing while it is published: ${reason}`, {
    hint: 'see that only one job publishes this tag, and run the same command again',
  })
}

/**
 * Creates the final error of a run: the failure, the state, and how to continue.
 * @param state the state of the release: `12 of 20 assets are on the draft`
 */
export function explain(error: unknown, github: GitHub, state: string): ExuviaError {
  const hintOf = (...lines: readonly string[]): { readonly hint: string } => ({
    hint: [state, ...lines].filter((line) => line !== '').join('\n'),
  })
  if (github.signal?.aborted === true) {
    return new ExuviaError('interrupted', 'interrupted', 'stopped', hintOf(AGAIN))
  }
  if (error instanceof ExuviaError) return error
  if (error instanceof FileChanged) {
    return outsideError(
      'publish-file-changed',
      error.message,
      hintOf('build the release again, and leave its files alone while they are published'),
    )
  }
  if (!(error instanceof Failure)) {
    const code = systemErrorCode(error)
    if (code === undefined) throw error
    return outsideError('publish-file', github.redact(messageOf(error)), hintOf(AGAIN))
  }
  if (isRateLimit(error)) {
    const end = limitEnds(error, github.serverNow())
    const when = end === undefined ? [] : [`the limit is over at ${new Date(end).toISOString()}`]
    return outsideError('publish-rate-limit', error.message, hintOf(...when, AGAIN))
  }
  if (isUntrusted(error)) {
    return outsideError(
      'publish-certificate',
      error.message,
      hintOf('name a file with the certificate of your company in NODE_EXTRA_CA_CERTS', AGAIN),
    )
  }
  return (
    explainStatus(error, github, hintOf) ??
    // The network or the server failed too often: running again may help.
    outsideError('publish-failed', error.message, hintOf(AGAIN))
  )
}

function explainStatus(
  failure: Failure,
  github: GitHub,
  hintOf: (...lines: readonly string[]) => { readonly hint: string },
): ExuviaError | undefined {
  const { status = 0, message } = failure
  const name = `${github.repository.owner}/${github.repository.repo}`
  if (status === 401) {
    const token =
      github.token === undefined
        ? 'set GITHUB_TOKEN'
        : 'it may have expired or been revoked: set GITHUB_TOKEN to a new one'
    return usageError(
      'publish-token-refused',
      `GitHub does not take the token (${message})`,
      hintOf(token, AGAIN),
    )
  }
  if (status === 403)
    return usageError('publish-token-rights', `GitHub forbids it (${message})`, hintOf(RIGHTS, AGAIN))
  if (status === 404) {
    return usageError(
      'publish-not-found',
      `GitHub has no ${name}, or the token may not change it (${message})`,
      hintOf(`check --repo; ${RIGHTS}`),
    )
  }
  if (status === 413) {
    return refusal(
      'publish-github-refused',
      `the server takes no file of that size (${message})`,
      hintOf('GitHub does: a proxy or a firewall between may have a smaller limit of its own'),
    )
  }
  if (status >= 400 && status < 500 && status !== 408)
    return refusal('publish-github-refused', `GitHub refuses: ${message}`, hintOf('mend that', AGAIN))
  return undefined
}
