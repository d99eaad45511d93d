import { type Acceptance, type Finding, describeFinding, finding } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'

/**
 * Replaces findings that the config accepts by notes with the reason. An acceptance holds for one finding of
 * one distribution, and if it names a digest, for exactly the wheel with that digest.
 */
export function acceptFindings(
  findings: readonly Finding[],
  accept: readonly Acceptance[],
): readonly Finding[] {
  return findings.map((item) => {
    const acceptance = accept.find((each) => isAccepted(item, each))
    if (acceptance === undefined) return item
    const { path: _path, line: _line, ...subject } = item.subject
    const args = { finding: item.code, message: describeFinding(item).message, reason: acceptance.reason }
    return finding('finding-accepted', 'note', subject, args)
  })
}

/** Reports acceptances that no finding needs. */
export function unusedAcceptances(
  findings: readonly Finding[],
  accept: readonly Acceptance[],
): readonly Finding[] {
  return accept.flatMap((each, index) => {
    if (findings.some((item) => isAccepted(item, each))) return []
    const other = findings.find((item) => concerns(item, each))?.args['sha256']
    const suggestion = other === undefined ? '' : `the wheel has the SHA-256 ${String(other)}; `
    const args = { finding: each.finding, distribution: each.distribution, suggestion }
    return [finding('acceptance-unused', 'warning', { key: `accept[${index}]` }, args)]
  })
}

function isAccepted(item: Finding, acceptance: Acceptance): boolean {
  return (
    concerns(item, acceptance) &&
    (acceptance.sha256 === undefined || acceptance.sha256 === item.args['sha256'])
  )
}

function concerns(item: Finding, { finding: code, distribution }: Acceptance): boolean {
  return item.code === code && normalizeName(item.subject.distribution ?? '') === distribution
}
