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
  const byFinding = Map.groupBy(accept, keyOfAcceptance)
  return findings.map((item) => {
    const acceptance = byFinding.get(keyOf(item))?.find((each) => isOfWheel(item, each))
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
  if (accept.length === 0) return []
  const byKey = Map.groupBy(findings, keyOf)
  return accept.flatMap((each, index) => {
    const concerned = byKey.get(keyOfAcceptance(each)) ?? []
    if (concerned.some((item) => isOfWheel(item, each))) return []
    const other = concerned[0]?.args['sha256']
    const suggestion = other === undefined ? '' : `the wheel has the SHA-256 ${String(other)}; `
    const args = { finding: each.finding, distribution: each.distribution, suggestion }
    return [finding('acceptance-unused', 'warning', { key: `accept[${index}]` }, args)]
  })
}

function isOfWheel(item: Finding, { sha256 }: Acceptance): boolean {
  return sha256 === undefined || sha256 === item.args['sha256']
}

function keyOf({ code, subject }: Finding): string {
  return `${code} ${normalizeName(subject.distribution ?? '')}`
}

function keyOfAcceptance({ finding: code, distribution }: Acceptance): string {
  return `${code} ${distribution}`
}
