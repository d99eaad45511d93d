import { compareText, type LicenseText } from '@exuvia/model'
import { readLicense } from './license-expression.ts'

/** What the metadata says of the licence, for a comparison with the texts. */
export interface MetadataClaim {
  /** Expressions of the classifiers and the field, where they name one exactly; the better first. */
  readonly exact: readonly string[]
  /** Expression guessed from them. */
  readonly vague: string | undefined
  /** Whether the field says "or later". */
  readonly saysLater: boolean
  /** Whether the metadata name a version of the licence. */
  readonly namesVersion: boolean
  /** Sentences of the description that offer a choice of licences. */
  readonly choices: readonly string[]
}

/** What the texts say: the metadata's claim holds; a licence of their own; or one that is not certain. */
export type TextVerdict =
  | { readonly kind: 'claim'; readonly claim: number }
  | { readonly kind: 'text'; readonly expression: string; readonly contradicts: boolean }
  | { readonly kind: 'guess'; readonly expression: string }

/** Identifiers of licences with one text, such as `GPL-3.0-only` and `GPL-3.0-or-later`. */
type SameText = readonly string[]

/** Names of files that hold notices, and no terms. */
const NOTICES = /^(?:notice|authors|contributors|changes|history|thanks|credits)/i

/** Longer statements that leave a choice state more than that. */
const MAX_CHOICE_LENGTH = 600

/**
 * Determines a licence from licence files, with what the metadata says beside them; undefined where the files say
 * nothing that SPDX's list has.
 *
 * The files beside the metadata speak for the distribution. Those in folders below (`licenses/vendor/LICENSE`) are of
 * parts that it contains, so their licences apply too. Where the files consist of texts of SPDX's list and of nothing
 * else, they decide, also against the metadata; otherwise they confirm, narrow or contradict it.
 */
export function licenseOfTexts(texts: readonly LicenseText[], claim: MetadataClaim): TextVerdict | undefined {
  const terms = texts.filter(({ path }) => !NOTICES.test(baseName(path)))
  const main = terms.filter(({ path }) => !isBelow(path))
  const own = withoutAbsorbed(distinct(main.flatMap(({ licenses }) => licenses)))
  if (own.length === 0) return undefined
  const parts = distinct(
    terms.filter(({ path, whole }) => isBelow(path) && whole).flatMap(({ licenses }) => licenses),
  ).filter((part) => !own.some((license) => license.join() === part.join()))
  const isWhole = main.every(({ whole }) => whole)

  const exact = claim.exact.map(identifiersOf)
  // The metadata may name more than the texts: all of it applies.
  const proven = exact.findIndex((ids) => own.every((license) => names(ids, license)))
  if (proven !== -1) {
    return parts.length === 0 ? { kind: 'claim', claim: proven } : withParts(claim.exact[proven] ?? '', parts)
  }
  const choice = choiceOf(main, own) ?? describedChoice(main, own, claim.choices)
  if (choice !== undefined) return { kind: 'text', expression: choice, contradicts: false }

  const vague = claim.vague === undefined ? [] : identifiersOf(claim.vague)
  if (!isWhole) {
    const supported = exact.findIndex((ids) => own.some((license) => names(ids, license)))
    if (supported !== -1) return { kind: 'claim', claim: supported }
    const [only] = own
    const isNarrowed =
      own.length === 1 &&
      only !== undefined &&
      only.some((id) =>
        vague.some((other) => isOneFamily(id, other) || (!claim.namesVersion && isOneGnu(id, other))),
      )
    if (!isNarrowed) return guessed(own, main, claim)
  }
  const expressions = own.map((license) => certain(license, claim, vague, main))
  if (
    expressions.includes(undefined) ||
    main.some(({ choice: hasChoice }) => hasChoice) ||
    isNamedApart(main)
  ) {
    return guessed(own, main, claim)
  }
  const contradicts = exact.some(
    (ids) => !ids.every((id) => own.some((license) => license.some((other) => isOneFamily(id, other)))),
  )
  const expression = conjunction([
    ...expressions.filter((item) => item !== undefined),
    ...parts.map((part) => plainest(part)),
  ])
  return { kind: 'text', expression, contradicts }
}

function names(identifiers: readonly string[], license: SameText): boolean {
  return license.some((id) => identifiers.includes(id))
}

/** A licence, and those of the parts that the distribution contains. */
function withParts(expression: string, parts: readonly SameText[]): TextVerdict {
  const own = expression.includes(' OR ') ? [`(${expression})`] : expression.split(' AND ')
  return {
    kind: 'text',
    expression: conjunction(own.concat(parts.map((part) => plainest(part)))),
    contradicts: false,
  }
}

