import { type Finding, type FoundSecret, finding } from '@exuvia/model'
import { type LeakFile, type LeakOwner, subjectOf } from './leak-file.ts'
import { isMadeUpPlace } from './test-paths.ts'

/**
 * Reports each secret once for each file. A token is an error; what also stands in examples, and what is among tests, is a
 * warning. A secret in a comment leaves only with the source.
 */
export function judgeSecrets(files: readonly LeakFile[], owner: LeakOwner): Finding[] {
  return files.flatMap((file) => {
    const unread = file.leaks?.unread
    const subject = subjectOf(file.shown, owner)
    const found = (file.leaks?.secrets ?? [])
      .filter(({ isComment }) => isComment !== true || file.ship !== 'bytecode')
      .map((secret) => secretFinding(secret, file, subject))
    if (unread === undefined) return found
    const args = { what: 'this file is', reason: unread }
    return [...found, finding('leaks-not-scanned', 'warning', subject, args)]
  })
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
