import { messageOf, outsideError } from '@exuvia/model'
import type { Identity } from './identity-token.ts'
import { PAYLOAD_TYPE } from './statement.ts'

/** The services that sign statements. */
export interface SigningServices {
  readonly fulcioUrl: string
  /** A transparency log, for public data. */
  readonly rekorUrl?: string
  /** A timestamp authority, if there is no log. */
  readonly timestampUrl?: string
}

const PUBLIC_GOOD: SigningServices = {
  fulcioUrl: 'https://fulcio.sigstore.dev',
  rekorUrl: 'https://rekor.sigstore.dev',
}

const TIMEOUT = 10_000
const RETRIES = 3

/**
 * Chooses Sigstore's public services for public repositories, whose log anyone may read, and
 * GitHub's own services, without a log, for all others, as the action `actions/attest` does. An
 * organisation names its own Sigstore in the environment.
 */
export function signingServices(
  identity: Identity,
  env: Readonly<Record<string, string | undefined>>,
): SigningServices {
  const fulcioUrl = env['SIGSTORE_FULCIO_URL']
  if (fulcioUrl) {
    const [rekorUrl, timestampUrl] = [env['SIGSTORE_REKOR_URL'], env['SIGSTORE_TSA_URL']]
    return { fulcioUrl, ...(rekorUrl ? { rekorUrl } : {}), ...(timestampUrl ? { timestampUrl } : {}) }
  }
  if (identity.run.visibility === 'public') return PUBLIC_GOOD
  const { hostname } = new URL(identity.run.serverUrl)
  const host = hostname === 'github.com' ? 'githubapp.com' : hostname
  return { fulcioUrl: `https://fulcio.${host}`, timestampUrl: `https://timestamp.${host}` }
}

/**
 * Signs a statement with a one-time key, certified for the identity of the run.
 * @returns a Sigstore bundle in its JSON form
 * @throws outside `provenance-sign`, without the token
 */
export async function signStatement(
  statement: string,
  identity: Identity,
  services: SigningServices,
  signal: AbortSignal,
): Promise<object> {
  // Loaded on demand, because most commands sign nothing.
  const [sign, { bundleToJSON }] = await Promise.all([import('@sigstore/sign'), import('@sigstore/bundle')])
  const common = { timeout: TIMEOUT, retry: RETRIES }
  const { fulcioUrl, rekorUrl, timestampUrl } = services
  const builder = new sign.DSSEBundleBuilder({
    signer: new sign.FulcioSigner({
      fulcioBaseURL: fulcioUrl,
      identityProvider: { getToken: () => Promise.resolve(identity.token) },
      ...common,
    }),
    witnesses: [
      ...(rekorUrl === undefined
        ? []
        : [new sign.RekorWitness({ rekorBaseURL: rekorUrl, fetchOnConflict: true, ...common })]),
      ...(timestampUrl === undefined ? [] : [new sign.TSAWitness({ tsaBaseURL: timestampUrl, ...common })]),
    ],
  })
  signal.throwIfAborted()
  try {
    const bundle = await builder.create({ data: Buffer.from(statement), type: PAYLOAD_TYPE })
    return bundleToJSON(bundle)
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
    const reason = `${messageOf(error)}${cause}`.replaceAll(identity.token, '***')
    // Do not keep the error as cause: it may contain the token.
    // oxlint-disable-next-line preserve-caught-error
    throw outsideError('provenance-sign', { reason })
  }
}
