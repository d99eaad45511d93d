import { type Finding, type LicenseInfo, finding } from '@exuvia/model'
import { isCopyleftExpression } from './copyleft.ts'
import { readLicense } from '@exuvia/packaging'

/** A distribution as far as its licence is concerned. */
export interface LicensedPart {
  /** As it writes its name. */
  readonly name: string
  /** Whether it is the vendor's own: then nobody else's terms are broken by a gap. */
  readonly own: boolean
  readonly license: LicenseInfo
  /** Whether any module of it ships without its source beside it. */
  readonly bytecodeOnly: boolean
  /** Whether native files of it ship. */
  readonly native: boolean
  /** Whether nothing of it ships. */
  readonly empty: boolean
  /** Whether its source goes along in a source twin. */
  readonly twin: boolean
}

/**
 * What the licences of all parts have to say. The wheels of one distribution mostly say the same:
 * it is told once, with how many they are.
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

/** What a distribution's licence has to say about the way it ships. */
export function licenseFindings(part: LicensedPart): Finding[] {
  if (part.empty) return []
  const { license, name } = part
  const subject = { distribution: name }
  const { expression } = license
  // The source is not there for whoever gets it: then the licence has to be known.
  const severity = !part.own && (part.bytecodeOnly || part.native) ? 'error' : 'warning'
  if (expression === undefined || license.source === 'unknown' || readLicense(expression) === undefined) {
    const found = expression === undefined ? license.found : `"${expression}" is not an SPDX expression`
    return [
      finding('license-unknown', severity, subject, {
        distribution: name,
        found: found === '' ? 'it says nothing' : found,
      }),
    ]
  }
  const findings: Finding[] = []
  if (license.source === 'guess') {
    const args = { distribution: name, license: expression, source: license.found }
    findings.push(finding('license-guessed', severity, subject, args))
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
