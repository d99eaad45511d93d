import { existsSync } from 'node:fs'
import path from 'node:path'
import { trimEndOf, usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { verifyGitHubRelease } from '../verification/github-release.ts'
import type { VerifyOptions } from '../verification/options.ts'
import { verifyPath } from '../verification/path.ts'
import type { VerifyReport } from '../verification/report.ts'

/** `owner/name@tag`, or the address of a release's page. */
const RELEASE = /^(?:https:\/\/[^/]+\/)?([\w.-]+\/[\w.-]+)(?:@|\/releases\/tag\/)(.+)$/

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
  const match = RELEASE.exec(subject)
  // An existing file takes precedence, whatever its name looks like.
  const there = existsSync(path.resolve(context.cwd, subject))
  if (there || match?.[1] === undefined || match[2] === undefined) {
    const [, repository] = REPOSITORY.exec(trimEndOf(subject, '@/')) ?? []
    if (!there && repository !== undefined && !FILE.test(repository))
      throw usageError('release-without-tag', { repository })
    return verifyPath(subject, options, context)
  }
  return verifyGitHubRelease(match[1], decodeTag(match[2]), options, context)
}

/** Decodes a tag from an address; keeps a tag with a bare `%` unchanged. */
function decodeTag(tag: string): string {
  try {
    return decodeURIComponent(tag)
  } catch {
    return tag
  }
}
