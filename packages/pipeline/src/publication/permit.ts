import { isDeepStrictEqual } from 'node:util'
import { ExuviaError, type Finding, type Code, message } from '@exuvia/model'
import { type PreflightReport, preflight, preflightMade } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import { givenToken } from './access.ts'
import type { Intent } from './describe.ts'
import type { Intended, IntendedBuild, Permitted } from './stages.ts'
import { tellEvent } from './tell-event.ts'

/**
 * Intended → Permitted, with the one preflight of a run: checks the repository, the tag and the existing
 * release. It runs before a build, so that no one waits for files that cannot be published.
 * @throws ExuviaError `publish-preflight` with all problems at once: usage if only the token or the
 *   repository is wrong, outside if GitHub could not be reached, refused for any other problem
 */
export async function permit<What extends Intended | IntendedBuild>(
  intended: What,
  context: RunContext,
): Promise<Permitted<What>> {
  const { intent } = intended
  const token = givenToken(context)
  context.progress({ kind: 'stage', stage: 'preflight', detail: intent.repository })
  const remote = await preflight({
    ...intent,
    token,
    signal: context.signal,
    clock: context.clock,
    ...('expected' in intended ? { expected: intended.expected } : {}),
    onProgress: (event) => tellEvent(event, 'preflight', context),
  })
  settle(remote.findings, intent, context)
  return permitted(intended, remote, token)
}

/**
 * Checks the permission again with the built files, against the remote's earlier answers.
 * The publication itself checks again right before it writes.
 * @throws as `permit`
 */
export async function permitMade(
  before: Permitted<IntendedBuild>,
  intended: Intended,
  context: RunContext,
): Promise<Permitted<Intended>> {
  const remote = await preflightMade(intended.intent, before.remote)
  const told = before.remote.findings
  const fresh = remote.findings.filter((item) => !told.some((other) => isDeepStrictEqual(item, other)))
  settle(fresh, intended.intent, context)
  return permitted(intended, remote, before.token)
}

function permitted<What extends Intended | IntendedBuild>(
  intended: What,
  remote: PreflightReport,
  token: string,
): Permitted<What> {
  // The mark is only a type, and only this function sets it.
  return { intended, remote, token } as unknown as Permitted<What>
}

/** Throws if a finding is an error; reports the others. */
function settle(findings: readonly Finding[], { repository, tag }: Intent, context: RunContext): void {
  sayUnlessError(findings, context)
  if (!findings.some((item) => item.severity === 'error')) return
  throw new ExuviaError(kindOf(findings), message('publish-preflight', { repository, tag }), { findings })
}

/** Problems of the call, not of the release. */
const CALL = new Set<Code>([
  'publish-token-missing',
  'publish-token-refused',
  'publish-token-rights',
  'publish-repository-missing',
  'publish-tag-invalid',
  'publish-latest-impossible',
  'publish-api-path',
])

/** The network's problems: another run may do better. */
const OUTSIDE = new Set<Code>(['publish-unreachable', 'publish-proxy-password'])

function kindOf(findings: readonly Finding[]): ExuviaError['kind'] {
  const codes = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)
  if (codes.every((code) => OUTSIDE.has(code))) return 'outside'
  return codes.every((code) => OUTSIDE.has(code) || CALL.has(code)) ? 'usage' : 'refused'
}
