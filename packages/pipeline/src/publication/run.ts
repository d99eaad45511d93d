import { refusal, usageError } from '@exuvia/model'
import { type PreflightReport, type Published, preflight, publishRelease } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import type { Intent } from './describe.ts'
import { sayUnlessError } from './findings.ts'

/** Carries a publication out. */
export async function runPublication(intent: Intent, token: string, context: RunContext): Promise<Published> {
  const total = intent.assets.length
  let done = 0
  return publishRelease({
    ...intent,
    token,
    signal: context.signal,
    onProgress: (event) => {
      if (event.type === 'asset' && event.state !== 'removed') {
        done = Math.min(done + 1, total)
        context.progress({
          kind: 'count',
          stage: 'publish',
          label: `${event.name} ${event.state}`,
          done,
          total,
        })
      } else if (event.type === 'asset' && event.detail !== undefined) {
        context.progress({
          kind: 'stage',
          stage: 'publish',
          detail: `${event.name} removed: ${event.detail}`,
        })
      } else if (event.type === 'tag') {
        context.progress({
          kind: 'stage',
          stage: 'publish',
          detail: `the tag ${event.tag} moved from ${event.from.slice(0, 12)} to ${event.to.slice(0, 12)}`,
        })
      } else if (event.type === 'wait') {
        context.progress({
          kind: 'stage',
          stage: 'publish',
          detail: `waiting ${Math.ceil(event.seconds)} s: ${event.reason}`,
        })
      } else if (event.type === 'retry') {
        context.progress({
          kind: 'stage',
          stage: 'publish',
          detail: `${event.what} once more: ${event.reason}`,
        })
      }
    },
  })
}

/** @throws refusal `publish-preflight` with all problems at once */
export async function checkRemote(
  intent: Parameters<typeof preflight>[0],
  context: RunContext,
): Promise<PreflightReport> {
  context.progress({ kind: 'stage', stage: 'preflight', detail: intent.repository })
  const report = await preflight(intent)
  const { findings, ok } = report
  sayUnlessError(findings, context)
  if (!ok)
    throw refusal('publish-preflight', `${intent.repository} cannot take ${intent.tag} as it is`, {
      findings,
    })
  return report
}

export function tokenOf(context: RunContext): string {
  const token = context.env['GITHUB_TOKEN'] ?? context.env['GH_TOKEN'] ?? ''
  if (token !== '') return token
  throw usageError('no-token', 'publishing needs a token, and GITHUB_TOKEN is not set', {
    hint: 'set GITHUB_TOKEN to a token with "contents: write" on the repository; publish --dry-run needs none',
  })
}
