export { type RunClaims, type SigstoreMock, type SigstoreMockOptions, startSigstore } from './start.ts'
