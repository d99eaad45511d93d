export { buildPlaces, cutPath } from './build-places.ts'
export { distributionStem, escapeName, isName, normalizeName } from './names.ts'
export { compareVersions, isPrerelease, isVersion, normalizeVersion, versionFits } from './versions.ts'
export {
  type RuntimeParts,
  compareRuntimes,
  formatRuntime,
  formatTarget,
  hasLazyImports,
  parseRuntime,
  parseTarget,
  pythonTag,
  runtimeInWords,
  runtimeVersion,
} from './runtime.ts'
export { type PythonFit, pythonFit, satisfiesPython } from './requires-python.ts'
export { readSpecifier } from './specifier.ts'
export { compatibleTags } from './tags.ts'
export { canonicalPlatform, isWindowsPlatform, launcherPaths, platformLadder } from './platforms.ts'
export { type ModuleFit, moduleFit } from './module-fit.ts'
export { type Platform, parsePlatform } from './parse-platform.ts'
export { type NativeFit, isLoadedOn, nativeFit } from './native-fit.ts'
export {
  combineTargets,
  namesOfTarget,
  targetMatcher,
  platformNames,
  platformTag,
  readTarget,
  targetWithTag,
} from './platform-names.ts'
export { type WheelFilename, parseWheelFilename, wheelTags } from './wheel-filename.ts'
export { type SdistFilename, parseSdistFilename } from './sdist-filename.ts'
export { type WheelDataPath, installedPaths, isWheelStem, parseWheelDataPath } from './wheel-data.ts'
export { withInstallersLine, withInterpreter } from './script-line.ts'
export { chooseWheel, fits } from './choose-wheel.ts'
export {
  compiledWheelTags,
  formatWheelTags,
  retagWheelFile,
  retagWheelName,
  type WheelTags,
  withWheelTags,
} from './retag-wheel.ts'
export {
  type Marker,
  type MarkerEnvironment,
  type Truth,
  evaluateMarker,
  markerEnvironment,
  newestPatch,
  parseMarker,
} from './marker.ts'
export { newlyRequired } from './newly-required.ts'
export { type Requirement, parseRequirement } from './requirement.ts'
export { type CoreMetadata, formatCoreMetadata, header, headers, parseCoreMetadata } from './core-metadata.ts'
export {
  type EntryPointGroups,
  commandsOf,
  formatEntryPoints,
  parseEntryPoints,
  parseObjectReference,
} from './entry-points.ts'
export { metadataLimit, metadataText, tarballManifestLimit } from './metadata-text.ts'
export { distInfoRole, hasNativeName, isLicenseName } from './file-names.ts'
export { type DistInfoPath, distInfoFolders, parseDistInfoPath } from './dist-info.ts'
export {
  checkRecord,
  problemOfDigest,
  type RecordCheck,
  type RecordedDigest,
  type RecordProblem,
} from './check-record.ts'
export {
  type RecordRow,
  formatRecord,
  formatRecordRow,
  isRecordName,
  parseRecord,
  recordRow,
  unhashedRow,
} from './record.ts'
export { type MagicInfo, loadableBy, magicForRuntime, runtimesForMagic } from './magic.ts'
export { type BytecodeFit, bytecodeFit, magicFit, magicOf } from './bytecode-fit.ts'
export {
  type BytecodePlace,
  CACHE_FOLDER,
  cachePath,
  cachePaths,
  cacheTag,
  isBytecodePath,
  isInCacheFolder,
  legacyPath,
  placeOfBytecode,
  runtimeOfCacheTag,
} from './bytecode-paths.ts'
export {
  type LicenseAlternatives,
  type LicenseTerm,
  canonicalLicense,
  correctSpdx,
  isNamedBy,
  isSpdx,
  readLicense,
} from './license-expression.ts'
export { type LicenseClaims, licenseOfMetadata, settleLicense } from './license-info.ts'
export { MAX_LICENSE_TEXT, readLicenseTexts } from './license-text/read-text.ts'
export { isStandardModule, standardModules } from './standard-modules.ts'
