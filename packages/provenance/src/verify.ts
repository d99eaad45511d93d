import { messageOf } from '@exuvia/model'
import { type Bundle, bundleFromJSON, bundleToJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle'
import { type Signer, type Verifier, toSignedEntity } from '@sigstore/verify'
import { type SignerIdentity, identityOf, issuerOrganisation } from './certificate.ts'
import { PAYLOAD_TYPE, type Statement, parseStatement } from './statement.ts'
import type { TrustedRoots } from './trusted-roots.ts'

/** The expected signer of an attestation. */
export interface ExpectedSigner {
  /** `https://github.com/owner/name`, in any case. */
  readonly repository: string
  /** Of the identity tokens: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string
}

/** The result of verifying a bundle. */
export type BundleVerdict =
  | { readonly kind: 'verified'; readonly statement: Statement; readonly signer: SignerIdentity }
  /** It is invalid; never trust it. */
  | { readonly kind: 'bad'; readonly problem: string }
  /** It may be valid, but no available root can verify it. */
  | { readonly kind: 'unknown-root'; readonly problem: string }

/** The issuer of GitHub's identity tokens for a site: `token.actions.githubusercontent.com`, or a tenant's. */
export function tokenIssuer(serverUrl: string): string {
  const { hostname } = new URL(serverUrl)
  return `https://token.actions.${hostname === 'github.com' ? 'githubusercontent.com' : hostname}`
}

/** Reads the unverified statement in a bundle; undefined if it is unreadable. */
export function readUnproven(bundle: unknown): Statement | undefined {
  try {
    return statementOf(bundleFromJSON(bundle))
  } catch {
    return undefined
  }
}

/**
 * Formats a Sigstore bundle as the text of a file. GitHub can give the keys of a bundle back in
 * another order; the text is the same.
 * @param bundle as parsed JSON
 */
export function formatBundle(bundle: unknown): string {
  return `${JSON.stringify(bundleToJSON(bundleFromJSON(bundle)))}\n`
}

/**
 * Verifies a Sigstore bundle: the certificate's chain to a trusted root, that it was logged and
 * valid at signing time according to the transparency log or timestamp authority, the
 * signature, and that the signer is a workflow of the repository.
 * @param bundle in its JSON form, untrusted
 */
export function verifyBundle(
  bundle: unknown,
  trusted: TrustedRoots,
  expected: ExpectedSigner,
): BundleVerdict {
  try {
    const parsed = bundleFromJSON(bundle)
    refuseStrangeCheckpoints(parsed)
    const issuer = issuerOf(parsed)
    if (trusted.from === 'public-good' && issuer === GITHUB) {
      const problem = `it is signed through GitHub's own Sigstore services, whose root does not come with Exuvia`
      return { kind: 'unknown-root', problem }
    }
    const signer = identityOf(verifyByAny(parsed, trusted.verifiers))
    const problem = strangerProblem(signer, expected)
    return problem === undefined
      ? { kind: 'verified', statement: statementOf(parsed), signer }
      : { kind: 'bad', problem }
  } catch (error) {
    return { kind: 'bad', problem: messageOf(error) }
  }
}

/** As GitHub's own certificate authority, for repositories that are not public, names itself. */
const GITHUB = 'GitHub, Inc.'

function verifyByAny(bundle: Bundle, verifiers: readonly Verifier[]): Signer {
  let failure: unknown
  for (const verifier of verifiers) {
    try {
      return verifier.verify(toSignedEntity(bundle))
    } catch (error) {
      failure = better(failure, error)
    }
  }
  throw failure
}

/** Chooses the most specific failure of several roots, past "not our certificate". */
function better(earlier: unknown, later: unknown): unknown {
  return earlier !== undefined && /certificate chain/.test(messageOf(later)) ? earlier : later
}

function strangerProblem(signer: SignerIdentity, expected: ExpectedSigner): string | undefined {
  if (signer.issuer !== expected.issuer)
    return `its signer was identified by ${signer.issuer || 'nobody'}, not by ${expected.issuer}`
  // GitHub's names are case-insensitive.
  if (signer.repository.toLowerCase() !== expected.repository.toLowerCase())
    return `it comes from ${signer.repository || 'no repository'}, not from ${expected.repository}`
  return undefined
}

function statementOf(bundle: Bundle): Statement {
  if (!isBundleWithDsseEnvelope(bundle)) throw new Error('it holds a bare signature, and no statement')
  const { payload, payloadType } = bundle.content.dsseEnvelope
  if (payloadType !== PAYLOAD_TYPE) throw new Error(`it holds "${payloadType}", and no in-toto statement`)
  return parseStatement(payload.toString('utf8'), 'the signed payload')
}

function issuerOf(bundle: Bundle): string | undefined {
  const { content } = bundle.verificationMaterial
  if (content.$case === 'certificate') return issuerOrganisation(content.certificate.rawBytes)
  if (content.$case !== 'x509CertificateChain') throw new Error('it is signed with a bare key')
  const [leaf] = content.x509CertificateChain.certificates
  return leaf === undefined ? undefined : issuerOrganisation(leaf.rawBytes)
}

/** A checkpoint's signer is matched as a regular expression before its signature is verified. */
function refuseStrangeCheckpoints(bundle: Bundle): void {
  for (const { inclusionProof } of bundle.verificationMaterial.tlogEntries) {
    const note = inclusionProof?.checkpoint?.envelope ?? ''
    for (const line of note.split('\n').filter((each) => each.startsWith('\u2014')))
      if (!/^\u2014 [A-Za-z0-9._:/-]{1,200} [A-Za-z0-9+/=]{1,2000}$/.test(line))
        throw new Error('its log entry has a checkpoint of an unknown form')
  }
}
