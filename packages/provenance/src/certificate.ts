import { X509Certificate } from 'node:crypto'
import type { Signer } from '@sigstore/verify'

/** The signer in a Fulcio certificate. */
export interface SignerIdentity {
  /** `https://token.actions.githubusercontent.com`. */
  readonly issuer: string
  /** The workflow that contains the job: `https://github.com/o/n/.github/workflows/x.yml@refs/tags/v1`. */
  readonly workflow: string
  /** `https://github.com/owner/name`: the repository that started the workflow. */
  readonly repository: string
  /** Git commit of the workflow's run. */
  readonly commit: string
  /** `refs/tags/v1`. */
  readonly ref: string
  /** The run's address; empty if the certificate has none. */
  readonly runUrl: string
}

// https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md
const EXTENSIONS = {
  repository: '1.3.6.1.4.1.57264.1.12',
  commit: '1.3.6.1.4.1.57264.1.13',
  ref: '1.3.6.1.4.1.57264.1.14',
  runUrl: '1.3.6.1.4.1.57264.1.21',
} as const

/** Reads the identity from a verified certificate; missing parts are empty. */
export function identityOf(signer: Signer): SignerIdentity {
  const { identity } = signer
  const read = (oid: string): string => {
    const found = identity?.oids?.find((each) => each.oid?.id.join('.') === oid)
    return found === undefined ? '' : (utf8String(found.value) ?? '')
  }
  return {
    issuer: identity?.extensions?.issuer ?? '',
    workflow: identity?.subjectAlternativeName ?? '',
    repository: read(EXTENSIONS.repository),
    commit: read(EXTENSIONS.commit),
    ref: read(EXTENSIONS.ref),
    runUrl: read(EXTENSIONS.runUrl),
  }
}

/** The text of a DER UTF8String (X.690, 8.21); undefined if it is anything else. */
function utf8String(der: Uint8Array): string | undefined {
  const [tag, first = 0] = der
  if (tag !== 0x0c) return undefined
  const more = first < 0x80 ? 0 : first & 0x7f
  if (more > 2) return undefined
  const length = more === 0 ? first : Buffer.from(der).readUIntBE(2, more)
  const content = der.subarray(2 + more)
  return content.length === length ? Buffer.from(content).toString('utf8') : undefined
}

/** The organisation that issued a certificate, unproven; undefined if it cannot be read. */
export function issuerOrganisation(certificate: Uint8Array): string | undefined {
  try {
    // Node writes a comma in it as `\\,` (RFC 4514).
    return /^O=(.+)$/m.exec(new X509Certificate(certificate).issuer)?.[1]?.replaceAll(/\\(.)/g, '$1')
  } catch {
    return undefined
  }
}
