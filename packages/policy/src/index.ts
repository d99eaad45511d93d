export { acceptFindings, unusedAcceptances } from './accept.ts'
export { type ArchiveFile } from './archive-file.ts'
export { type CopyleftFamily, COPYLEFT, isCopyleftExpression } from './copyleft.ts'
export { type SuggestedRule, suggestRules } from './breakage/suggest-rules.ts'
export { withoutBreakage } from './breakage/without-breakage.ts'
export { type Considered } from './decide.ts'
export { decisionAt, decisionsAt } from './decisions.ts'
export { type Explained, type Explanation, explain } from './explain.ts'
export {
  type DistributionChange,
  type FormChange,
  type ShippingDifference,
  type ValueChange,
  diffShipping,
} from './diff/diff-shipping.ts'
export type { ShippedDistribution, ShippedForm, Shipping, Untold } from './diff/shipping.ts'
export { judge, passed } from './judge.ts'
export { placeInConfig } from './place-in-config.ts'
export { judgeRuleDates } from './rule-dates.ts'
export { BUILT_IN_SETS, licenseSetNames, licenseSetOf } from './license-sets.ts'
export {
  type ForeignContext,
  type ForeignDistribution,
  type ForeignSources,
  ownerOf,
  sourcesOwner,
} from './foreign-context.ts'
export { folderOf } from './foreign-layout.ts'
export { judgeForeign } from './judge-foreign.ts'
export { judgePacked } from './judge-packed.ts'
export { isForgottenPath } from './leaks/find-forgotten.ts'
export { type PackedFile, packedLeaks } from './leaks/packed-leaks.ts'
export { PRESETS, type PresetRule } from './presets.ts'
