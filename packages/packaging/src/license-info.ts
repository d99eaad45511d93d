import { compareText, type LicenseInfo } from '@exuvia/model'
import { type CoreMetadata, header, headers } from './core-metadata.ts'
import { canonicalLicense, correctSpdx } from './license-expression.ts'

/** A distribution's statements about its licence, in every place that allows one. */
export interface LicenseClaims {
  /** `License-Expression` (PEP 639). */
  readonly expression: string | undefined
  readonly classifiers: readonly string[]
  /** Free text of the `License` header, or `project.license.text`. */
  readonly field: string | undefined
  /** The start of the first licence file, with its name. */
  readonly file: { readonly name: string; readonly text: string } | undefined
}

const OSI = 'License :: OSI Approved :: '

/** Trove classifiers that name one licence exactly. */
const EXACT: Readonly<Record<string, string>> = {
  'Academic Free License (AFL)': 'AFL-3.0',
  'Boost Software License 1.0 (BSL-1.0)': 'BSL-1.0',
  'Common Development and Distribution License 1.0 (CDDL-1.0)': 'CDDL-1.0',
  'Eclipse Public License 1.0 (EPL-1.0)': 'EPL-1.0',
  'Eclipse Public License 2.0 (EPL-2.0)': 'EPL-2.0',
  'European Union Public Licence 1.1 (EUPL 1.1)': 'EUPL-1.1',
  'European Union Public Licence 1.2 (EUPL 1.2)': 'EUPL-1.2',
  'GNU Affero General Public License v3': 'AGPL-3.0-only',
  'GNU Affero General Public License v3 or later (AGPLv3+)': 'AGPL-3.0-or-later',
  'GNU General Public License v2 (GPLv2)': 'GPL-2.0-only',
  'GNU General Public License v2 or later (GPLv2+)': 'GPL-2.0-or-later',
  'GNU General Public License v3 (GPLv3)': 'GPL-3.0-only',
  'GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
  'GNU Lesser General Public License v2 (LGPLv2)': 'LGPL-2.0-only',
  'GNU Lesser General Public License v2 or later (LGPLv2+)': 'LGPL-2.0-or-later',
  'GNU Lesser General Public License v3 (LGPLv3)': 'LGPL-3.0-only',
  'GNU Lesser General Public License v3 or later (LGPLv3+)': 'LGPL-3.0-or-later',
  'ISC License (ISCL)': 'ISC',
  'MIT License': 'MIT',
  'MIT No Attribution License (MIT-0)': 'MIT-0',
  'Mozilla Public License 1.1 (MPL 1.1)': 'MPL-1.1',
  'Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
  'Mulan Permissive Software License v2 (MulanPSL-2.0)': 'MulanPSL-2.0',
  'Python Software Foundation License': 'PSF-2.0',
  'The Unlicense (Unlicense)': 'Unlicense',
  'Universal Permissive License (UPL)': 'UPL-1.0',
  'Zero-Clause BSD (0BSD)': '0BSD',
  'zlib/libpng License': 'Zlib',
}

/** Classifiers that do not specify the version or variant, with their most common meaning. */
const VAGUE: Readonly<Record<string, string>> = {
  'Apache Software License': 'Apache-2.0',
  'BSD License': 'BSD-3-Clause',
  'GNU General Public License (GPL)': 'GPL-2.0-or-later',
  'GNU Library or Lesser General Public License (LGPL)': 'LGPL-2.0-or-later',
  'Zope Public License': 'ZPL-2.1',
}

/** Classifiers outside `OSI Approved`. */
const OTHER: Readonly<Record<string, string>> = {
  'License :: CC0 1.0 Universal (CC0 1.0) Public Domain Dedication': 'CC0-1.0',
  'License :: Other/Proprietary License': 'LicenseRef-Proprietary',
  'License :: Public Domain': 'LicenseRef-Public-Domain',
}

