export { type ArchiveEntry } from './archive/archive-entry.ts'
export {
  type ArchiveKind,
  archiveKind,
  isArchiveName,
  isReadableKind,
  kindOfHead,
} from './archive/archive-kind.ts'
export { beginContent } from './archive/begin-content.ts'
export {
  HEAD_BYTES,
  hasArchiveHead,
  isPythonScript,
  isSourceName,
  mayBeArchive,
} from './archive/content-head.ts'
export { type InnerBudget, innerBudget, innerFits } from './archive/inner-budget.ts'
export type { InnerSink, OpenInner } from './archive/inner-files.ts'
export { describeContent } from './archive/look-inside.ts'
export { extractTarball } from './archive/extract-tarball.ts'
export { READ_LIMITS, type ReadLimits } from './archive/limits.ts'
export { readArchive } from './archive/read-archive.ts'
export { type ZipEntry, listZip, openZipEntry } from './archive/list-zip.ts'
export {
  diskError,
  outputError,
  replaceFile,
  syncFolder,
  writeAtomically,
  writeSynced,
} from './atomic-file.ts'
export { collect } from './collect.ts'
export { breathe } from './breathe.ts'
export { filePieces } from './file-pieces.ts'
export { findProgram } from './find-program.ts'
export { type Found, findInside, isInside, readInside, resolveInside } from './inside.ts'
export { JsonError, type JsonLimits, checkJson, readJson } from './json/read-json.ts'
export {
  type KeptFiles,
  type KeptStatistics,
  checkKept,
  clearKept,
  hasDigests,
  measureKept,
  pruneKept,
} from './kept-files.ts'
export { hasNativeHead } from './native/describe-native.ts'
export { makeFolder } from './make-folder.ts'
export { openRegular } from './open-regular.ts'
export { type HashedFile, hashFile, sha256OfFile } from './hash-file.ts'
export { readBounded } from './read-bounded.ts'
export { MAX_DEPTH, foldedPath, foldersOf, unsafePath } from './safe-path.ts'
export { MAX_TOML, type TomlDocument, type TomlLimits, readToml } from './toml/read-toml.ts'
export { TomlView } from './toml/toml-view.ts'
export { notOnWindows, refuseUnportable } from './windows-names.ts'
