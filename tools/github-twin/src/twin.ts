import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type BlobStore, digestsOnly, folderBlobs, memoryBlobs } from './blobs.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Network } from './exchange.ts'
import { type Faults, createFaults } from './faults.ts'
import { GITHUB_LIMITS, type Limits, createRateLimiter } from './limits.ts'
import { newDraft } from './releases.ts'
import { type LoggedRequest, type ServerState, serve } from './server.ts'
import {
  type AttestationRecord,
  type Lag,
  type PullRecord,
  type RepositoryRecord,
  type TwinRepository,
  type TwinToken,
  type World,
  latestRelease,
  makeRepository,
} from './world.ts'

export interface TwinOptions {
  /** The folder of assets' bytes. Default: memory. */
  readonly folder?: string
  /** False: the twin keeps only sizes and digests, and downloads fail. */
  readonly keepBytes?: boolean
  /** The API's port; uploads and the object store use free ports. */
  readonly port?: number
  /** Default: one token, `ghp_twin`. */
  readonly tokens?: readonly TwinToken[]
  /** Default: one repository, `octocat/hello`. */
  readonly repositories?: readonly TwinRepository[]
  readonly clock?: Clock
  readonly limits?: Partial<Limits>
  readonly lag?: Partial<Lag>
  readonly network?: Partial<Network>
  /** Paths as on GitHub Enterprise Server: `/api/v3` and `/api/uploads`. */
  readonly enterprise?: boolean
}

/** An asset as the server stores it. */
export interface AssetState {
  readonly id: number
  readonly name: string
  readonly state: 'starter' | 'uploaded'
  readonly size: number
  /** Lower-case hex of the stored bytes; empty for a `starter`. */
  readonly sha256: string
}

export interface ReleaseState {
  readonly id: number
  readonly tag: string
  readonly name: string | null
  readonly body: string | null
  readonly draft: boolean
  readonly prerelease: boolean
  readonly immutable: boolean
  readonly latest: boolean
  /** The category of its discussion. */
  readonly discussion: string | undefined
  readonly assets: readonly AssetState[]
}

/** A comment on a pull request, as the server stores it. */
export interface CommentState {
  readonly id: number
  readonly author: string
  readonly body: string
}

export interface Twin {
  /** The API's base, for `GITHUB_API_URL`. */
  readonly url: string
  readonly uploadsUrl: string
  readonly storeUrl: string
  /** The first token. */
  readonly token: string
  readonly faults: Faults
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly LoggedRequest[]
  /** Answers that did not fit GitHub's description, and errors inside the twin; `close` throws them. */
  readonly violations: readonly string[]
  /** The server's releases, drafts too, in the order of creation. */
  releases(repository: string): readonly ReleaseState[]
  /** Tag → commit. */
  tags(repository: string): ReadonlyMap<string, string>
  /** Stored bundles, oldest first. */
  attestations(repository: string): readonly AttestationRecord[]
  /** The comments on a pull request, oldest first. */
  comments(repository: string, pull: number): readonly CommentState[]
  /** Adds another user's comment to a pull request. */
  comment(repository: string, pull: number, author: string, body: string): void
  /** Pushes a commit to a pull request. */
  push(repository: string, pull: number, head: string): void
  /** Makes a draft as a person does on the site, without a request. */
  draft(repository: string, tag: string, name: string): void
  /** Calls back after every change on the server. */
  onChange(listener: () => void): void
  setLag(lag: Partial<Lag>): void
  setImmutableReleases(repository: string, enabled: boolean): void
  /** Changes workflow files of the default branch: those of these commits differ now. */
  setWorkflowCommits(repository: string, commits: readonly string[]): void
  /** @throws if there were violations */
  close(): Promise<void>
}

