import { createHash } from 'node:crypto'
import type { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock'
import { HashAlgorithm, PublicKeyDetails, TrustedRoot } from '@sigstore/protobuf-specs'

interface Parts {
  readonly url: string
  readonly ca: Awaited<ReturnType<typeof initializeCA>>
  readonly ctlog: Awaited<ReturnType<typeof initializeCTLog>>
  readonly tlog: Awaited<ReturnType<typeof initializeTLog>>
  readonly tsa: Awaited<ReturnType<typeof initializeTSA>>
  readonly isPublic: boolean
}

/** A `trusted_root.json` of the services that run here: with logs, or with a timestamp authority as GitHub's. */
export function trustedRootOf({ url, ca, ctlog, tlog, tsa, isPublic }: Parts): string {
  const validFor = { start: new Date(0), end: undefined }
  const authority = (...certificates: readonly ArrayBufferView[]) => ({
    subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
    uri: url,
    certChain: { certificates: certificates.map((each) => ({ rawBytes: bytesOf(each) })) },
    validFor,
    operator: 'sigstore.mock',
  })
  const log = (publicKey: Buffer, keyId: Buffer) => ({
    baseUrl: url,
    hashAlgorithm: HashAlgorithm.SHA2_256,
    publicKey: { rawBytes: publicKey, keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256, validFor },
    logId: { keyId },
    checkpointKeyId: undefined,
    operator: 'sigstore.mock',
  })
  const root = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    certificateAuthorities: [authority(ca.rootCertificate)],
    tlogs: isPublic ? [log(tlog.publicKey, createHash('sha256').update(tlog.publicKey).digest())] : [],
    ctlogs: isPublic ? [log(ctlog.publicKey, bytesOf(ctlog.logID))] : [],
    timestampAuthorities: isPublic ? [] : [authority(tsa.intCertificate, tsa.rootCertificate)],
  }
  return JSON.stringify(TrustedRoot.toJSON(root))
}

function bytesOf(view: ArrayBufferView): Buffer<ArrayBuffer> {
  return Buffer.from(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength)
}
