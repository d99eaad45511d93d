import { X509Certificate, createHash } from 'node:crypto'
import type { initializeTLog } from '@sigstore/mock'

type Log = Awaited<ReturnType<typeof initializeTLog>>

interface Proposed {
  readonly kind: string
  readonly apiVersion: string
  readonly spec: {
    readonly proposedContent?: { readonly envelope: string; readonly verifiers: readonly string[] }
  }
}

interface Envelope {
  readonly payload: string
  readonly signatures: readonly { readonly sig: string }[]
}

/**
 * A log that records the same of a proposed DSSE envelope as Rekor: hashes and signatures
 * (https://github.com/sigstore/rekor/blob/main/pkg/types/dsse/v0.0.1/dsse_v0_0_1_schema.json).
 * @sigstore/mock records the proposal itself, which no verifier accepts as an entry.
 */
export function asRekorWrites(log: Log): Log {
  return {
    publicKey: log.publicKey,
    log: (entry) => log.log(recorded(entry as Proposed)),
    logV2: (entry) => log.logV2(entry),
  }
}

function recorded(entry: Proposed): object {
  const content = entry.spec.proposedContent
  if (entry.kind !== 'dsse' || content === undefined) return entry
  const envelope = JSON.parse(content.envelope) as Envelope
  return {
    kind: entry.kind,
    apiVersion: entry.apiVersion,
    spec: {
      envelopeHash: hash(content.envelope),
      payloadHash: hash(Buffer.from(envelope.payload, 'base64')),
      signatures: envelope.signatures.map(({ sig }, index) => ({
        signature: sig,
        verifier: inPem(content.verifiers[index] ?? ''),
      })),
    },
  }
}

/** Rewrites a certificate as Rekor does: PEM that ends with a line feed. */
function inPem(certificate: string): string {
  return Buffer.from(new X509Certificate(Buffer.from(certificate, 'base64')).toString()).toString('base64')
}

function hash(data: string | Buffer): object {
  return { algorithm: 'sha256', value: createHash('sha256').update(data).digest('hex') }
}
