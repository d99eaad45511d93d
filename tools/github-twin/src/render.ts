import {
  type AssetRecord,
  type ReleaseRecord,
  type RepositoryRecord,
  type World,
  shownAssets,
} from './world.ts'

/** `2026-01-05T12:00:00Z`, as GitHub writes times. */
export function time(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

export function renderUser(world: World, login: string): Record<string, unknown> {
  const url = `${world.urls.api}/users/${encodeURIComponent(login)}`
  return {
    login,
    id: 1,
    node_id: nodeId('User', 1),
    avatar_url: `${world.urls.web}/avatars/${encodeURIComponent(login)}`,
    gravatar_id: '',
    url,
    html_url: `${world.urls.web}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    user_view_type: 'public',
    site_admin: false,
  }
}

export function renderFullUser(world: World, login: string): Record<string, unknown> {
  const at = time(0)
  return {
    ...renderUser(world, login),
    name: null,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 1,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: at,
    updated_at: at,
  }
}

export function renderAsset(
  world: World,
  repository: RepositoryRecord,
  release: ReleaseRecord,
  asset: AssetRecord,
): Record<string, unknown> {
  const digest =
    asset.sha256 !== '' && world.clock.now() >= asset.digestFrom ? `sha256:${asset.sha256}` : null
  return {
    url: `${repositoryUrl(world, repository)}/releases/assets/${asset.id}`,
    id: asset.id,
    node_id: nodeId('RA', asset.id),
    name: asset.name,
    label: asset.label,
    uploader: renderUser(world, asset.uploader),
    content_type: asset.contentType,
    state: asset.state,
    size: asset.size,
    digest,
    download_count: asset.downloads,
    created_at: time(asset.createdAt),
    updated_at: time(asset.updatedAt),
    browser_download_url: `${webUrl(world, repository)}/releases/download/${encodeURIComponent(shownTag(release))}/${encodeURIComponent(asset.name)}`,
  }
}

export function renderRelease(
  world: World,
  repository: RepositoryRecord,
  release: ReleaseRecord,
): Record<string, unknown> {
  const url = `${repositoryUrl(world, repository)}/releases/${release.id}`
  const uploads = `${world.urls.uploads}/repos/${repository.owner}/${repository.name}`
  const archive = (kind: string): string | null =>
    release.draft ? null : `${repositoryUrl(world, repository)}/${kind}/${encodeURIComponent(release.tag)}`
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${uploads}/releases/${release.id}/assets{?name,label}`,
    html_url: `${webUrl(world, repository)}/releases/tag/${encodeURIComponent(shownTag(release))}`,
    id: release.id,
    author: renderUser(world, release.author),
    node_id: nodeId('RE', release.id),
    tag_name: release.tag,
    target_commitish: release.commitish,
    name: release.name,
    draft: release.draft,
    immutable: release.immutable,
    prerelease: release.prerelease,
    created_at: time(release.createdAt),
    updated_at: time(release.updatedAt),
    published_at: release.publishedAt === undefined ? null : time(release.publishedAt),
    ...(release.discussion === undefined
      ? {}
      : {
          discussion_url: `${world.urls.web}/${repository.owner}/${repository.name}/discussions/${release.id}`,
        }),
    assets: shownAssets(world, release, 'embedded').map((asset) =>
      renderAsset(world, repository, release, asset),
    ),
    tarball_url: archive('tarball'),
    zipball_url: archive('zipball'),
    body: release.body,
  }
}

/** @param permissions undefined without a token */
export function renderRepository(
  world: World,
  repository: RepositoryRecord,
  permissions: Readonly<Record<string, boolean>> | undefined,
): Record<string, unknown> {
  const url = repositoryUrl(world, repository)
  const web = webUrl(world, repository)
  const at = time(0)
  const links = Object.fromEntries(LINKS.map(([key, path]) => [`${key}_url`, `${url}/${path}`] as const))
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    owner: renderUser(world, repository.owner),
    private: repository.private,
    html_url: web,
    url,
    ...links,
    git_url: `git:${web.slice(web.indexOf('//'))}.git`,
    ssh_url: `git@localhost:${repository.owner}/${repository.name}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    ...NOTHING_OF_IT,
    default_branch: repository.defaultBranch,
    archived: repository.archived,
    disabled: false,
    visibility: repository.private ? 'private' : 'public',
    pushed_at: at,
    created_at: at,
    updated_at: at,
    ...(permissions === undefined ? {} : { permissions }),
  }
}

/** Fields that GitHub's description requires of a repository, and the twin does not model. */
const NOTHING_OF_IT = {
  description: null,
  mirror_url: null,
  homepage: null,
  language: null,
  license: null,
  fork: false,
  size: 0,
  forks_count: 0,
  stargazers_count: 0,
  watchers_count: 0,
  open_issues_count: 0,
  subscribers_count: 0,
  network_count: 0,
  forks: 0,
  open_issues: 0,
  watchers: 0,
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_pages: false,
  has_discussions: false,
  has_downloads: true,
}

const LINKS: readonly (readonly [string, string])[] = [
  ['archive', '{archive_format}{/ref}'],
  ['assignees', 'assignees{/user}'],
  ['blobs', 'git/blobs{/sha}'],
  ['branches', 'branches{/branch}'],
  ['collaborators', 'collaborators{/collaborator}'],
  ['comments', 'comments{/number}'],
  ['commits', 'commits{/sha}'],
  ['compare', 'compare/{base}...{head}'],
  ['contents', 'contents/{+path}'],
  ['contributors', 'contributors'],
  ['deployments', 'deployments'],
  ['downloads', 'downloads'],
  ['events', 'events'],
  ['forks', 'forks'],
  ['git_commits', 'git/commits{/sha}'],
  ['git_refs', 'git/refs{/sha}'],
  ['git_tags', 'git/tags{/sha}'],
  ['hooks', 'hooks'],
  ['issue_comment', 'issues/comments{/number}'],
  ['issue_events', 'issues/events{/number}'],
  ['issues', 'issues{/number}'],
  ['keys', 'keys{/key_id}'],
  ['labels', 'labels{/name}'],
  ['languages', 'languages'],
  ['merges', 'merges'],
  ['milestones', 'milestones{/number}'],
  ['notifications', 'notifications{?since,all,participating}'],
  ['pulls', 'pulls{/number}'],
  ['releases', 'releases{/id}'],
  ['stargazers', 'stargazers'],
  ['statuses', 'statuses/{sha}'],
  ['subscribers', 'subscribers'],
  ['subscription', 'subscription'],
  ['tags', 'tags'],
  ['teams', 'teams'],
  ['trees', 'git/trees{/sha}'],
]

export function repositoryUrl(world: World, repository: RepositoryRecord): string {
  return `${world.urls.api}/repos/${repository.owner}/${repository.name}`
}

export function webUrl(world: World, repository: RepositoryRecord): string {
  return `${world.urls.web}/${repository.owner}/${repository.name}`
}

/** A draft's pages and downloads have a made-up tag in their addresses. */
export function shownTag(release: ReleaseRecord): string {
  return release.draft ? `untagged-${release.id.toString(16).padStart(20, '0')}` : release.tag
}

export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`
}
