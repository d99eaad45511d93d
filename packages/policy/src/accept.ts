import { type Acceptance, type Finding, describeFinding, finding, globMatcher } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'

/**
 * Replaces findings that the config accepts by notes with the reason. An acceptance holds for one finding of
 * one distribution; if it names a digest, for exactly the wheel with that digest; if it names a path, in places that
 * the glob matches. A secret is accepted by its fingerprint, wherever it is.
 */
export function acceptFindings(
  findings: readonly Finding[],
  accept: readonly Acceptance[],
): readonly Finding[] {
  if (accept.length === 0) return findings
  const byCode = Map.groupBy(accept, (each) => each.finding as string)
  return findings.map((item) => {
    const acceptance = byCode.get(item.code)?.find((each) => isAbout(item, each) && isExactly(item, each))
    if (acceptance === undefined) return item
    const { path: _path, line: _line, ...subject } = item.subject
    const args = { finding: item.code, message: describeFinding(item).message, reason: acceptance.reason }
    return finding('finding-accepted', 'note', subject, args)
  })
}

/**
 * Reports acceptances that no finding needs.
 * @param of which findings were looked for: of the inventory, or of the sizes that a build measures
 */
export function unusedAcceptances(
  findings: readonly Finding[],
  accept: readonly Acceptance[],
  of: 'inventory' | 'sizes' = 'inventory',
): readonly Finding[] {
  if (accept.length === 0) return []
  const byCode = Map.groupBy(findings, ({ code }) => code as string)
  return accept.flatMap((each, index) => {
    if ((each.finding === 'over-budget') !== (of === 'sizes')) return []
    const concerned = (byCode.get(each.finding) ?? []).filter((item) => isAbout(item, each))
    if (concerned.some((item) => isExactly(item, each))) return []
    const other = concerned[0]?.args['sha256']
    const suggestion = other === undefined ? '' : `the wheel has the SHA-256 ${String(other)}; `
    const about =
      each.fingerprint ?? `${each.distribution ?? ''}${each.path === undefined ? '' : ` at ${each.path}`}`
    const args = { finding: each.finding, distribution: about, suggestion }
    return [finding('acceptance-unused', 'warning', { key: `accept[${index}]` }, args)]
  })
}

/** Whether a finding is about what an acceptance names. */
function isAbout({ subject, args }: Finding, { distribution, fingerprint }: Acceptance): boolean {
  if (fingerprint !== undefined && fingerprint !== args['fingerprint']) return false
  return (
    distribution === undefined ||
    distribution === normalizeName(subject.distribution ?? subject.artifact ?? '')
  )
}

function isExactly({ subject, args }: Finding, { sha256, path }: Acceptance): boolean {
  if (sha256 !== undefined && sha256 !== args['sha256']) return false
  if (path === undefined) return true
  // A size is that of a whole artifact.
  const place = subject.path ?? args['artifact']
  return typeof place === 'string' && (place === path || globMatcher(path)(place))
}