/** A statement of a few words that offers the texts of the other files: `either LICENSE.APACHE or LICENSE.BSD`. */
function choiceOf(main: readonly LicenseText[], own: readonly SameText[]): string | undefined {
  const statement = main.find(
    ({ choice, licenses, start }) => choice && licenses.length === 0 && start.length < MAX_CHOICE_LENGTH,
  )
  const others = main.filter((text) => text !== statement)
  if (statement === undefined || own.length < 2 || !others.every(({ whole }) => whole)) return undefined
  return own
    .map((license) => plainest(license))
    .sort(compareText)
    .join(' OR ')
}

/** A sentence of the description that offers all texts, which stand in files of their own. */
function describedChoice(
  main: readonly LicenseText[],
  own: readonly SameText[],
  sentences: readonly string[],
): string | undefined {
  if (own.length < 2 || !main.every(({ whole, licenses }) => whole && licenses.length === 1)) return undefined
  const ids = own.map((license) => plainest(license))
  const firstWords = ids.map((id) => (id.split('-')[0] ?? '').toLowerCase())
  const isNamed = sentences.some((sentence) => {
    const words = new Set(sentence.toLowerCase().split(/[^a-z0-9]+/))
    return firstWords.every((name) => words.has(name))
  })
  return isNamed ? ids.sort(compareText).join(' OR ') : undefined
}

/** Files that are named by their licences, as for a choice: `LICENSE-MIT`, `LICENSE-APACHE`. */
function isNamedApart(main: readonly LicenseText[]): boolean {
  return main.filter(({ path }) => /licen[cs]e[-_.](?:mit|apache|bsd|isc|gpl|mpl)/i.test(path)).length > 1
}

/** The one identifier that a text and the metadata agree on; undefined where both leave it open. */
function certain(
  license: SameText,
  claim: MetadataClaim,
  vague: readonly string[],
  main: readonly LicenseText[],
): string | undefined {
  const [first] = license
  if (license.length === 1) return first
  const later = license.find((id) => id.endsWith('-or-later'))
  if (later === undefined) return plainest(license)
  const isSaid = claim.saysLater && vague.some((id) => isOneFamily(id, later))
  return isSaid || main.some((text) => text.later) ? later : undefined
}

function guessed(own: readonly SameText[], main: readonly LicenseText[], claim: MetadataClaim): TextVerdict {
  const isChoice = isNamedApart(main) || main.some(({ choice, licenses }) => choice && licenses.length < 3)
  const operator = isChoice ? ' OR ' : ' AND '
  const vague = claim.vague === undefined ? [] : identifiersOf(claim.vague)
  const ids = own.map((license) => license.find((id) => vague.includes(id)) ?? plainest(license))
  return { kind: 'guess', expression: [...new Set(ids)].sort(compareText).join(operator) }
}

/** The shortest of the identifiers of one text: `MPL-2.0`, not `MPL-2.0-no-copyleft-exception`. */
function plainest(license: SameText): string {
  return license.toSorted((a, b) => a.length - b.length || compareText(a, b))[0] ?? ''
}

/** `BSD-2-Clause` for `BSD-3-Clause`, `GPL-3.0-only` for `GPL-3.0-or-later`: the vague word is the same. */
export function isOneFamily(a: string, b: string): boolean {
  return family(a) === family(b)
}

/** `LGPL-3.0-or-later` for `LGPL-2.0-or-later`, where the metadata name no version. */
function isOneGnu(a: string, b: string): boolean {
  const [one, other] = [a, b].map((id) => /^[AL]?GPL(?=-)/.exec(id)?.[0])
  return one !== undefined && one === other
}

function family(id: string): string {
  return id.startsWith('BSD-') ? 'BSD' : id.replace(/-(?:only|or-later)$/, '')
}

/** LGPL-3.0 consists of GPL-3.0 and more permissions, so both texts are one licence. */
function withoutAbsorbed(licenses: readonly SameText[]): readonly SameText[] {
  const hasLesser = licenses.some((license) => license.some((id) => id.startsWith('LGPL-3.0')))
  return hasLesser ? licenses.filter((license) => !license.some((id) => id.startsWith('GPL-3.0'))) : licenses
}

function identifiersOf(expression: string): string[] {
  return (readLicense(expression) ?? []).flatMap((terms) =>
    terms.map(({ base, orLater }) =>
      /^[AL]?GPL-/.test(base) ? `${base}-${orLater ? 'or-later' : 'only'}` : base,
    ),
  )
}

function distinct(lists: readonly SameText[]): SameText[] {
  return [...new Map(lists.map((list) => [list.join(), list])).values()]
}

function conjunction(licenses: readonly string[]): string {
  return [...new Set(licenses)].sort(compareText).join(' AND ')
}

/** Whether a file is in a folder below the one of licences: `licenses/vendor/LICENSE`. */
function isBelow(path: string): boolean {
  return path.replace(/^(?:licenses|license_files|LICENSES)\//, '').includes('/')
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
