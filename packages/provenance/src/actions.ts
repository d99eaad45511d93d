import { usageError, trimEndOf } from '@exuvia/model'

/** How to make provenance in this environment. */
export type ProvenanceMode =
  /** A job of GitHub Actions can sign its statement. */
  | { readonly kind: 'signed'; readonly serverUrl: string }
  /** No identity is available to sign a statement; `reason` explains why. */
  | { readonly kind: 'unsigned'; readonly reason: string }

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Signed in GitHub Actions on github.com and its tenants (`*.ghe.com`), unsigned elsewhere:
 * GitHub Enterprise Server has no attestations.
 * @throws usage error `provenance-no-identity` in a job without permission for an identity token
 */
export function provenanceMode(env: Environment): ProvenanceMode {
  const serverUrl = serverUrlOf(env)
  if (env['GITHUB_ACTIONS'] !== 'true')
    return { kind: 'unsigned', reason: 'only a GitHub Actions job can sign it' }
  if (!hasAttestations(serverUrl))
    return { kind: 'unsigned', reason: `${serverUrl} is an Enterprise Server, which has no attestations` }
  if (!env['ACTIONS_ID_TOKEN_REQUEST_URL'] || !env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']) {
    throw usageError('provenance-no-identity', { reason: 'it has no permission for an identity token' })
  }
  return { kind: 'signed', serverUrl }
}

/** The site's address, without a trailing slash. */
export function serverUrlOf(env: Environment): string {
  return trimEndOf(env['GITHUB_SERVER_URL'] || 'https://github.com', '/')
}

function hasAttestations(serverUrl: string): boolean {
  return /^https:\/\/(?:github\.com|[a-z0-9-]+\.ghe\.com)$/.test(serverUrl)
}
