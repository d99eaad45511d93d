export { type Attestations, type RepositoryLocation, openAttestations } from './attestations.ts'
export { type Clock } from '@exuvia/network'
export { type PullLocation, type PullRequest, type PutComment, putComment, readPull } from './comments.ts'
export { type GenerateOptions, type ListedRelease, generateNotes, listPublished } from './notes.ts'
export { MAX_ASSETS, MAX_ASSET_BYTES, MAX_NOTES } from './offline.ts'
export {
  type PlannedAsset,
  type PreflightReport,
  type Published,
  type PublishedFile,
  type PublishEvent,
  type PublishOptions,
  type ReleaseLocation,
} from './options.ts'
export { dryRun, preflight, preflightMade } from './preflight.ts'
export { publishRelease } from './publish.ts'
export {
  type PublishedAsset,
  type PublishedRelease,
  downloadAsset,
  readRelease,
  readTagCommit,
} from './read.ts'
