import { trimEndOf } from '@exuvia/model'
import type { Asset, Finding } from '@exuvia/model'
import { usageError } from '@exuvia/model'
import type { Clock } from '@exuvia/network'
import type { There } from './there.ts'

/** The place of a release, and how to access it. */
export interface ReleaseLocation {
  /** `owner/name`. */
  readonly repository: string
  readonly tag: string
  /** `GITHUB_API_URL`; default: GitHub's own, `https://HOST/api/v3` on Enterprise Server. */
  readonly apiUrl?: string
  readonly token?: string
  readonly signal?: AbortSignal
  /** Default: the system's. */
  readonly clock?: Clock | undefined
}

/** The intended content of a release, and how to publish it. */
export interface PublishOptions extends ReleaseLocation {
  readonly token: string
  readonly assets: readonly Asset[]
  /** The release's title, whatever it is now. */
  readonly title?: string
  /** The title of a release that has none; default: the tag. With `replace`, also that of a public one. */
  readonly name?: string
  /** The category of a discussion that GitHub starts when the release becomes public. */
  readonly discussion?: string
  /** The release's body, Markdown. */
  readonly notes?: string
  /** Keep it a draft: complete and verified, but not public. */
  readonly draft: boolean
  readonly prerelease?: boolean
  /** Default: `legacy`, by version and date. */
  readonly latest?: 'true' | 'false' | 'legacy'
  /** The commit for the tag, if there is no tag yet. */
  readonly commit?: string
  /**
   * Replace an earlier build: overwrite its files, move the tag to `commit`, and delete files that an
   * earlier build's SHA256SUMS on the release lists and this build lacks.
   */
  readonly replace: boolean
  readonly onProgress?: (event: PublishEvent) => void
  /** Concurrent uploads; default 4. */
  readonly concurrency?: number
}

/** Progress events. */
export type PublishEvent =
  | {
      readonly type: 'release'
      readonly state: 'created' | 'found'
      readonly draft: boolean
      readonly id: number
    }
  | { readonly type: 'upload'; readonly name: string; readonly sent: number; readonly size: number }
  | {
      readonly type: 'asset'
      readonly name: string
      readonly state: 'kept' | 'uploaded' | 'replaced' | 'removed'
      readonly detail?: string
    }
  | { readonly type: 'tag'; readonly tag: string; readonly from: string; readonly to: string }
  | { readonly type: 'wait'; readonly seconds: number; readonly reason: string }
  | { readonly type: 'retry'; readonly what: string; readonly reason: string }
  | { readonly type: 'published'; readonly url: string }

export interface Published {
  readonly releaseId: number
  readonly url: string
  readonly tag: string
  /** Names sent in this run. */
  readonly uploaded: readonly string[]
  /** Names that already had the right bytes. */
  readonly kept: readonly string[]
  /** Names whose other bytes were replaced. */
  readonly replaced: readonly string[]
  /** Removed names of an earlier build. */
  readonly removed: readonly string[]
  /** The wanted files on the release, by name, with the addresses of their bytes. */
  readonly assets: readonly PublishedFile[]
  /** Whether it is public now. */
  readonly published: boolean
  /** Whether this run changed anything. */
  readonly changed: boolean
}

/** A file on the release. */
export interface PublishedFile {
  readonly name: string
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  /** GitHub's id of the asset. */
  readonly id: number
  /** The public address of its bytes; not found while the release is a draft. */
  readonly url: string
}

/** The result of the checks before a publication. */
export interface PreflightReport {
  readonly findings: readonly Finding[]
  /** No finding is an error. */
  readonly ok: boolean
  /** The current state; `unknown` if it could not be read. */
  readonly release: There['state']
  /** The current text. */
  readonly notes: string | undefined
  readonly assets: readonly PlannedAsset[]
  /** Approximate number of requests for the publication. */
  readonly requests: number
  /** Remaining requests of the rate limit, if known. */
  readonly remaining: number | undefined
  /** Minimum seconds because of GitHub's limits. */
  readonly seconds: number
  /** The remote's answers, for `preflightMade`. */
  readonly there: There
}

export interface PlannedAsset {
  readonly name: string
  readonly size: number
  readonly action: 'upload' | 'keep' | 'replace' | 'remove' | 'refuse'
}

/**
 * An empty address counts as none, as of a variable that a workflow sets from nothing.
 * @throws usage error `publish-api-url`
 */
export function parseApiUrl(given = ''): string {
  const text = given.trim() === '' ? 'https://api.github.com' : given
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw usageError('publish-api-url')
  }
  return trimEndOf(url.href, '/')
}

/**
 * Trims the token; undefined if it is empty.
 * @throws usage error `publish-token-form`, which does not show it
 */
export function parseToken(text: string | undefined): string | undefined {
  const token = text?.trim() ?? ''
  if (token === '') return undefined
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw usageError('publish-token-form')
  }
  return token
}
