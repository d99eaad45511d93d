import { nodeId, renderRepository, renderUser, repositoryUrl, time, webUrl } from './render.ts'
import {
  type CommentRecord,
  type PullRecord,
  type RepositoryRecord,
  type World,
  makeRepository,
} from './world.ts'

export function renderPull(
  world: World,
  repository: RepositoryRecord,
  pull: PullRecord,
): Record<string, unknown> {
  const api = repositoryUrl(world, repository)
  const web = `${webUrl(world, repository)}/pull/${pull.number}`
  const url = `${api}/pulls/${pull.number}`
  const issue = `${api}/issues/${pull.number}`
  const base = side(world, repository, repository.defaultBranch, repository.head)
  const fork = pull.headRepository.toLowerCase() !== `${repository.owner}/${repository.name}`.toLowerCase()
  const from = fork ? makeRepository(repository.id + 1_000_000, { name: pull.headRepository }) : repository
  const head = side(world, from, pull.headRef, pull.head)
  const at = time(pull.createdAt)
  return {
    ...NOTHING_OF_IT,
    id: 10_000 + pull.number,
    node_id: nodeId('PR', pull.number),
    url,
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${api}/statuses/${pull.head}`,
    number: pull.number,
    state: pull.state,
    title: 'A pull request',
    user: renderUser(world, from.owner),
    created_at: at,
    updated_at: at,
    closed_at: pull.state === 'open' ? null : at,
    head,
    base,
    comments: pull.comments.length,
    author_association: fork ? 'CONTRIBUTOR' : 'OWNER',
    _links: {
      self: link(url),
      html: link(web),
      issue: link(issue),
      comments: link(`${issue}/comments`),
      review_comments: link(`${url}/comments`),
      review_comment: link(`${api}/pulls/comments{/number}`),
      commits: link(`${url}/commits`),
      statuses: link(`${api}/statuses/${pull.head}`),
    },
  }
}

export function renderComment(
  world: World,
  repository: RepositoryRecord,
  pull: PullRecord,
  comment: CommentRecord,
): Record<string, unknown> {
  const api = repositoryUrl(world, repository)
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${webUrl(world, repository)}/pull/${pull.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${pull.number}`,
    body: comment.body,
    user: renderUser(world, comment.author),
    created_at: time(comment.createdAt),
    updated_at: time(comment.updatedAt),
    author_association: 'NONE',
    performed_via_github_app: null,
  }
}

/** Fields that GitHub's description requires of a pull request, and the twin does not model. */
const NOTHING_OF_IT = {
  locked: false,
  body: null,
  merged_at: null,
  merge_commit_sha: null,
  assignee: null,
  assignees: [],
  requested_reviewers: [],
  requested_teams: [],
  labels: [],
  milestone: null,
  draft: false,
  auto_merge: null,
  merged: false,
  mergeable: null,
  rebaseable: null,
  mergeable_state: 'unknown',
  merged_by: null,
  review_comments: 0,
  maintainer_can_modify: false,
  commits: 1,
  additions: 1,
  deletions: 0,
  changed_files: 1,
}

function link(href: string): { readonly href: string } {
  return { href }
}

function side(world: World, repository: RepositoryRecord, ref: string, sha: string): Record<string, unknown> {
  return {
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: renderUser(world, repository.owner),
    repo: renderRepository(world, repository, undefined),
  }
}
