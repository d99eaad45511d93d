import { type LicenseAlternatives, type LicenseTerm, readLicense } from '@exuvia/packaging'

/** A family of licences that require the source of shipped compiled code. */
export interface CopyleftFamily {
  /** Prefix of SPDX identifiers: `GPL` covers every `GPL-*`. */
  readonly family: string
  /** Where the licence requires it, for people. */
  readonly asks: string
}

/**
 * The class `copyleft`: licences that allow passing on bytecode only with its source or with
 * directions to it. An exception (`WITH …`) keeps this duty for the code itself, so such a
 * licence stays in the class. The class does not contain CC-BY-SA and other share-alike
 * licences for texts (they require no source), Artistic (it requires only directions to the
 * source), and CECILL-B (permissive).
 */
export const COPYLEFT: readonly CopyleftFamily[] = [
  { family: 'GPL', asks: 'GPL-3.0 §6, GPL-2.0 §3: the corresponding source with the object code' },
  {
    family: 'LGPL',
    asks: 'LGPL-3.0 §4, LGPL-2.1 §4 and §6: source of the library, and the means to replace it',
  },
  { family: 'AGPL', asks: 'AGPL-3.0 §6, and §13 for users over a network' },
  { family: 'SSPL', asks: 'SSPL-1.0 §6, and §13 for the service around it' },
  { family: 'MPL', asks: 'MPL-2.0 §3.2(a), MPL-1.1 §3.2: source available, and recipients told where' },
  { family: 'EPL', asks: 'EPL-2.0 §3.1(a), EPL-1.0 §3: source available, and recipients told where' },
  { family: 'CPL', asks: 'CPL-1.0 §3: source available, and recipients told where' },
  { family: 'IPL', asks: 'IPL-1.0 §3: source available, and recipients told where' },
  { family: 'LPL', asks: 'LPL-1.02 §3: source available, and recipients told where' },
  { family: 'CDDL', asks: 'CDDL-1.0 §3.1: source available, and recipients told where' },
  { family: 'CPAL', asks: 'CPAL-1.0 §3.2: source available' },
  { family: 'EUPL', asks: 'EUPL-1.2 §5: the source, or where it is to be had' },
  { family: 'OSL', asks: 'OSL-3.0 §3: the source of what is distributed' },
  { family: 'NPOSL', asks: 'NPOSL-3.0 §3: the source of what is distributed' },
  { family: 'CECILL', asks: 'CECILL-2.1 §5.3.2: the full source, or access to it' },
  { family: 'QPL', asks: 'QPL-1.0 §4: the complete source with machine-executable forms' },
  { family: 'RPL', asks: 'RPL-1.5 §6: source of what is deployed' },
  { family: 'RPSL', asks: 'RPSL-1.0 §2: source of what is deployed' },
  { family: 'APSL', asks: 'APSL-2.0 §2: source of what is deployed' },
  { family: 'MS-RL', asks: 'MS-RL §3(A): the source of every file that holds its code' },
  { family: 'NPL', asks: 'NPL-1.1 §3.2: source available' },
  { family: 'SPL', asks: 'SPL-1.0 §3.2: source available' },
  { family: 'CUA-OPL', asks: 'CUA-OPL-1.0 §3.2: source available' },
  { family: 'Interbase', asks: 'Interbase-1.0 §3.2: source available' },
  { family: 'Sleepycat', asks: 'Sleepycat: source of the software and of what uses it' },
  { family: 'LiLiQ-R', asks: 'LiLiQ-R-1.1: the source with what is distributed' },
  { family: 'LiLiQ-Rplus', asks: 'LiLiQ-Rplus-1.1: the source with what is distributed' },
  { family: 'copyleft-next', asks: 'copyleft-next-0.3.1 §4: the source with object code' },
  { family: 'Parity', asks: 'Parity-7.0.0: the source of what is built with it' },
  { family: 'eCos', asks: 'eCos-2.0: GPL with an exception' },
  { family: 'wxWindows', asks: 'wxWindows: LGPL with an exception' },
  { family: 'SimPL', asks: 'SimPL-2.0: as the GPL' },
  { family: 'NGPL', asks: 'NGPL: the source with executable forms' },
]

/** Whether a licence belongs to the class. */
export function isCopyleft(term: LicenseTerm): boolean {
  if (/^CECILL-(?:B|C$)/.test(term.base)) return term.base === 'CECILL-C'
  return COPYLEFT.some(({ family }) => term.base === family || versionFollows(term.base, family))
}

/**
 * Whether every alternative of an expression contains a copyleft licence. `MIT OR GPL-3.0-only`
 * lets the vendor choose MIT; `MIT AND GPL-2.0-only` does not.
 */
function needsSource(license: LicenseAlternatives): boolean {
  return license.every((terms) => terms.some(isCopyleft))
}

/** The same for an expression as text; false for an invalid one. */
export function isCopyleftExpression(expression: string | undefined): boolean {
  const license = expression === undefined ? undefined : readLicense(expression)
  return license !== undefined && needsSource(license)
}

function versionFollows(base: string, family: string): boolean {
  return base.startsWith(`${family}-`) && /^\d/.test(base.slice(family.length + 1))
}
