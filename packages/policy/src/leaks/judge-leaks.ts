import { type Finding, addAll, finding } from '@exuvia/model'
import { type LeakFile, type LeakOwner, subjectOf } from './leak-file.ts'
import { judgeForgotten } from './judge-forgotten.ts'
import { judgeDebugSymbols, judgePlacesOfBuild } from './judge-build-places.ts'
import { judgeSecrets } from './judge-secrets.ts'

/** Reports what the files of one distribution hand out that nobody means to. Pure; the order of the files decides nothing. */
export function judgeLeaks(files: readonly LeakFile[], owner: LeakOwner): Finding[] {
  const shipped = files
    .filter(({ ship }) => ship !== 'exclude')
    .toSorted((a, b) => (a.shown < b.shown ? -1 : 1))
  const findings: Finding[] = []
  addAll(findings, judgeSecrets(shipped, owner))
  addAll(findings, judgeForgotten(shipped, owner))
  addAll(findings, judgePlacesOfBuild(shipped, owner))
  addAll(findings, judgeDebugSymbols(shipped, owner))
  addAll(findings, judgeNestedArchives(shipped, owner))
  return findings
}

/** Says that archives in an archive were not opened for this. */
function judgeNestedArchives(files: readonly LeakFile[], owner: LeakOwner): Finding[] {
  const nested = files.filter(({ isNested }) => isNested)
  const [first] = nested
  if (first === undefined) return []
  const others = nested.length - 1
  const what =
    others === 0 ? 'the files packed in this one are' : `the files packed in this one and ${others} more are`
  const subject = subjectOf(first.shown, owner)
  return [finding('leaks-not-scanned', 'note', subject, { what, reason: 'they are compressed' })]
}
