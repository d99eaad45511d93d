import { type ExuviaError, usageError } from '@exuvia/model'
import { Failure } from '@exuvia/network'
import { getCommit } from './api.ts'
import { acceptedPermissions, lacksWorkflows } from './explain.ts'
import type { GitHub } from './github.ts'
import type { PublishOptions } from './options.ts'
import type { RemoteRelease } from './shapes.ts'

type Target = { readonly target_commitish?: string }

/**
 * The commit for a tag that publishing creates. If the tag exists, the result is empty: GitHub does not use the
 * commit then, but refuses it to a token without the permission "workflows" where its workflow files differ from
 * those of the default branch. It checks the commit of an existing release too, so that one gives way to the
 * default branch.
 * @param release the existing release; undefined before its creation
 */
export async function targetOf(
  github: GitHub,
  { tag, commit }: Pick<PublishOptions, 'tag' | 'commit'>,
  release: RemoteRelease | undefined,
): Promise<Target> {
  if (commit === undefined) return {}
  if ((await getCommit(github, `tags/${tag}`)) === undefined)
    return release?.commitish === commit ? {} : { target_commitish: commit }
  const isCommit = release !== undefined && /^[0-9a-f]{40}$/.test(release.commitish)
  return isCommit && github.defaultBranch !== undefined ? { target_commitish: github.defaultBranch } : {}
}

/**
 * Explains GitHub's refusal to create a tag at a commit with other workflow files. A classic token without the
 * scope `workflow` gets 404, as for everything that it may not do.
 */
export function explainTarget(
  error: unknown,
  github: GitHub,
  { tag, commit }: Pick<PublishOptions, 'tag' | 'commit'>,
  target: Target,
): ExuviaError | undefined {
  if (!(error instanceof Failure) || commit === undefined || target.target_commitish !== commit)
    return undefined
  const scopes = github.scopes()
  const lacksScope = error.status === 404 && scopes?.includes('repo') === true && !scopes.includes('workflow')
  if (!lacksScope && !lacksWorkflows(error)) return undefined
  const needs = lacksScope ? 'the scope workflow' : acceptedPermissions(error)
  return usageError('publish-workflow-rights', { tag, commit, answer: error.message, needs })
}
