export {
  type ErrorKind,
  type ErrorOptions,
  ExuviaError,
  type Message,
  message,
  messageOf,
  outsideError,
  refusal,
  systemErrorCode,
  usageError,
} from './error.ts'
export { pathFolders, programEnvironment } from './environment.ts'
export { editDistance } from './edit-distance.ts'
export { nearest } from './nearest.ts'
export { FIRST_PROBLEM, problemOptions, valueAt } from './value-at.ts'
export { nearestGlob } from './nearest-glob.ts'
export { addAll, firstOf, largest, recordOf, smallest, someOf } from './lists.ts'
export { compareText, sortedBy } from './order.ts'
export { type Runtime, type Target } from './target.ts'
export type { ReleaseTrial, Trial } from './trial.ts'
export {
  type Finding,
  type Severity,
  type Subject,
  describeFinding,
  finding,
  findingPlace,
  findingSentence,
} from './finding.ts'
export {
  AREAS,
  type Argument,
  type ArgumentsOf,
  CATALOGUE,
  type Code,
  type MessageText,
  type PlainCode,
  type Rendered,
  printable,
  renderMessage,
  visible,
} from './catalogue/index.ts'
export {
  DECISION_KINDS,
  type DecidedBy,
  type DecidedLevel,
  type Decision,
  type DecisionKind,
} from './decision.ts'
export {
  ACCEPTABLE_FINDINGS,
  type AcceptableFinding,
  type Acceptance,
  type Config,
  type ConfiguredCommand,
  type DebugLevel,
  type Invalidation,
  type LicenseSet,
  PACK_FORMATS,
  type PackFormat,
  type PolicyConfig,
  type PolicyPreset,
  type PolicyRule,
  type ProjectBuild,
  RULE_KINDS,
  type RuleKind,
} from './config.ts'
export {
  DOCSTRING_MODES,
  type CodeLevel,
  type CompilerLevel,
  type DocstringMode,
  type OptimizeLevel,
  compilerLevel,
  docstringsOf,
  formInWords,
} from './code-level.ts'
export { DEFAULT_CONFIG } from './default-config.ts'
export {
  type Content,
  type ContentFacts,
  type Distribution,
  type EntryPoint,
  type FileRole,
  type Inventory,
  type Uncommitted,
  type PlacedCopy,
  type SharedPlace,
  type LicenseInfo,
  type LicenseText,
  type InnerSize,
  type NestedContent,
  type ProjectReading,
  type SourceFile,
  type TargetContents,
} from './inventory.ts'
export type { ElfFacts, MachOFacts, MachOSlice, NativeFacts, PeFacts } from './native.ts'
export { type BytecodeInfo, type CompilerInfo } from './compiler-info.ts'
export {
  type IgnoreComment,
  type SourceFacts,
  type SourceUse,
  type UseKind,
  type UseLevel,
} from './source-facts.ts'
export { DOCSTRING_READERS, type DocstringReader, HELP_PARSERS } from './docstring-readers.ts'
export {
  type Checked,
  type Compiled,
  type CompiledUnit,
  type StoredCode,
  type Decisions,
  type DistributionFacts,
  type GivenToReader,
  type Facts,
  type Judged,
  type Packed,
  type Plan,
  type PlannedArtifact,
  type Release,
  type RuntimeFacts,
  type Stage,
  type Tried,
  type Unit,
} from './stages.ts'
export {
  BUILT_IN_FILES,
  CHILDREN_ARCHIVE,
  NOTICES,
  TARBALL_MANIFEST,
  type ArtifactKind,
  type ArtifactSizes,
  type Asset,
  type BytecodeKinds,
  type DecisionSummary,
  type ExpectedArtifact,
  type ManifestFile,
  type PartDistribution,
  type ReleaseArtifact,
  type ReleaseLicense,
  type ReleaseSbom,
  type ReleaseSoftware,
  type ReleaseManifest,
  type ReleasePart,
  type ReleaseWheel,
  type SourceTwinReference,
  type TarballManifest,
} from './release.ts'
export { type Command, codeOfScript, scriptOfCode } from './commands.ts'
export { globMatcher, globMistake } from './glob.ts'
export { type Segment, matchSegments, matchWildcard, readWildcard } from './wildcard.ts'
export { trimEndOf } from './text.ts'
export { formatBytes } from './bytes.ts'
export { type Allowance, SIZE_UNITS, mostAllowed, parseAllowance } from './allowance.ts'
export {
  BYTECODE_BUDGETS,
  type BudgetLimit,
  type BytecodeBudget,
  FILE_BUDGETS,
  type FileBudget,
  isBytecodeBudget,
} from './budget.ts'
export { mapParallel } from './parallel.ts'
export {
  type ContentSign,
  type FoundPlace,
  type FoundSecret,
  type InventoryLeaks,
  type InnerLeaks,
  type LeakFacts,
  type LeaksInside,
  type PlaceKind,
  NO_LEAKS,
} from './leak-facts.ts'
export {
  START_FORMS,
  type MeasuringMachine,
  type StartForm,
  type StartMeasurements,
  type StartOfArtifact,
  type StartOfCommand,
  type StartResult,
  type StartTime,
} from './start.ts'
