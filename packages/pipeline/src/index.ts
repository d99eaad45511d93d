export type { ProgressEvent, RunContext, StageName } from './context.ts'
export { type BenchStartReport, type MeasuredTarball, benchStart } from './commands/bench-start.ts'
export { buildPart, buildRelease } from './commands/build.ts'
export { planProject } from './commands/plan.ts'
export type { BuiltPart } from './parts/part.ts'
export type { BuildOptions } from './stages/build.ts'
export {
  type CacheReport,
  bytecodeCacheContents,
  checkCache,
  clearCaches,
  examineCache,
  pruneCaches,
} from './commands/cache.ts'
export { type SuggestedRules, judgeProject, suggestCures } from './commands/check.ts'
export { checkFiles } from './commands/check-files.ts'
export { type CommentReport, commentOnPull, writeCommentData } from './commands/comment.ts'
export type { PullEvent } from './comment/data.ts'
export { type DoctorReport, examine } from './commands/doctor.ts'
export { type Explained, type Explanation, explainPath } from './commands/explain.ts'
export { shippingSince } from './shipping/since.ts'
export { diffPolicy } from './commands/policy-diff.ts'
export type { DistributionChange, FormChange, ShippingDifference, ValueChange } from '@exuvia/policy'
export { verifySubject } from './commands/verify.ts'
export { downloadRelease } from './verification/github-release.ts'
export { type InitReport, initProject } from './commands/init.ts'
export { type Inspection, diffSubjects, inspectSubject } from './commands/inspect.ts'
export { type InspectionSummary, summarizeSubject } from './commands/inspect-summary.ts'
export type { ArchiveReveal, RevealGroup } from './inspect/summarize.ts'
export type { InspectedDifference } from './inspect/diff-sides.ts'
export type { ArchiveDescription } from './inspect/describe-archive.ts'
export type { ChangedMember } from './inspect/diff-archives.ts'
export { type LicensesReport, listLicenses } from './commands/licenses.ts'
export { type LockReport, checkLock, lockProject } from './commands/lock.ts'
export { type GitHubMatrix, type GitHubMatrixEntry, planMatrix } from './plan/matrix.ts'
export { earlierRelease } from './budget/earlier.ts'
export { type MergeOptions, mergeParts } from './commands/merge.ts'
export { type PlanJson, planToJson } from './plan/plan-json.ts'
export type { ProjectOptions } from './stages/project.ts'
export { dryRun, publishPaths } from './commands/publish.ts'
export type { PublicationPreview, RemotePreview } from './publication/preview.ts'
export type { Publishing } from './publication/stages.ts'
export { releaseProject } from './commands/release.ts'
export { heedProxies } from './proxies.ts'
export { writePage } from './commands/report.ts'
export { type WhyReport, explainWhy } from './commands/why.ts'
export { type FoundManifest, findEarlierManifest, findManifest } from './release/find-manifest.ts'
export { readStart } from './start/kept-start.ts'
export { SCHEMAS, schemaOf } from './commands/schema.ts'
export { type TriedTarball, type TryReport, tryTarballs } from './commands/try.ts'
export { type TriedWays, type TryWaysReport, tryProjectWays } from './commands/try-ways.ts'
export { describeSarif, writeSarif } from './commands/sarif.ts'
export type { WayBreak, WayResult } from './trial/compare-ways.ts'
export type { TrialWay } from './trial/way.ts'
export type { VerifyOptions } from './verification/options.ts'
export type { VerifiedAgainst, VerifiedOutcome, VerifyReport } from './verification/report.ts'
export type { VerifiedItem } from './verification/item.ts'
export type { ProvenanceReport } from './verification/attestations.ts'
export type { Release } from '@exuvia/model'
export { compileTree } from './commands/compile.ts'
export type { CompileReport } from './tree/compile-tree.ts'
export type { CompileOptions } from './tree/options.ts'
export { configJsonSchema, loadConfig, parseConfig } from './config/index.ts'
export { type PreviousOptions, type PreviousRelease, previousRelease } from './publication/previous.ts'
export type { PublishPathsOptions } from './publication/request.ts'
export type { Difference, MpyHeader, PycDescription } from '@exuvia/bytecode'
export type { FileComparison } from '@exuvia/manifest'
export {
  type BudgetLine,
  KIND_WORDS,
  type ReleaseSizes,
  START_COLUMNS,
  describeSizes,
  formatBytes,
  markdownText,
  renderBudget,
  renderReport,
  renderShipping,
  renderSizes,
  tabulateStart,
  wrapText,
} from '@exuvia/manifest'
export type { Published } from '@exuvia/publisher'
