import { createHash } from 'node:crypto'
import type { BlobStore } from './blobs.ts'
import type { Clock } from './clock.ts'
import type { Limits } from './limits.ts'

export type Right = 'read' | 'write' | 'admin'

/** A token that the twin knows. Its prefix names its kind, as on GitHub: `ghs_` is an Actions token. */
export interface TwinToken {
  readonly token: string
  readonly login?: string
  /** On every repository. Default: `write`. */
  readonly right?: Right
  /** On pull requests and their comments. Default: `right`. */
  readonly pulls?: Right
  /** On attestations. Default: `right`. */
  readonly attestations?: Right
  /** Whether a fine-grained token may change workflow files; a classic one needs the scope `workflow`. */
  readonly workflows?: boolean
  /** Of a classic token (`ghp_`, `gho_`): GitHub's `x-oauth-scopes` for it. Default: `repo`. */
  readonly scopes?: readonly string[]
}

/** An initial repository. */
export interface TwinRepository {
  /** `owner/name`. */
  readonly name: string
  readonly private?: boolean
  readonly archived?: boolean
  /** Whether publishing locks a release permanently. */
  readonly immutableReleases?: boolean
  readonly defaultBranch?: string
  /** Categories of discussions. Default: none, and discussions are turned off. */
  readonly discussionCategories?: readonly string[]
  /** Tag → commit. */
  readonly tags?: Readonly<Record<string, string>>
  /** Tags with an object of their own, which leads to the commit. */
  readonly annotatedTags?: readonly string[]
  /** Tags that a ruleset protects from moves and deletions. */
  readonly protectedTags?: readonly string[]
  /** The existing commits. Default: any 40 hex digits are one. */
  readonly commits?: readonly string[]
  /** Commits whose workflow files differ from those of the default branch. */
  readonly workflowCommits?: readonly string[]
  readonly pulls?: readonly TwinPull[]
}

/** An initial pull request. */
export interface TwinPull {
  readonly number: number
  /** The commit that it proposes. */
  readonly head: string
  /** `owner/name` of the fork. Default: the repository itself. */
  readonly headRepository?: string
  readonly headRef?: string
  readonly state?: 'open' | 'closed'
}

export interface Lag {
  /** Milliseconds until the list of releases contains a new draft. */
  readonly list: number
  /** Milliseconds until the list of a release's assets contains a new asset, or its new name. */
  readonly assets: number
  /** The same for the field `assets` of a release. Default: as the list. */
  readonly embedded?: number | undefined
  /** Milliseconds until an asset's digest appears; `Infinity`: never, as on an older GitHub Enterprise Server. */
  readonly digest: number
}

/** Times (ms) for the list of a release's assets, and for a release's own field. */
export interface ShownFrom {
  readonly list: number
  readonly embedded: number
}

/** When a change of now shows. */
export function shownFrom({ clock, lag }: World): ShownFrom {
  const now = clock.now()
  return { list: now + lag.assets, embedded: now + (lag.embedded ?? lag.assets) }
}

/** The assets that a list shows now, each by the name that it shows. */
export function shownAssets(world: World, release: ReleaseRecord, where: keyof ShownFrom): AssetRecord[] {
  const now = world.clock.now()
  return release.assets
    .filter((asset) => now >= asset.listedFrom[where])
    .map((asset) => {
      const { before } = asset
      return before === undefined || now >= before.until[where] ? asset : { ...asset, name: before.name }
    })
}

export interface AssetRecord {
  readonly id: number
  name: string
  label: string
  state: 'starter' | 'uploaded'
  readonly contentType: string
  size: number
  /** Of the stored bytes; empty while there are none. */
  sha256: string
  digestFrom: number
  readonly blob: string
  downloads: number
  readonly createdAt: number
  updatedAt: number
  /** When lists begin to show it. */
  readonly listedFrom: ShownFrom
  /** Its name before the last change, which lists show for a while. */
  before: { readonly name: string; readonly until: ShownFrom } | undefined
  readonly uploader: string
}

export interface ReleaseRecord {
  readonly id: number
  tag: string
  commitish: string
  name: string | null
  body: string | null
  draft: boolean
  prerelease: boolean
  immutable: boolean
  readonly createdAt: number
  updatedAt: number
  publishedAt: number | undefined
  /** The category of its discussion. */
  discussion: string | undefined
  readonly author: string
  /** When lists begin to show it. */
  readonly listedFrom: number
  assets: AssetRecord[]
}

/** A stored Sigstore bundle. */
export interface AttestationRecord {
  readonly id: number
  readonly bundle: unknown
  readonly predicateType: string
  /** `sha256:…` of each. */
  readonly subjects: readonly string[]
  readonly initiator: string
}

export interface CommentRecord {
  readonly id: number
  readonly author: string
  body: string
  readonly createdAt: number
  updatedAt: number
}

