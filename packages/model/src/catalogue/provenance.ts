import type { MessageText } from './text.ts'

/** Signing provenance, and checking it. */
export const PROVENANCE = {
  'provenance-no-identity': {
    message: 'this job cannot sign provenance: {reason}',
    advice:
      'add to the job of the workflow:\npermissions:\n  contents: write\n  id-token: write\n  attestations: write',
  },
  'provenance-identity': {
    message: 'the runner gave no identity token: {reason}',
    advice: 'run the job again; nothing was signed',
  },
  'provenance-sign': {
    message: 'Sigstore did not sign the provenance: {reason}',
    advice: 'run the same command again; nothing was published',
  },
  'provenance-invalid': {
    message: '{where} is not an in-toto statement: {reason}',
    advice: 'do not rely on it; download the release again',
  },
  'sbom-unread': {
    message: '{file} cannot be attested: {reason}',
    advice: 'build the release again, or publish without --provenance',
  },
  'trusted-root-invalid': {
    message: '{where} contains no trusted root: {reason}',
    advice: 'create one: gh attestation trusted-root > trusted_root.jsonl',
  },
  'trusted-root-unreachable': {
    message: "cannot update Sigstore's trusted root: {reason}",
    advice: 'try again, or pass a root that you have: --trusted-root FILE',
  },
  'trusted-root-missing': {
    message: 'cannot read the trusted root that comes with Exuvia: {reason}',
    advice: 'pass a root that you have: --trusted-root FILE',
  },
  'attestations-too-many': {
    message: '{repository} has more than {limit} attestations of {digest}',
    advice: 'find the workflow that makes so many, and delete those that you do not need',
  },
  'attestation-rights': {
    message: 'the token cannot store attestations for {repository}: {answer}',
    advice: 'add to the job of the workflow:\npermissions:\n  attestations: write',
  },
} as const satisfies Record<string, MessageText>
