import type { Finding } from '@exuvia/model'

/** The most severe first. */
export const SEVERITIES = ['error', 'warning', 'note'] as const

/** Sorts findings by severity, otherwise in the original order. */
export function mostSevereFirst(findings: readonly Finding[]): Finding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity))
}

export function countOf(severity: (typeof SEVERITIES)[number], findings: readonly Finding[]): number {
  return findings.filter((finding) => finding.severity === severity).length
}
