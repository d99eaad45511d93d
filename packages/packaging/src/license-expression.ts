import correct from 'spdx-correct'
import parse from 'spdx-expression-parse'
import { withListedCase } from './license-case.ts'

/** One licence of an expression, taken apart. */
export interface LicenseTerm {
  /** Without `-only`, `-or-later` and `+`: `GPL-3.0`. */
  readonly base: string
  /** Whether it allows later versions too. */
  readonly orLater: boolean
  /** SPDX exception after `WITH`. */
  readonly exception: string | undefined
}

/**
 * A licence expression as alternatives: the distributor chooses one of them, and must comply
 * with every licence in it. `MIT OR (GPL-2.0-only AND ISC)` has two.
 */
export type LicenseAlternatives = readonly (readonly LicenseTerm[])[]

/** More than any real expression has. Exuvia refuses an expression with more. */
const MAX_ALTERNATIVES = 1000
const MAX_LENGTH = 2000
const MAX_GUESSED = 100

/** Whether text is an SPDX licence expression (annex D of the specification) in any case, `LicenseRef-…` included. */
export function isSpdx(text: string): boolean {
  return canonicalLicense(text) !== undefined
}

/**
 * Returns an SPDX licence expression in the case that SPDX lists (PEP 639, `MIT OR Apache-2.0` for
 * `mit or apache-2.0`); undefined if invalid.
 */
export function canonicalLicense(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const listed = withListedCase(text)
  return parsed(listed) === undefined ? undefined : listed
}

/** An operator between names, but not the "or" of "or later". */
// linear: no guess is made for texts of more than MAX_LENGTH characters
const BETWEEN = /\s+(and|or)\s+(?!(?:any )?(?:later|newer|greater|higher|above)\b)/i

/**
 * Guesses the SPDX expression of informal names (`Apache 2 or MIT` is `Apache-2.0 OR MIT`); undefined if
 * there is none for one of them. It makes no guess for longer texts, which are whole licences.
 */
export function correctSpdx(text: string): string | undefined {
  if (text.trim() === '' || text.length > MAX_GUESSED) return undefined
  const parts = text.split(BETWEEN)
  const corrected = parts.map((part, index) => (index % 2 === 1 ? part.toUpperCase() : correctName(part)))
  return corrected.every((part) => part !== undefined) ? corrected.join(' ') : undefined
}

function correctName(name: string): string | undefined {
  const canonical = canonicalLicense(name)
  if (canonical !== undefined) return canonical
  // The library would read the first name of a list as the whole.
  return correct(name) ?? undefined
}

/** Reads an SPDX licence expression; undefined if invalid, or with more than 1000 alternatives. */
export function readLicense(expression: string): LicenseAlternatives | undefined {
  const node = parsed(withListedCase(expression.slice(0, MAX_LENGTH + 1)))
  if (node === undefined) return undefined
  try {
    return alternatives(node)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function parsed(text: string): Node | undefined {
  if (text.length > MAX_LENGTH) return undefined
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

type Node = ReturnType<typeof parse>

function alternatives(node: Node): LicenseAlternatives {
  if (!('conjunction' in node)) return [[termOf(node)]]
  const left = alternatives(node.left)
  const right = alternatives(node.right)
  if (left.length * right.length > MAX_ALTERNATIVES) throw new RangeError('too many alternatives')
  if (node.conjunction === 'or') return [...left, ...right]
  return left.flatMap((one) => right.map((other) => one.concat(other)))
}

function termOf(node: Exclude<Node, { conjunction: unknown }>): LicenseTerm {
  const orLater = 'plus' in node || node.license.endsWith('-or-later')
  return {
    base: node.license.replace(/-(?:only|or-later)$/, ''),
    orLater,
    exception: 'exception' in node ? node.exception : undefined,
  }
}

/**
 * Whether a rule's licence names a distribution's licence: the rule's terms apply to some
 * version of it. `GPL-3.0-or-later` names GPL-3.0-only, GPL-3.0-or-later and
 * GPL-2.0-or-later, not GPL-2.0-only. Exceptions must be equal.
 *
 * (Exuvia does not use spdx-satisfies 6, which treats every identifier of eight letters,
 * such as EUPL-1.1, as if it ended in "-or-later".)
 */
export function isNamedBy(rule: LicenseTerm, licence: LicenseTerm): boolean {
  if (rule.exception !== licence.exception) return false
  if (rule.base === licence.base) return true
  const wanted = versionOf(rule.base)
  const found = versionOf(licence.base)
  if (wanted === undefined || found === undefined || wanted.family !== found.family) return false
  const order = compareVersions(found.version, wanted.version)
  if (rule.orLater && licence.orLater) return true
  return (rule.orLater && order >= 0) || (licence.orLater && order <= 0)
}

/** Splits an identifier: `LGPL-2.1` is version 2.1 of the family `LGPL`; `CC-BY-SA-3.0-DE` of `CC-BY-SA…DE`. */
function versionOf(base: string): { family: string; version: number[] } | undefined {
  // linear: parseLicense refuses identifiers of more than 200 characters
  const match = /^(.+?)-(\d+(?:\.\d+)*)(?:-(.+))?$/.exec(base)
  if (match === null) return undefined
  return {
    family: match[3] === undefined ? `${match[1]}` : `${match[1]} ${match[3]}`,
    version: `${match[2]}`.split('.').map(Number),
  }
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
