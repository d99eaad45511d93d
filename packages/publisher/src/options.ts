import { trimEndOf } from '@exuvia/model'
import type { Asset, Finding } from '@exuvia/model'
import { usageError } from '@exuvia/model'
import type { Clock } from './clock.ts'
import type { There } from './there.ts'

/** Where a release is, and how to get there. */
export interface ReleaseLocation {
  /** `owner/name`. */
  readonly repository: string
  readonly tag: string
  /** `GITHUB_API_URL`; GitHub's own where it is not given, `https://HOST/api/v3` on Enterprise Server. */
  readonly apiUrl?: string
  readonly token?: string
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

/** What is to be on a release, and how it is to be published. */
export interface PublishOptions extends ReleaseLocation {
  readonly token: string
  readonly assets: readonly Asset[]
  /** The release's title; the tag where it is not given. */
  readonly name?: string
  /** The release's body, Markdown. */
  readonly notes?: string
  /** Leave it a draft: complete and proven, but not public. */
  readonly draft: boolean
  readonly prerelease?: boolean
  /** `legacy`, by version and date, where it is not given. */
  readonly latest?: 'true' | 'false' | 'legacy'
  /** The commit that the tag is made at, if there is no tag yet. */
  readonly commit?: string
  /**
   * Make the release hold this build: other bytes under its names are replaced, the tag moves to
   * `commit`, and files go that an earlier build's SHA256SUMS on the release lists and this one lacks.
   */
  readonly replace: boolean
  readonly onProgress?: (event: PublishEvent) => void
  /** Uploads at a time; 4 where it is not given. */
  readonly concurrency?: number
}

/** What is going on, for anyone who shows it. */
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
  /** Names that were there with the right bytes. */
  readonly kept: readonly string[]
  /** Names that were there with other bytes, and have ours now. */
  readonly replaced: readonly string[]
  /** Names of an earlier build that are gone. */
  readonly removed: readonly string[]
  /** Whether it is public now. */
  readonly published: boolean
  /** Whether this run changed anything. */
  readonly changed: boolean
}

/** What the checks before a publication say. */
export interface PreflightReport {
  readonly findings: readonly Finding[]
  /** No finding is an error. */
  readonly ok: boolean
  /** What is there now; `unknown` where it could not be read. */
  readonly release: There['state']
  /** The text of what is there now. */
  readonly notes: string | undefined
  readonly assets: readonly PlannedAsset[]
  /** Requests that the publication takes, about. */
  readonly requests: number
  /** Requests left of the rate limit, where it was read. */
  readonly remaining: number | undefined
  /** Seconds that GitHub's limits make it take at least. */
  readonly seconds: number
  /** All that the remote answered, for `preflightMade`. */
  readonly there: There
}

export interface PlannedAsset {
  readonly name: string
  readonly size: number
  readonly action: 'upload' | 'keep' | 'replace' | 'remove' | 'refuse'
}

/** @throws usage error `publish-api-url` */
export function parseApiUrl(text = 'https://api.github.com'): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw usageError('publish-api-url', 'GITHUB_API_URL is not the address of an API', {
      hint: 'it is https://api.github.com, or https://HOST/api/v3 for an Enterprise Server',
    })
  }
  return trimEndOf(url.href, '/')
}

/**
 * The token with surrounding white space gone; undefined if it is empty.
 * @throws usage error `publish-token-form`, which does not show it
 */
export function parseToken(text: string | undefined): string | undefined {
  const token = text?.trim() ?? ''
  if (token === '') return undefined
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw usageError('publish-token-form', 'the token has characters that no token has', {
      hint: 'set GITHUB_TOKEN to the token alone, on one line',
    })
  }
  return token
}