/** Starts a local GitHub: the release API, the upload host and the object store, each on a port. */
export async function startTwin(options: TwinOptions = {}): Promise<Twin> {
  const clock = options.clock ?? systemClock
  const limits: Limits = { ...GITHUB_LIMITS, ...options.limits }
  const tokens = options.tokens ?? [{ token: 'ghp_twin' }]
  const faults = createFaults()
  const listeners: (() => void)[] = []
  let lastId = 0
  const world: World = {
    clock,
    limits,
    blobs: blobsFor(options),
    repositories: new Map(),
    tokens: new Map(tokens.map((token) => [token.token, token])),
    lag: { list: 0, assets: 0, digest: 0, ...options.lag },
    urls: { api: '', uploads: '', store: '', web: '' },
    nextId: () => (lastId += 1),
    changed: () => {
      for (const listener of listeners) listener()
    },
  }
  for (const repository of options.repositories ?? [{ name: 'octocat/hello' }]) {
    world.repositories.set(repository.name.toLowerCase(), makeRepository(world.nextId(), repository))
  }
  const enterprise = options.enterprise === true
  const state: ServerState = {
    world,
    limiter: createRateLimiter(clock, limits),
    network: { latency: 0, bytesPerSecond: Number.POSITIVE_INFINITY, ...options.network },
    lines: { in: { freeFrom: 0 }, out: { freeFrom: 0 } },
    hasRateLimits: !enterprise,
    prefix: { api: enterprise ? '/api/v3' : '', uploads: enterprise ? '/api/uploads' : '' },
    meet: (request) => faults.meet(request),
    requests: [],
    violations: [],
    active: 0,
  }
  const servers = await Promise.all([
    listen(state, 'api', options.port ?? 0),
    listen(state, 'uploads', 0),
    listen(state, 'store', 0),
  ])
  const [api, uploads, store] = servers.map(baseOf)
  world.urls = {
    api: `${api ?? ''}${state.prefix.api}`,
    uploads: `${uploads ?? ''}${state.prefix.uploads}`,
    store: store ?? '',
    web: api ?? '',
  }

  const repositoryOf = (name: string): RepositoryRecord => {
    const found = world.repositories.get(name.toLowerCase())
    if (found === undefined) throw new Error(`the twin has no repository ${name}`)
    return found
  }
  return {
    url: world.urls.api,
    uploadsUrl: world.urls.uploads,
    storeUrl: world.urls.store,
    token: tokens[0]?.token ?? '',
    faults,
    requests: state.requests,
    violations: state.violations,
    releases: (name) => releaseStates(repositoryOf(name)),
    tags: (name) => repositoryOf(name).tags,
    attestations: (name) => repositoryOf(name).attestations,
    comments: (name, number) =>
      pullOf(repositoryOf(name), number).comments.map(({ id, author, body }) => ({ id, author, body })),
    comment: (name, number, author, body) => {
      const now = clock.now()
      const record = { id: world.nextId(), author, body, createdAt: now, updatedAt: now }
      pullOf(repositoryOf(name), number).comments.push(record)
    },
    push: (name, number, head) => {
      pullOf(repositoryOf(name), number).head = head
    },
    draft: (name, tag, title) => {
      repositoryOf(name).releases.push({ ...newDraft(world, tag, 'octocat'), name: title })
      world.changed()
    },
    onChange: (listener) => {
      listeners.push(listener)
    },
    setLag: (lag) => {
      world.lag = { ...world.lag, ...lag }
    },
    setImmutableReleases: (name, enabled) => {
      repositoryOf(name).immutableReleases = enabled
    },
    setWorkflowCommits: (name, commits) => {
      repositoryOf(name).workflowCommits = new Set(commits)
    },
    close: async () => {
      await Promise.all(servers.map(stop))
      if (state.violations.length > 0) throw new Error(`in the twin: ${state.violations.join('\n')}`)
    },
  }
}

function pullOf(repository: RepositoryRecord, number: number): PullRecord {
  const found = repository.pulls.get(number)
  if (found === undefined) throw new Error(`the twin has no pull request ${number}`)
  return found
}

function blobsFor({ folder, keepBytes }: TwinOptions): BlobStore {
  if (keepBytes === false) return digestsOnly()
  return folder === undefined ? memoryBlobs() : folderBlobs(folder)
}

function releaseStates(repository: RepositoryRecord): ReleaseState[] {
  const latest = latestRelease(repository)
  return repository.releases.map((release) => ({
    id: release.id,
    tag: release.tag,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    immutable: release.immutable,
    latest: release === latest,
    discussion: release.discussion,
    assets: release.assets.map(({ id, name, state, size, sha256 }) => ({ id, name, state, size, sha256 })),
  }))
}

async function listen(state: ServerState, host: 'api' | 'uploads' | 'store', port: number): Promise<Server> {
  const server = createServer({ requestTimeout: 0 }, (message, response) => {
    void serve(state, host, message, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}

function baseOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
}
