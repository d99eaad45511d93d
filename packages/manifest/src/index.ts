export { type Checksum, formatChecksums, parseChecksums } from './checksums.ts'
export {
  type CommentData,
  MOST_COMMENT_DATA,
  parseCommentData,
  serializeCommentData,
  budgetForComment,
} from './comment-data.ts'
export { MOST_COUNTS, type ShippingCount, type ShippingCounts, renderShipping } from './shipping-counts.ts'
export { renderComment, renderSizes } from './comment-markdown.ts'
export {
  type FileComparison,
  type FoundFile,
  type FoundFolder,
  type FoundMore,
  type FoundType,
  compareFiles,
  isSame,
} from './compare-files.ts'
export { type ArtifactDifference, type ManifestComparison, compareManifests } from './compare-manifests.ts'
export { wrapText } from './layout.ts'
export { KIND_WORDS } from './kinds.ts'
export { type MergedParts, type NamedPart, mergeParts } from './merge.ts'
export { type ReportOptions, renderReport } from './report.ts'
export { type StartTable, START_COLUMNS, START_NOTE, tabulateStart } from './start-table.ts'
export {
  manifestJsonSchema,
  parseManifest,
  parsePart,
  parseStart,
  parseTarballManifest,
  partJsonSchema,
  serializeManifest,
  serializePart,
  serializeStart,
  serializeTarballManifest,
  startJsonSchema,
  tarballJsonSchema,
} from './serialize.ts'
export { type ArtifactSize, type ReleaseSizes, describeSizes } from './size-data.ts'
export { formatBytes } from './sizes.ts'
export { markdownCode, markdownText } from './text.ts'
export { renderPage } from './page/render-page.ts'
export type { GivesAway, PageFindings, PageInput, PageSoftware } from './page/page-input.ts'
export { overFinding, rowKey, unmeasuredFindings, unusedLimits } from './budget/findings.ts'
export { type BudgetLine, budgetLines, renderBudget } from './budget/lines.ts'
export { type BudgetRow, measureBudget } from './budget/measure.ts'
export type { Earlier, MeasuredArtifact, MeasuredFile } from './budget/measured.ts'
