import { type Finding, type LicenseInfo, finding } from '@exuvia/model'
import { isCopyleftExpression } from './copyleft.ts'
import { readLicense } from '@exuvia/packaging'

/** The licence facts of a distribution. */
export interface LicensedPart {
  /** In its own spelling. */
  readonly name: string
  /** Whether it is the vendor's own, so that a gap breaks no third-party terms. */
  readonly own: boolean
  readonly license: LicenseInfo
  /** Whether any module ships without its source. */
  readonly bytecodeOnly: boolean
  /** Whether native files ship. */
  readonly native: boolean
  /** Whether no file ships. */
  readonly empty: boolean
  /** Whether a source twin contains its source. */
  readonly twin: boolean
}

/**
 * Reports the licences of all distributions. The wheels of one distribution usually agree, so
 * they get one finding with their number.
 */
export function allLicenseFindings(parts: readonly LicensedPart[]): Finding[] {
  const same = new Map<string, { readonly finding: Finding; count: number }>()
  for (const item of parts.flatMap(licenseFindings)) {
    const key = JSON.stringify(item)
    const known = same.get(key)
    if (known === undefined) same.set(key, { finding: item, count: 1 })
    else known.count += 1
  }
  return [...same.values()].map(({ finding: item, count }) =>
    count === 1 ? item : { ...item, subject: { ...item.subject, wheels: count } },
  )
}

/** Checks how a distribution ships against its licence. */
export function licenseFindings(part: LicensedPart): Finding[] {
  if (part.empty) return []
  const { license, name } = part
  const subject = { distribution: name }
  const { expression } = license
  // Recipients get no source, so the licence must be known.
  const severity = !part.own && (part.bytecodeOnly || part.native) ? 'error' : 'warning'
  if (expression === undefined || license.source === 'unknown' || readLicense(expression) === undefined) {
    const found = expression === undefined ? license.found : `"${expression}" is not an SPDX expression`
    return [
      finding('license-unknown', severity, subject, {
        distribution: name,
        found: found === '' ? 'it declares nothing' : found,
      }),
    ]
  }
  const findings: Finding[] = []
  if (license.source === 'guess') {
    const args = { distribution: name, license: expression, source: license.found }
    findings.push(finding('license-guessed', severity, subject, args))
  }
  if (license.contradicts === true) {
    const args = { distribution: name, license: expression, found: license.found }
    findings.push(finding('license-contradicted', 'note', subject, args))
  }
  if (!isCopyleftExpression(expression)) return findings
  if (part.bytecodeOnly && !part.twin) {
    const args = { distribution: name, license: expression }
    findings.push(finding('copyleft-without-source', 'error', subject, args))
  }
  if (part.native && !part.own) {
    const args = { distribution: name, license: expression }
    findings.push(finding('copyleft-native', 'warning', subject, args))
  }
  return findings
}
