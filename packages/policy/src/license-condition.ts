import type { LicenseSet } from '@exuvia/model'
import { type LicenseAlternatives, type LicenseTerm, isNamedBy, readLicense } from '@exuvia/packaging'
import { licenseSet, licenseSetOf } from './license-sets.ts'

/** Whether a rule's licence matches that of a distribution. */
export type LicenseCondition = (license: LicenseAlternatives) => boolean

/**
 * A rule's `license` as a condition. Of an expression, every way to satisfy the distribution's expression must
 * satisfy the rule's: a rule for `GPL-3.0-only` holds for `MIT AND GPL-3.0-only`, and not for
 * `MIT OR GPL-3.0-only`. Of a set, see `LicenseSet`.
 * @returns undefined if the text is neither the name of a set nor an SPDX expression
 */
export function licenseCondition(
  text: string,
  sets: Readonly<Record<string, LicenseSet>>,
): LicenseCondition | undefined {
  const name = licenseSetOf(text)
  if (name !== undefined) return setCondition(name, sets)
  const rule = readLicense(text)
  if (rule === undefined) return undefined
  return (license) => license.every((terms) => rule.some((wanted) => holdsAll(terms, wanted)))
}

function setCondition(
  name: string,
  sets: Readonly<Record<string, LicenseSet>>,
): LicenseCondition | undefined {
  const set = licenseSet(name, sets)
  if (set === undefined) return undefined
  return set.match === 'needs'
    ? (license) => license.every((terms) => terms.some(set.has))
    : (license) => license.some((terms) => terms.every(set.has))
}

function holdsAll(terms: readonly LicenseTerm[], wanted: readonly LicenseTerm[]): boolean {
  return wanted.every((one) => terms.some((term) => isNamedBy(one, term)))
}
