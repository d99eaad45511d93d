import { ExuviaError, type Finding, type FindingCode, usageError } from '@exuvia/model'
import {
  type PreflightReport,
  type PublishEvent,
  type Published,
  preflight,
  publishRelease,
} from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import type { Intent } from './describe.ts'
import { sayUnlessError } from '../say.ts'

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
        const label = `${event.name} ${event.state}`
        context.progress({ kind: 'count', stage: 'publish', label, done, total })
      } else tellEvent(event, 'publish', context)
    },
  })
}

/**
 * @throws ExuviaError `publish-preflight` with all problems at once: usage where only the token or the
 *   repository is wrong, outside where GitHub could not be asked, refused where there is anything else
 */
export async function checkRemote(
  intent: Parameters<typeof preflight>[0],
  context: RunContext,
): Promise<PreflightReport> {
  context.progress({ kind: 'stage', stage: 'preflight', detail: intent.repository })
  const onProgress = (event: PublishEvent): void => {
    tellEvent(event, 'preflight', context)
  }
  const result = await preflight({ ...intent, onProgress })
  const { findings, ok } = result
  sayUnlessError(findings, context)
  if (ok) return result
  throw new ExuviaError(
    kindOf(findings),
    'publish-preflight',
    `${intent.repository} cannot take ${intent.tag} as it is`,
    { findings },
  )
}

/** Passes on what happens, and why it takes longer than it should. */
export function tellEvent(event: PublishEvent, stage: 'preflight' | 'publish', context: RunContext): void {
  const say = (detail: string, isDelay = false): void => {
    context.progress({ kind: 'stage', stage, detail, isDelay })
  }
  if (event.type === 'asset' && event.detail !== undefined) say(`${event.name} removed: ${event.detail}`)
  if (event.type === 'tag')
    say(`the tag ${event.tag} moved from ${event.from.slice(0, 12)} to ${event.to.slice(0, 12)}`)
  if (event.type === 'wait') say(`waiting ${event.seconds} s: ${event.reason}`, true)
  if (event.type === 'retry') say(`${event.reason}; trying again`, true)
}

/** What the call got wrong, and not the release. */
const CALL = new Set<FindingCode>([
  'publish-token-missing',
  'publish-token-refused',
  'publish-token-rights',
  'publish-repository-missing',
])

function kindOf(findings: readonly Finding[]): ExuviaError['kind'] {
  const codes = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)
  if (codes.every((code) => code === 'publish-unreachable')) return 'outside'
  return codes.every((code) => code === 'publish-unreachable' || CALL.has(code)) ? 'usage' : 'refused'
}

/** The token, or an empty text where there is none. */
export function givenToken(context: RunContext): string {
  return context.env['GITHUB_TOKEN'] ?? context.env['GH_TOKEN'] ?? ''
}

export function tokenOf(context: RunContext): string {
  const token = givenToken(context)
  if (token !== '') return token
  throw usageError('no-token', 'publishing needs a token, and GITHUB_TOKEN is not set', {
    hint: 'set GITHUB_TOKEN to a token with "contents: write" on the repository; publish --dry-run needs none',
  })
}
