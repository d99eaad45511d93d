import { existsSync } from 'node:fs'
import path from 'node:path'
import { readBounded } from '@exuvia/files'
import { parseStatement } from '@exuvia/provenance'
import { messageOf } from '@exuvia/model'
import { isBundleName, isStatementName } from '../publication/provenance.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import type { ReleaseFolder } from '../release/folder.ts'
import type { VerifyContext } from './digest.ts'
import type { VerifiedItem } from './item.ts'

const MAX_STATEMENT_BYTES = 16 * 1024 * 1024

/**
 * Verifies the unsigned provenance in a release's folder: it must name every other file except
 * SHA256SUMS, with its digest. This does not prove who wrote it.
 */
export async function verifyStatements(
  release: ReleaseFolder,
  context: VerifyContext,
): Promise<VerifiedItem[]> {
  const items: VerifiedItem[] = []
  for (const name of new Set([...release.files, ...release.others].filter(isStatementName))) {
    const problems = await problemsOf(release, name, context)
    items.push({ name, kind: 'statement', files: 0, problems })
  }
  return items
}

async function problemsOf(
  { folder, files }: ReleaseFolder,
  name: string,
  context: VerifyContext,
): Promise<string[]> {
  const file = path.join(folder, name)
  try {
    const bytes = await readBounded(file, MAX_STATEMENT_BYTES)
    if (bytes === undefined) return [`more than ${MAX_STATEMENT_BYTES} bytes are too many for a statement`]
    const { subjects } = parseStatement(bytes.toString('utf8'), name)
    const problems: string[] = []
    for (const other of files.filter(
      (each) => each !== CHECKSUMS && !isBundleName(each) && !isStatementName(each),
    )) {
      const named = subjects.find((subject) => subject.name === other)
      // The manifest or SHA256SUMS already reports a file that is missing or has no digest.
      const sha256 = (await context.digests.of(path.join(folder, other)))?.sha256
      if (sha256 === undefined) continue
      if (named === undefined) problems.push(`does not name ${other}`)
      else if (named.sha256 !== sha256)
        problems.push(`SHA-256 of ${other} is ${sha256}; expected ${named.sha256} (statement)`)
    }
    const missing = subjects.filter(
      ({ name: at }) => path.basename(at) !== at || !existsSync(path.join(folder, at)),
    )
    return [...problems, ...missing.map((subject) => `names ${subject.name}, which was not found`)]
  } catch (error) {
    context.signal.throwIfAborted()
    return [messageOf(error)]
  }
}
