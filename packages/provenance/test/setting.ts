import { type SigstoreMock, type SigstoreMockOptions, startSigstore } from '@exuvia/sigstore-mock'
import { onTestFinished } from 'vitest'
import { formatStatement, requestIdentity, signStatement, signingServices } from '../src/index.ts'

const SITE = 'https://github.com'
export const EXPECTED = {
  repository: 'https://github.com/octocat/hello',
  issuer: 'https://token.actions.githubusercontent.com',
}
export const SUBJECTS = [
  { name: 'hello-1.0.0-cp312-any.tar.gz', sha256: 'a'.repeat(64) },
  { name: 'SHA256SUMS', sha256: 'b'.repeat(64) },
]
const { signal } = new AbortController()

/** Sigstore for one test. */
export async function sigstoreFor(options: SigstoreMockOptions = {}): Promise<SigstoreMock> {
  const sigstore = await startSigstore(options)
  onTestFinished(() => sigstore.close())
  return sigstore
}

/** What a workflow's run signs, by the real client, as JSON that anyone may change. */
export async function sign(
  sigstore: SigstoreMock,
  statement = formatStatement(SUBJECTS, { buildDefinition: {} }),
): Promise<Json> {
  const identity = await requestIdentity(sigstore.env, SITE, signal)
  const bundle = await signStatement(statement, identity, signingServices(identity, sigstore.env), signal)
  return JSON.parse(JSON.stringify(bundle))
}

/** A bundle as JSON, to be changed anywhere. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests reach in everywhere
export type Json = any
