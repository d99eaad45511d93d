export { escapeName, isName, normalizeName, normalizeVersion } from './names.ts'
export {
  type RuntimeParts,
  compareRuntimes,
  formatTarget,
  parseRuntime,
  parseTarget,
  runtimeInWords,
  runtimeVersion,
} from './runtime.ts'
export {
  type WheelFilename,
  canonicalPlatform,
  compatibleTags,
  parseWheelFilename,
  platformLadder,
  wheelTags,
} from './tags.ts'
export { chooseWheel, fits, isPrerelease } from './choose-wheel.ts'
export { retagWheelFile, retagWheelName } from './retag-wheel.ts'
export {
  type Marker,
  type MarkerEnvironment,
  type Truth,
  evaluateMarker,
  markerEnvironment,
  parseMarker,
} from './marker.ts'
export { type Requirement, parseRequirement, versionFits } from './requirement.ts'
export { type CoreMetadata, formatCoreMetadata, header, headers, parseCoreMetadata } from './core-metadata.ts'
export { type EntryPointGroups, commandsOf, formatEntryPoints, parseEntryPoints } from './entry-points.ts'
export { type MagicInfo, loadableBy, magicForRuntime, runtimesForMagic } from './magic.ts'
export { cachePath, legacyPath } from './bytecode-paths.ts'
export { type LicenseAlternatives, type LicenseTerm, isNamedBy, readLicense } from './license-expression.ts'
export { type LicenseClaims, isSpdx, licenseOfMetadata, settleLicense } from './license-info.ts'
