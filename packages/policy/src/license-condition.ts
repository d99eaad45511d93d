import { isCopyleft } from './copyleft.ts'
import { type LicenseAlternatives, type LicenseTerm, isNamedBy, readLicense } from '@exuvia/packaging'

/** The class word that a rule may use instead of an SPDX expression. */
export const COPYLEFT_CLASS = 'copyleft'

/** Whether a distribution's licence needs the rule's licence. */
export type LicenseCondition = (license: LicenseAlternatives) => boolean

/**
 * A rule's `license` as a condition: every way to satisfy the distribution's expression
 * must satisfy the rule's. So a rule for `GPL-3.0-only` holds for
 * `MIT AND GPL-3.0-only`, and not for `MIT OR GPL-3.0-only`.
 * @returns undefined if the text is neither `copyleft` nor an SPDX expression
 */
export function licenseCondition(text: string): LicenseCondition | undefined {
  if (text.toLowerCase() === COPYLEFT_CLASS) {
    return (license) => license.every((terms) => terms.some(isCopyleft))
  }
  const rule = readLicense(text)
  if (rule === undefined) return undefined
  return (license) => license.every((terms) => rule.some((wanted) => holdsAll(terms, wanted)))
}

function holdsAll(terms: readonly LicenseTerm[], wanted: readonly LicenseTerm[]): boolean {
  return wanted.every((one) => terms.some((term) => isNamedBy(one, term)))
}