export interface PullRecord {
  readonly number: number
  head: string
  readonly headRepository: string
  readonly headRef: string
  readonly state: 'open' | 'closed'
  readonly createdAt: number
  comments: CommentRecord[]
}

export interface RepositoryRecord {
  readonly id: number
  readonly owner: string
  readonly name: string
  readonly private: boolean
  readonly archived: boolean
  immutableReleases: boolean
  readonly defaultBranch: string
  readonly head: string
  readonly tags: Map<string, string>
  readonly annotatedTags: ReadonlySet<string>
  readonly protectedTags: ReadonlySet<string>
  readonly discussionCategories: ReadonlySet<string>
  /** Tags that an immutable release uses or used. */
  readonly lockedTags: Set<string>
  readonly commits: ReadonlySet<string> | undefined
  workflowCommits: ReadonlySet<string>
  releases: ReleaseRecord[]
  readonly pulls: Map<number, PullRecord>
  readonly attestations: AttestationRecord[]
  latest: number | undefined
}

/** The twin's whole state, and the functions by which handlers change it. */
export interface World {
  readonly clock: Clock
  readonly limits: Limits
  readonly blobs: BlobStore
  readonly repositories: Map<string, RepositoryRecord>
  readonly tokens: ReadonlyMap<string, TwinToken>
  lag: Lag
  /** Bases of the three hosts, without a trailing slash. */
  urls: { api: string; uploads: string; store: string; web: string }
  nextId(): number
  /** Called after every change on the server. */
  changed(): void
}

const SHA = /^[0-9a-f]{40}$/

export function makeRepository(id: number, options: TwinRepository): RepositoryRecord {
  const [owner = '', name = ''] = options.name.split('/')
  if (owner === '' || name === '') throw new Error(`"${options.name}" is not owner/name`)
  const head = createHash('sha1').update(options.name).digest('hex')
  return {
    id,
    owner,
    name,
    private: options.private ?? false,
    archived: options.archived ?? false,
    immutableReleases: options.immutableReleases ?? false,
    defaultBranch: options.defaultBranch ?? 'main',
    head,
    tags: new Map(Object.entries(options.tags ?? {})),
    annotatedTags: new Set(options.annotatedTags),
    protectedTags: new Set(options.protectedTags),
    discussionCategories: new Set(options.discussionCategories),
    lockedTags: new Set(),
    commits:
      options.commits === undefined
        ? undefined
        : new Set([head, ...options.commits, ...Object.values(options.tags ?? {})]),
    workflowCommits: new Set(options.workflowCommits),
    releases: [],
    attestations: [],
    pulls: new Map((options.pulls ?? []).map((pull) => [pull.number, makePull(pull, options.name)])),
    latest: undefined,
  }
}

function makePull(pull: TwinPull, repository: string): PullRecord {
  return {
    number: pull.number,
    head: pull.head,
    headRepository: pull.headRepository ?? repository,
    headRef: pull.headRef ?? 'topic',
    state: pull.state ?? 'open',
    createdAt: 0,
    comments: [],
  }
}

/** What a ref, tag or commit points to, or undefined. */
export function resolveCommit(repository: RepositoryRecord, ref: string): string | undefined {
  const bare = ref.replace(/^refs\//, '')
  if (bare === repository.defaultBranch || bare === `heads/${repository.defaultBranch}` || bare === 'HEAD') {
    return repository.head
  }
  const tag = repository.tags.get(bare.replace(/^tags\//, ''))
  if (tag !== undefined) return tag
  return knowsCommit(repository, bare) ? bare : undefined
}

export function knowsCommit(repository: RepositoryRecord, sha: string): boolean {
  return SHA.test(sha) && (repository.commits === undefined || repository.commits.has(sha))
}

/** The release that `latest` names: the marked one, or else the newest published one that is not a prerelease. */
export function latestRelease(repository: RepositoryRecord): ReleaseRecord | undefined {
  const candidates = repository.releases.filter((release) => !release.draft && !release.prerelease)
  return (
    candidates.find((release) => release.id === repository.latest) ??
    candidates.reduce<ReleaseRecord | undefined>(
      (best, each) => (best === undefined || newer(each, best) ? each : best),
      undefined,
    )
  )
}

/** The order for `make_latest: legacy`: the higher semantic version, then the later creation. */
export function newer(a: ReleaseRecord, b: ReleaseRecord): boolean {
  const [left, right] = [semver(a.tag), semver(b.tag)]
  if (left !== undefined && right !== undefined) {
    for (let index = 0; index < 3; index += 1) {
      const difference = (left[index] ?? 0) - (right[index] ?? 0)
      if (difference !== 0) return difference > 0
    }
  }
  return a.createdAt > b.createdAt || (a.createdAt === b.createdAt && a.id > b.id)
}

function semver(tag: string): number[] | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(tag)
  return match === null ? undefined : match.slice(1, 4).map(Number)
}
