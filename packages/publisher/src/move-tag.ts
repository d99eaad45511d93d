import { refusal } from '@exuvia/model'
import { Failure } from '@exuvia/network'
import { getCommit, updateTag } from './api.ts'
import type { GitHub } from './github.ts'
import type { PublishOptions } from './options.ts'
import type { RemoteRelease } from './shapes.ts'

/**
 * With `replace`, moves the tag to the commit of the build. Does nothing if the tag is already there,
 * or does not exist yet: publishing creates it.
 * @returns whether it moved
 * @throws refusal `publish-immutable`, `publish-tag-protected`; Failure
 */
export async function moveTag(
  github: GitHub,
  options: PublishOptions,
  release: RemoteRelease,
): Promise<boolean> {
  const { tag, commit } = options
  if (!options.replace || commit === undefined) return false
  const from = await getCommit(github, `tags/${tag}`)
  if (from === undefined || from === commit) return false
  if (release.immutable) {
    throw refusal('publish-immutable', { tag, changes: `its tag, now at ${from}` })
  }
  try {
    await updateTag(github, tag, commit)
  } catch (error) {
    if (error instanceof Failure && isProtected(error)) {
      throw refusal('publish-tag-protected', { tag, answer: error.message })
    }
    throw error
  }
  github.report({ type: 'tag', tag, from, to: commit })
  return true
}

/** GitHub has no separate code for rulesets. */
function isProtected(failure: Failure): boolean {
  return failure.status === 422 && /rule violation|protected ref/i.test(failure.message)
}
