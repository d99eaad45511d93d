import { createHash } from 'node:crypto'
import { notFound, plain } from './errors.ts'
import { type Answer, type Call, loginOf, repositoryOf, rightOf } from './handler.ts'
import { renderFullUser, renderRepository, renderUser, repositoryUrl, time } from './render.ts'
import { resolveCommit } from './world.ts'

/** An Actions token is not a user: GitHub shows all its permissions on the repository as false. */
export function getRepository(call: Call): Answer {
  const repository = repositoryOf(call)
  const right = rightOf(call.caller)
  const isUser = call.caller?.token.startsWith('ghs_') !== true
  // For a fine-grained token GitHub shows its owner's permissions, not the token's.
  const isFineGrained = call.caller?.token.startsWith('github_pat_') === true
  const permissions =
    right === undefined
      ? undefined
      : {
          admin: isUser && right === 'admin',
          maintain: isUser && right === 'admin',
          push: isUser && (right !== 'read' || isFineGrained),
          triage: isUser && right !== 'read',
          pull: isUser,
        }
  return { status: 200, body: renderRepository(call.world, repository, permissions) }
}

export function getImmutableReleases(call: Call): Answer {
  const repository = repositoryOf(call)
  if (rightOf(call.caller) !== 'admin' || !repository.immutableReleases) throw notFound()
  return { status: 200, body: { enabled: true, enforced_by_owner: false } }
}

/** A commit, or with `Accept: application/vnd.github.sha` its name alone. */
export function getCommit(call: Call): Answer {
  const repository = repositoryOf(call)
  const ref = call.params['ref'] ?? ''
  const sha = resolveCommit(repository, ref)
  if (sha === undefined) throw plain(422, `No commit found for SHA: ${ref}`, '/commits/commits#get-a-commit')
  if ((call.message.headers.accept ?? '').includes('sha')) {
    return {
      status: 200,
      body: sha,
      headers: { 'content-type': 'application/vnd.github.sha; charset=utf-8' },
    }
  }
  const url = repositoryUrl(call.world, repository)
  const tree = createHash('sha1').update(sha).digest('hex')
  const person = { name: repository.owner, email: 'octocat@example.org', date: time(0) }
  return {
    status: 200,
    body: {
      url: `${url}/commits/${sha}`,
      sha,
      node_id: `C_${sha.slice(0, 12)}`,
      html_url: `${call.world.urls.web}/${repository.owner}/${repository.name}/commit/${sha}`,
      comments_url: `${url}/commits/${sha}/comments`,
      commit: {
        url: `${url}/git/commits/${sha}`,
        author: person,
        committer: person,
        message: 'A commit',
        tree: { sha: tree, url: `${url}/git/trees/${tree}` },
        comment_count: 0,
      },
      author: renderUser(call.world, repository.owner),
      committer: renderUser(call.world, repository.owner),
      parents: [],
    },
  }
}

export function getUser(call: Call): Answer {
  if (call.caller === undefined)
    throw plain(401, 'Requires authentication', '/users/users#get-the-authenticated-user')
  if (call.caller.token.startsWith('ghs_')) {
    throw plain(403, 'Resource not accessible by integration', '/users/users#get-the-authenticated-user')
  }
  return { status: 200, body: renderFullUser(call.world, loginOf(call.caller)) }
}
