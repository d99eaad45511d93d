export { type Checksum, formatChecksums, parseChecksums } from './checksums.ts'
export { type FileComparison, type FoundFile, compareFiles } from './compare-files.ts'
export { type ArtifactDifference, type ManifestComparison, compareManifests } from './compare-manifests.ts'
export { KIND_WORDS } from './kinds.ts'
export { mergeManifests } from './merge.ts'
export { type ReportOptions, renderReport } from './report.ts'
export {
  manifestJsonSchema,
  parseManifest,
  parseTarballManifest,
  serializeManifest,
  serializeTarballManifest,
  tarballJsonSchema,
} from './serialize.ts'
export { formatBytes } from './sizes.ts'
