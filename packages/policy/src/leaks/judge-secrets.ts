import { type Finding, type FoundSecret, finding } from '@exuvia/model'
import { type LeakFile, type LeakOwner, subjectOf } from './leak-file.ts'
import { isMadeUpPlace } from './test-paths.ts'

/**
 * Reports each secret once for each file. A token is an error; what also stands in examples, and what is among tests, is a
 * warning. A secret in a comment leaves only with the source. Files that were not searched are reported once for each
 * reason.
 */
export function judgeSecrets(files: readonly LeakFile[], owner: LeakOwner): Finding[] {
  const found = files.flatMap((file) => {
    const subject = subjectOf(file.shown, owner)
    return (file.leaks?.secrets ?? [])
      .filter(({ isComment }) => isComment !== true || file.ship !== 'bytecode')
      .map((secret) => secretFinding(secret, file, subject))
  })
  const unread = Map.groupBy(files, ({ leaks }) => leaks?.unread)
  unread.delete(undefined)
  return [...found, ...Array.from(unread, ([reason, group]) => notScanned(reason ?? '', group, owner)).flat()]
}

function notScanned(reason: string, [first, ...more]: readonly LeakFile[], owner: LeakOwner): Finding[] {
  if (first === undefined) return []
  const what = more.length === 0 ? 'this file is' : `this file and ${more.length} more are`
  return [finding('leaks-not-scanned', 'warning', subjectOf(first.shown, owner), { what, reason })]
}

function secretFinding(
  { rule, what, fingerprint, strength, line, isComment }: FoundSecret,
  file: LeakFile,
  subject: Finding['subject'],
): Finding {
  // Libraries of machine code contain the keys of their self-tests (librdkafka).
  const isSelfTest = rule === 'privatekey' && file.native !== undefined
  const isSure = strength === 'token' && !isSelfTest && !isMadeUpPlace(file.path)
  const where = isComment === true ? ' in a comment' : ''
  return finding(
    'secret-found',
    isSure ? 'error' : 'warning',
    { ...subject, ...(line === undefined ? {} : { line }) },
    { what, where, rule, fingerprint },
  )
}
