import { type Finding, addAll, finding } from '@exuvia/model'
import { type LeakFile, type LeakOwner, subjectOf, withInner } from './leak-file.ts'
import { judgeForgotten } from './judge-forgotten.ts'
import { judgeDebugSymbols, judgePlacesOfBuild } from './judge-build-places.ts'
import { judgeSecrets } from './judge-secrets.ts'

/** Reports what the files of one distribution hand out that nobody means to. Pure; the order of the files decides nothing. */
export function judgeLeaks(files: readonly LeakFile[], owner: LeakOwner): Finding[] {
  const shipped = files
    .filter(({ ship }) => ship !== 'exclude')
    .flatMap(withInner)
    .toSorted((a, b) => (a.shown < b.shown ? -1 : 1))
  const findings: Finding[] = []
  addAll(findings, judgeSecrets(shipped, owner))
  addAll(findings, judgeForgotten(shipped, owner))
  addAll(findings, judgePlacesOfBuild(shipped, owner))
  addAll(findings, judgeDebugSymbols(shipped, owner))
  addAll(findings, judgeNestedArchives(shipped, owner))
  return findings
}

/** Says which archives in an archive were not read, or not to their end: one finding for each reason. */
function judgeNestedArchives(files: readonly LeakFile[], owner: LeakOwner): Finding[] {
  const unread = Map.groupBy(files, ({ isNested, leaks }) =>
    isNested ? (leaks?.inside === undefined ? 'they are compressed' : leaks.inside.unread) : undefined,
  )
  unread.delete(undefined)
  return [...unread].flatMap(([reason = '', [first, ...others]]) => {
    if (first === undefined) return []
    const more = others.length === 0 ? '' : ` and ${others.length} more`
    const what = `the files packed in this one${more} are`
    return [finding('leaks-not-scanned', 'note', subjectOf(first.shown, owner), { what, reason })]
  })
}
