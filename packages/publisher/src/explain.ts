import {
  ExuviaError,
  type Finding,
  describeFinding,
  findingPlace,
  messageOf,
  outsideError,
  refusal,
  systemErrorCode,
  usageError,
} from '@exuvia/model'
import { Failure, judge } from './failure.ts'
import type { GitHub } from './github.ts'
import { FileChanged } from './transport.ts'

const RIGHTS =
  'give the token "contents: write" on the repository; in a workflow: permissions: contents: write'

/** Findings that stop a publication, as one error. */
export function refuseFindings(findings: readonly Finding[]): void {
  const errors = findings.filter((item) => item.severity === 'error')
  if (errors.length === 0) return
  const lines = errors.map((item) => `${findingPlace(item.subject)} ${describeFinding(item).message}`.trim())
  throw refusal('publish-refused', `the release cannot be published: ${lines.join('; ')}`, { findings })
}

/**
 * The final error of a run: what went wrong, what is there, and how to go on.
 * @param state what is on the release by now: `12 of 20 assets are on the draft`
 */
export function explain(error: unknown, github: GitHub, state: string): ExuviaError {
  if (error instanceof ExuviaError) return error
  const again = [state, 'run the same command again: it goes on from there, and nothing is sent twice']
    .filter((line) => line !== '')
    .join('\n')
  if (github.signal?.aborted === true) {
    return new ExuviaError('interrupted', 'interrupted', 'stopped', { hint: again })
  }
  if (error instanceof FileChanged) {
    return outsideError('publish-file-changed', error.message, {
      hint: 'build the release again, and leave its files alone while they are published',
    })
  }
  if (!(error instanceof Failure)) {
    const code = systemErrorCode(error)
    if (code === undefined) throw error
    return outsideError('publish-file', github.redact(messageOf(error)), { hint: again })
  }
  const known = explainStatus(error, github)
  if (known !== undefined) return known
  // The network, or a server that failed too often: a mere repetition may help.
  const waitsTooLong = error.status === 403 || error.status === 429
  return outsideError(waitsTooLong ? 'publish-rate-limit' : 'publish-failed', error.message, { hint: again })
}

function explainStatus(failure: Failure, github: GitHub): ExuviaError | undefined {
  const { status, message } = failure
  const name = `${github.repository.owner}/${github.repository.repo}`
  if (status === 401) {
    return usageError('publish-token-refused', `GitHub does not take the token (${message})`, {
      hint:
        github.token === undefined
          ? 'set GITHUB_TOKEN'
          : 'it may have expired or been revoked: set GITHUB_TOKEN to a new one',
    })
  }
  const isRate =
    judge(failure, { tries: 0, rateWaits: 0 }, 0).again ||
    failure.details.headers?.['x-ratelimit-remaining'] === '0'
  if (status === 403 && !isRate)
    return usageError('publish-token-rights', `GitHub forbids it (${message})`, { hint: RIGHTS })
  if (status === 404) {
    return usageError(
      'publish-not-found',
      `GitHub has no ${name}, or the token may not change it (${message})`,
      {
        hint: `check --repo; ${RIGHTS}`,
      },
    )
  }
  if (status === 422) return refusal('publish-github-refused', `GitHub refuses: ${message}`)
  return undefined
}
