import permissive from '@blueoak/list/index.json' with { type: 'json' }
import { type LicenseSet } from '@exuvia/model'
import { type LicenseTerm, isNamedBy, readLicense } from '@exuvia/packaging'
import { isCopyleft } from './copyleft.ts'

/** Begins the name of a set in the `license` of a rule. */
const SIGN = '@'

/**
 * The sets that a rule can name without defining them. `copyleft` is the class of `COPYLEFT`. `permissive` are the
 * licences that the Blue Oak Council rates bronze or better: the worst rating, lead, is for licences that lack a
 * clear grant.
 */
const BUILT_IN: Readonly<Record<string, Pick<LicenseSet, 'match'> & { readonly has: Membership }>> = {
  copyleft: { match: 'needs', has: isCopyleft },
  permissive: { match: 'only', has: isPermissive },
}

type Membership = (term: LicenseTerm) => boolean

const PERMISSIVE: ReadonlySet<string> = new Set(
  permissive.flatMap(({ name, licenses }) => (name === 'Lead' ? [] : licenses.map(({ id }) => id))),
)

/** Whether a licence is permissive. An exception (`WITH …`) only permits more. */
function isPermissive({ base }: LicenseTerm): boolean {
  return PERMISSIVE.has(base)
}

/** The names that a rule can use, with their sign. */
export function licenseSetNames(own: Readonly<Record<string, LicenseSet>>): string[] {
  return [...Object.keys(BUILT_IN), ...Object.keys(own)].map((name) => `${SIGN}${name}`)
}

/** The name of the set that a rule's `license` names: of `@approved`, and of the word `copyleft`; else undefined. */
export function licenseSetOf(text: string): string | undefined {
  if (text.startsWith(SIGN)) return text.slice(SIGN.length)
  return text.toLowerCase() === 'copyleft' ? 'copyleft' : undefined
}

/** A set, ready to use; undefined if there is none of the name. */
export function licenseSet(
  name: string,
  own: Readonly<Record<string, LicenseSet>>,
): { readonly match: LicenseSet['match']; readonly has: Membership } | undefined {
  if (Object.hasOwn(BUILT_IN, name)) return BUILT_IN[name]
  const set = Object.hasOwn(own, name) ? own[name] : undefined
  if (set === undefined) return undefined
  const members = set.licenses.map(membership)
  return { match: set.match, has: (term) => members.some((has) => has(term)) }
}

/** The licences that a member of a set stands for: a set of Exuvia's own, or one SPDX licence. */
function membership(text: string): Membership {
  const name = licenseSetOf(text)
  if (name !== undefined) return Object.hasOwn(BUILT_IN, name) ? (BUILT_IN[name]?.has ?? NONE) : NONE
  const terms = (readLicense(text) ?? []).flat()
  return (term) => terms.some((wanted) => isNamedBy(wanted, term))
}

const NONE: Membership = () => false

/** The names of Exuvia's own sets, which a configuration cannot define again. */
export const BUILT_IN_SETS: readonly string[] = Object.keys(BUILT_IN)
