import { compareText, type LicenseInfo, type LicenseText } from '@exuvia/model'
import { type CoreMetadata, header, headers } from './core-metadata.ts'
import { classifierLicense } from './license-classifiers.ts'
import { canonicalLicense, correctSpdx } from './license-expression.ts'
import { isOneFamily, licenseOfTexts } from './license-of-texts.ts'

/** A distribution's statements about its licence, in every place that allows one. */
export interface LicenseClaims {
  /** `License-Expression` (PEP 639). */
  readonly expression: string | undefined
  readonly classifiers: readonly string[]
  /** Free text of the `License` header, or `project.license.text`. */
  readonly field: string | undefined
  /** The long description, where the metadata has one. */
  readonly description?: string | undefined
  /** Its licence files, read by `readLicenseTexts`. */
  readonly texts: readonly LicenseText[]
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
 * Determines a distribution's licence from its claims, in this order: the config; `License-Expression`; the licence
 * texts, where they match SPDX's (`licenseOfTexts`), with what the metadata says beside them; classifiers, if each
 * names one licence (several apply together, joined with AND, which is the careful reading), unless the field gives
 * the same licence in its other form, "only" or "or later"; a `License` field that is an SPDX expression. The rest
 * is a guess, marked as one, or unknown.
 */
export function settleLicense(claims: LicenseClaims, configured: string | undefined): LicenseInfo {
  const found = describeClaims(claims)
  const { expression, field, texts } = claims
  const info = { found, texts }
  if (configured !== undefined) {
    return { expression: canonicalLicense(configured) ?? configured, source: 'config', ...info }
  }
  const declared = expression === undefined ? undefined : canonicalLicense(expression)
  if (declared !== undefined) return { expression: declared, source: 'license-expression', ...info }
  const named = claims.classifiers.flatMap((classifier) => classifierLicense(classifier) ?? [])
  const exact = exactClaims(field, named)
  const guess = guessOfMetadata(expression, named, field)
  const byText = licenseOfTexts(texts, {
    exact: exact.map((claim) => claim.expression),
    vague: guess,
    saysLater: /later|\+|newer/i.test(field ?? ''),
    namesVersion: /\d/.test(`${expression ?? ''}${field ?? ''}`),
    choices: dualSentences(claims.description ?? ''),
  })
  const claim = byText?.kind === 'claim' ? exact[byText.claim] : exact[0]
  if (byText?.kind === 'claim' && claim !== undefined) return { ...claim, ...info }
  if (byText?.kind === 'text') {
    return {
      expression: byText.expression,
      source: 'license-text',
      ...info,
      ...(byText.contradicts && { contradicts: true }),
    }
  }
  if (byText?.kind === 'guess') return { expression: byText.expression, source: 'guess', ...info }
  if (claim !== undefined) return { ...claim, ...info }
  const byStart = guessOfText(field, texts)
  // "BSD" names no number of clauses; the text has them.
  const isRefined = guess !== undefined && byStart !== undefined && isOneFamily(guess, byStart)
  const last = isRefined ? byStart : (guess ?? byStart)
  return last === undefined
    ? { expression: undefined, source: 'unknown', ...info }
    : { expression: last, source: 'guess', ...info }
}

/**
 * Determines the licence that core metadata (METADATA, PKG-INFO) declares.
 * @param texts the licence files beside it
 */
export function licenseOfMetadata(
  metadata: CoreMetadata,
  texts: readonly LicenseText[],
  configured: string | undefined,
): LicenseInfo {
  return settleLicense(
    {
      expression: header(metadata, 'License-Expression'),
      classifiers: headers(metadata, 'Classifier'),
      field: header(metadata, 'License'),
      description: metadata.body,
      texts,
    },
    configured,
  )
}

/** A licence that the metadata names exactly. */
interface ExactClaim {
  readonly expression: string
  readonly source: 'classifier' | 'license-field'
}

/**
 * What the metadata says exactly, the more exact first: classifiers that each name one licence; a field that is an SPDX
 * expression; a field and vague classifiers that say the same ("Apache 2.0" and "Apache Software License").
 */
function exactClaims(
  field: string | undefined,
  named: readonly { readonly license: string; readonly exact: boolean }[],
): readonly ExactClaim[] {
  const written = field === undefined ? undefined : canonicalLicense(field)
  const byField: ExactClaim[] =
    written === undefined ? [] : [{ expression: written, source: 'license-field' }]
  if (named.length === 0) return byField
  const license = conjunction(named.map((item) => item.license))
  if (named.every((item) => item.exact)) {
    const byClassifier: ExactClaim = { expression: license, source: 'classifier' }
    // Many projects use the classifier "GPLv3" with GPL-3.0-or-later: the expression is the exact one.
    const isOtherForm =
      written !== undefined && written !== license && anyVersion(written) === anyVersion(license)
    return isOtherForm ? [...byField, byClassifier] : [byClassifier, ...byField]
  }
  const corrected = field === undefined || !/\d/.test(field) ? undefined : correctSpdx(field)
  return written === undefined && corrected === license
    ? [{ expression: corrected, source: 'license-field' }]
    : byField
}

function guessOfMetadata(
  expression: string | undefined,
  named: readonly { readonly license: string }[],
  field: string | undefined,
): string | undefined {
  for (const claim of [expression, field]) {
    const corrected = claim === undefined ? undefined : correctSpdx(claim)
    if (corrected !== undefined) return corrected
  }
  return named.length > 0 ? conjunction(named.map((item) => item.license)) : undefined
}

/** Guesses by the first lines of a text that SPDX's list does not have. */
function guessOfText(field: string | undefined, texts: readonly LicenseText[]): string | undefined {
  for (const body of [field, texts[0]?.start]) {
    const known = TEXTS.find(([pattern]) => body !== undefined && pattern.test(body.slice(0, 4000)))
    if (known !== undefined) return known[1]
  }
  return undefined
}

/** Removes "only" and "or later" from a GPL expression. */
function anyVersion(expression: string): string {
  return expression.replaceAll(/-only\b|-or-later\b|\+/g, '')
}

function conjunction(licenses: readonly string[]): string {
  return [...new Set(licenses)].sort(compareText).join(' AND ')
}

/** Sentences of a description are shorter; a longer one is no statement about the licence. */
const MAX_SENTENCE = 300

/** The sentences that offer a choice: `uvloop is dual-licensed under MIT and Apache 2.0 licenses`. */
function dualSentences(description: string): string[] {
  return description
    .split(/\n\s*\n|\.\s/)
    .filter((part) => part.length <= MAX_SENTENCE && /\bdual(?:ly)?[- ]licen[cs]ed\b/i.test(part))
}

function describeClaims(claims: LicenseClaims): string {
  const [file] = claims.texts
  const parts = [
    claims.expression === undefined ? undefined : `License-Expression: ${claims.expression}`,
    ...claims.classifiers
      .filter((classifier) => classifier.startsWith('License ::'))
      .map((classifier) => `"${classifier}"`),
    claims.field === undefined || claims.field.trim() === ''
      ? undefined
      : `License: ${firstLine(claims.field)}`,
    file === undefined
      ? undefined
      : `${file.path.slice(file.path.lastIndexOf('/') + 1)}: ${firstLine(file.start)}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? 'no licence named' : parts.join('; ')
}

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0]?.trim() ?? ''
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
