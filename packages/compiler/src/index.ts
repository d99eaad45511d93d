export type { Toolchain, ToolchainSearch } from './toolchain.ts'
export { findInterpreter } from './find-interpreter.ts'
export { embeddedCommand } from './embedded-command.ts'
export { type FoundToolchains, findToolchains } from './find-toolchains.ts'
export { type SelectedToolchain, selectToolchain } from './select-toolchain.ts'
export { EMBEDDED_RUNTIMES, isPreview } from './embedded-runtimes.ts'
export {
  type CompileOptions,
  type CompileResult,
  type CompiledSource,
  type KnownSource,
  type SourceUnit,
  compileSources,
} from './compile-sources.ts'
export { type CodeForm, whyAsCompiled } from './code-form.ts'
export { type BytecodeCache, defaultCacheFolder, openCache, openTemporaryCache } from './cache.ts'
export {
  type CacheStatistics,
  cacheContents,
  cacheStatistics,
  clearCache,
  pruneCache,
} from './cache-upkeep.ts'
export { fieldsKey } from './cache-key.ts'
export {
  EXAMINER_VERSION,
  type ExamineOptions,
  examinationCost,
  examineSources,
  mayRun,
} from './examine-sources.ts'
export { isFlagged } from './source-words.ts'
