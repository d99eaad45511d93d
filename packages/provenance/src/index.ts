export { type ProvenanceMode, provenanceMode, serverUrlOf } from './actions.ts'
export type { SignerIdentity } from './certificate.ts'
export { type Identity, requestIdentity } from './identity-token.ts'
export {
  type ActionsRun,
  type BuildFacts,
  BUILD_TYPE,
  describeBuild,
  isReleaseBuild,
  releaseRef,
} from './predicate.ts'
export { type SigningServices, signStatement, signingServices } from './sign.ts'
export {
  type Statement,
  type Subject,
  MAX_STATEMENT_BYTES,
  PREDICATE_TYPE,
  SBOM_PREDICATE_TYPE,
  formatStatement,
  parseStatement,
} from './statement.ts'
export {
  type TrustedRoots,
  fetchTrustedRoots,
  parseTrustedRoots,
  shippedTrustedRoots,
} from './trusted-roots.ts'
export {
  type BundleVerdict,
  type ExpectedSigner,
  formatBundle,
  readUnproven,
  tokenIssuer,
  verifyBundle,
} from './verify.ts'
