import { existsSync } from 'node:fs'
import path from 'node:path'
import { trimEndOf, usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { verifyGitHubRelease } from '../verification/github-release.ts'
import type { VerifyOptions } from '../verification/options.ts'
import { verifyPath } from '../verification/path.ts'
import { releaseNamed } from '../verification/release-name.ts'
import type { VerifyReport } from '../verification/report.ts'

/** The same without a tag. A path of two names that ends like a file is more likely a path. */
const REPOSITORY = /^(?:https:\/\/[^/]+\/)?([\w-]+\/[\w.-]+)$/
const FILE = /\.(?:tar|tgz|tar\.\w+|whl|zip|json)$/

/**
 * Verifies a path or a release on GitHub.
 * @throws usage error `release-without-tag`
 */
export async function verifySubject(
  subject: string,
  options: VerifyOptions,
  context: RunContext,
): Promise<VerifyReport> {
  const named = releaseNamed(subject)
  // An existing file takes precedence, whatever its name looks like.
  const there = existsSync(path.resolve(context.cwd, subject))
  if (there || named === undefined) {
    const [, repository] = REPOSITORY.exec(trimEndOf(subject, '@/')) ?? []
    if (!there && repository !== undefined && !FILE.test(repository))
      throw usageError('release-without-tag', { repository })
    return verifyPath(subject, options, context)
  }
  return verifyGitHubRelease(named.repository, named.tag, options, context)
}
