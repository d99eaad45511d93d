import { Buffer } from 'node:buffer'

import type { Finding } from '@exuvia/model'
import { type Publishing, describeSizes } from '@exuvia/pipeline'

import { describeInInputs } from './in-inputs.ts'
import type { Runner } from './runner.ts'
import { SEVERITIES, countOf, mostSevereFirst } from './severity.ts'
import type { Outcome } from './steps.ts'

/** Scripts receive an output as a variable, and Linux limits one to 128 KiB. */
const MOST_FINDINGS = 100 * 1024

/** Sets the outputs of everything that exists; the others stay empty. */
export function tellOutputs(runner: Runner, outcome: Outcome): void {
  const { manifestPath, artifacts, matrix, release, manifest, previous, sarif, report } = outcome
  if (manifestPath !== undefined) runner.setOutput('manifest', manifestPath)
  if (artifacts !== undefined) runner.setOutput('artifacts', artifacts.join('\n'))
  if (matrix !== undefined) runner.setOutput('matrix', JSON.stringify(matrix))
  if (release !== undefined) {
    runner.setOutput('release-url', release.url)
    runner.setOutput('release-id', String(release.releaseId))
    runner.setOutput('assets', assetsOutput(release.assets))
    const { attestation, bundle } = release.provenance ?? {}
    if (bundle !== undefined) runner.setOutput('bundle-url', bundle)
    if (attestation !== undefined) runner.setOutput('attestation-url', attestation)
  }
  if (sarif !== undefined) runner.setOutput('sarif', sarif)
  if (report !== undefined) runner.setOutput('report', report)
  if (manifest !== undefined) {
    const earlier = previous === undefined ? null : describeSizes(previous)
    runner.setOutput('sizes', JSON.stringify({ ...describeSizes(manifest), previous: earlier }))
  }
}

/** The files of the release as JSON: as many as fit. */
function assetsOutput(assets: Publishing['assets']): string {
  let room = MOST_FINDINGS
  const fitting = assets.filter((asset) => (room -= Buffer.byteLength(JSON.stringify(asset)) + 1) >= 0)
  return JSON.stringify(fitting)
}

/** Findings as JSON: counts, and as many findings with their messages as fit, the most severe first. */
export function findingsOutput(findings: readonly Finding[]): string {
  const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, countOf(severity, findings)]))
  const listed: object[] = []
  let room = MOST_FINDINGS
  for (const finding of mostSevereFirst(findings)) {
    const item = { ...finding, ...describeInInputs(finding) }
    room -= Buffer.byteLength(JSON.stringify(item)) + 1
    if (room < 0) break
    listed.push(item)
  }
  const omitted = findings.length - listed.length
  return JSON.stringify({ schema: 'exuvia.findings/1', counts, omitted, findings: listed })
}