/** First lines of well-known licence texts. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*(?:the )?mit license/i, 'MIT'],
  [/(?:^|\n)[^\S\n]{0,20}permission is hereby granted, free of charge/i, 'MIT'],
  [/apache license\s+version 2\.0/i, 'Apache-2.0'],
  [/gnu affero general public license\s+version 3/i, 'AGPL-3.0-only'],
  [/gnu lesser general public license\s+version 3/i, 'LGPL-3.0-only'],
  [/gnu general public license\s+version 3/i, 'GPL-3.0-only'],
  [/gnu general public license\s+version 2/i, 'GPL-2.0-only'],
  [/mozilla public license,? version 2\.0/i, 'MPL-2.0'],
  [/^\s*bsd 2-clause/i, 'BSD-2-Clause'],
  [/^\s*bsd 3-clause/i, 'BSD-3-Clause'],
  [/neither the name of/i, 'BSD-3-Clause'],
  [/redistribution and use in source and binary forms/i, 'BSD-2-Clause'],
]

/**
 * Determines a distribution's licence from its claims, in this order: the config;
 * `License-Expression`; classifiers, if each names one licence (several apply together, joined
 * with AND, which is the careful reading), unless the text gives the same licence in its other
 * form, "only" or "or later"; a `License` text that is an SPDX expression. The rest is a guess,
 * marked as one, or unknown.
 */
export function settleLicense(claims: LicenseClaims, configured: string | undefined): LicenseInfo {
  const found = describeClaims(claims)
  if (configured !== undefined)
    return { expression: canonicalLicense(configured) ?? configured, source: 'config', found }
  const { expression, field } = claims
  const declared = expression === undefined ? undefined : canonicalLicense(expression)
  if (declared !== undefined) return { expression: declared, source: 'license-expression', found }
  const written = field === undefined ? undefined : canonicalLicense(field)
  const named = claims.classifiers.flatMap((classifier) => classifierLicense(classifier) ?? [])
  if (named.length > 0 && named.every((item) => item.exact)) {
    const license = conjunction(named.map((item) => item.license))
    // Many projects use the classifier "GPLv3" with GPL-3.0-or-later: the expression is the exact one.
    if (written === undefined || written === license || anyVersion(written) !== anyVersion(license)) {
      return { expression: license, source: 'classifier', found }
    }
  }
  if (written !== undefined) return { expression: written, source: 'license-field', found }
  const guess = guessLicense(expression, named, field, claims.file?.text)
  return guess === undefined
    ? { expression: undefined, source: 'unknown', found }
    : { expression: guess, source: 'guess', found }
}

/**
 * Determines the licence that core metadata (METADATA, PKG-INFO) declares.
 * @param file the first licence file beside it, for a guess
 */
export function licenseOfMetadata(
  metadata: CoreMetadata,
  file: LicenseClaims['file'],
  configured: string | undefined,
): LicenseInfo {
  return settleLicense(
    {
      expression: header(metadata, 'License-Expression'),
      classifiers: headers(metadata, 'Classifier'),
      field: header(metadata, 'License'),
      file,
    },
    configured,
  )
}

function guessLicense(
  expression: string | undefined,
  named: readonly { readonly license: string }[],
  field: string | undefined,
  text: string | undefined,
): string | undefined {
  for (const claim of [expression, field]) {
    const corrected = claim === undefined ? undefined : correctSpdx(claim)
    if (corrected !== undefined) return corrected
  }
  if (named.length > 0) return conjunction(named.map((item) => item.license))
  for (const body of [field, text]) {
    const known = TEXTS.find(([pattern]) => body !== undefined && pattern.test(body.slice(0, 4000)))
    if (known !== undefined) return known[1]
  }
  return undefined
}

function classifierLicense(classifier: string): { license: string; exact: boolean } | undefined {
  const other = OTHER[classifier]
  if (other !== undefined) return { license: other, exact: true }
  if (!classifier.startsWith(OSI)) return undefined
  const name = classifier.slice(OSI.length)
  const license = EXACT[name] ?? VAGUE[name]
  return license === undefined ? undefined : { license, exact: name in EXACT }
}

/** Removes "only" and "or later" from a GPL expression. */
function anyVersion(expression: string): string {
  return expression.replaceAll(/-only\b|-or-later\b|\+/g, '')
}

function conjunction(licenses: readonly string[]): string {
  return [...new Set(licenses)].sort(compareText).join(' AND ')
}

function describeClaims(claims: LicenseClaims): string {
  const parts = [
    claims.expression === undefined ? undefined : `License-Expression: ${claims.expression}`,
    ...claims.classifiers
      .filter((classifier) => classifier.startsWith('License ::'))
      .map((classifier) => `"${classifier}"`),
    claims.field === undefined || claims.field.trim() === ''
      ? undefined
      : `License: ${firstLine(claims.field)}`,
    claims.file === undefined ? undefined : `${claims.file.name}: ${firstLine(claims.file.text)}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? 'no licence named' : parts.join('; ')
}

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0]?.trim() ?? ''
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
