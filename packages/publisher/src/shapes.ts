import { FIRST_PROBLEM, largest } from '@exuvia/model'
import { z } from 'zod'
import { ADDRESS, FILE_NAME, FULL_NAME, SIZE, TAG_NAME, TEXT, WORD } from './answer-texts.ts'

/** A release from the server, checked. */
export interface RemoteRelease {
  readonly id: number
  readonly tag: string
  readonly name: string
  readonly body: string
  readonly draft: boolean
  readonly prerelease: boolean
  readonly immutable: boolean
  readonly url: string
  /** Without the `{?name,label}` template. */
  readonly uploadUrl: string
  readonly commitish: string
  /** As the release lists them; a list of its own may show more or fewer. Empty if the server names none. */
  readonly assets: readonly RemoteAsset[]
  /** The last known change, milliseconds since 1970; 0 if the server names none. */
  readonly changedAt: number
}

/** An asset from the server, checked. */
export interface RemoteAsset {
  readonly id: number
  readonly name: string
  /** `uploaded`, `open`, or `starter` while there are no bytes. */
  readonly state: string
  readonly size: number
  /** Lower-case hex; undefined while the server reports none. */
  readonly sha256: string | undefined
  readonly downloadUrl: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

export interface RemoteRepository {
  /** Its present `owner/name`. */
  readonly fullName: string
  readonly archived: boolean
  /** Undefined if the server does not report it. */
  readonly defaultBranch: string | undefined
  readonly private: boolean
  /** Undefined if the server does not report it. */
  readonly push: boolean | undefined
  readonly admin: boolean
}

/** An invalid answer: truncated, or not from GitHub. */
export class MalformedAnswer extends Error {}

/** A pull request from the server, checked. */
export interface RemotePull {
  readonly number: number
  readonly open: boolean
  /** The commit that it proposes. */
  readonly head: string
  /** `owner/name` of that commit's repository; undefined if the fork is gone. */
  readonly headRepository: string | undefined
}

/** A comment from the server, checked. */
export interface RemoteComment {
  readonly id: number
  readonly body: string
  readonly url: string
  /** Undefined if the account is gone. */
  readonly author: { readonly login: string; readonly bot: boolean } | undefined
}

/** Characters of a text that people write; GitHub's own limit is 125,000. */
const MAX_BODY = 1_048_576
/** Items of one page; Exuvia requests 100. */
const MAX_ITEMS = 1000

/** A field that some servers omit or format differently. */
const ANYTHING = z.unknown().optional()
const BODY = z
  .string()
  .max(MAX_BODY)
  .nullish()
  .transform((text) => text ?? '')

/** A number that GitHub gives a release, a file, a comment or a pull request. */
const ID = z.int().positive()

const ASSET = z
  .object({
    id: ID,
    name: FILE_NAME,
    state: WORD,
    size: SIZE,
    digest: ANYTHING,
    browser_download_url: ADDRESS,
    created_at: TEXT,
  })
  .transform(({ id, name, state, size, digest, ...fields }): RemoteAsset => ({
    id,
    name,
    state,
    size,
    sha256: sha256Of(digest),
    downloadUrl: fields.browser_download_url,
    createdAt: timeOf(fields.created_at),
  }))

export const asAsset: (data: unknown) => RemoteAsset = reader('an asset', ASSET)

/** Milliseconds since 1970; 0 for anything else. */
function timeOf(text: unknown): number {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? 0 : time
}

export const asRelease: (data: unknown) => RemoteRelease = reader(
  'a release',
  z
    .object({
      id: ID,
      tag_name: TAG_NAME,
      name: BODY,
      body: BODY,
      draft: z.boolean(),
      prerelease: z.boolean(),
      immutable: ANYTHING,
      html_url: ADDRESS,
      upload_url: ADDRESS,
      target_commitish: WORD,
      // Only a hint: the list of assets decides.
      assets: z.array(ASSET).max(MAX_ITEMS).catch([]),
      created_at: ANYTHING,
      updated_at: ANYTHING,
      published_at: ANYTHING,
    })
    .transform(({ id, name, body, draft, prerelease, ...fields }) => ({
      id,
      tag: fields.tag_name,
      name,
      body,
      draft,
      prerelease,
      immutable: fields.immutable === true,
      url: fields.html_url,
      uploadUrl: fields.upload_url.split('{', 1)[0] ?? '',
      commitish: fields.target_commitish,
      assets: fields.assets,
      changedAt: largest([fields.created_at, fields.updated_at, fields.published_at].map(timeOf)),
    })),
)

/** Not every server reports a digest; a digest of another kind counts as none. */
function sha256Of(digest: unknown): string | undefined {
  const match = typeof digest === 'string' ? /^sha256:([0-9a-f]{64})$/i.exec(digest) : null
  return match?.[1]?.toLowerCase()
}

export const asRepository: (data: unknown) => RemoteRepository = reader(
  'a repository',
  z
    .object({
      full_name: FULL_NAME,
      archived: ANYTHING,
      default_branch: WORD.optional().catch(undefined),
      private: ANYTHING,
      permissions: z.object({ push: ANYTHING, admin: ANYTHING }).optional().catch(undefined),
    })
    .transform(({ full_name, archived, default_branch, permissions, private: hidden }) => ({
      fullName: full_name,
      defaultBranch: default_branch,
      archived: archived === true,
      private: hidden === true,
      push: typeof permissions?.push === 'boolean' ? permissions.push : undefined,
      admin: permissions?.admin === true,
    })),
)

export const asPull: (data: unknown) => RemotePull = reader(
  'a pull request',
  z
    .object({
      number: ID,
      state: TEXT,
      head: z.object({ sha: WORD, repo: z.object({ full_name: FULL_NAME }).nullish() }),
    })
    .transform(({ number, state, head }) => ({
      number,
      open: state === 'open',
      head: head.sha,
      headRepository: head.repo?.full_name,
    })),
)

export const asComment: (data: unknown) => RemoteComment = reader(
  'a comment',
  z
    .object({
      id: ID,
      body: BODY,
      html_url: ADDRESS,
      user: z.object({ login: WORD, type: ANYTHING }).nullish(),
    })
    .transform(({ id, body, html_url, user }) => ({
      id,
      body,
      url: html_url,
      author:
        user === null || user === undefined ? undefined : { login: user.login, bot: user.type === 'Bot' },
    })),
)

/** A user's login. */
export const asLogin = reader(
  'a user',
  z.object({ login: WORD }).transform(({ login }) => login),
)

/** The remaining rate limit. */
export const asRemaining = reader(
  'rate limits',
  z.object({ rate: z.object({ remaining: z.int() }) }).transform(({ rate }) => rate.remaining),
)

/** A setting that is on or off. */
export const asEnabled = reader(
  'a setting',
  z.object({ enabled: z.boolean() }).transform(({ enabled }) => enabled),
)

/** A commit's name, from the media type `sha`. */
export const asCommit = reader('a commit', z.string().regex(/^[0-9a-f]{40}$/))

/** Generated notes. */
export const asNotes = reader(
  'notes',
  z.object({ body: z.string().max(MAX_BODY) }).transform(({ body }) => body),
)

/** The bundles of a page of attestations; undefined for a bundle that is stored elsewhere. */
export const asBundles: (data: unknown) => unknown[] = reader(
  'attestations',
  z
    .object({ attestations: z.array(z.object({ bundle: ANYTHING })).max(MAX_ITEMS) })
    .transform(({ attestations }) => attestations.map(({ bundle }) => bundle)),
)

/** A stored attestation: its id, where the server gives one as a number. Only its existence counts otherwise. */
export const asStored = reader(
  'an attestation',
  z.object({ id: z.unknown() }).transform(({ id }) => (Number.isSafeInteger(id) ? Number(id) : undefined)),
)

const asList = reader('a list', z.array(z.unknown()).max(MAX_ITEMS))

export function asListOf<T>(data: unknown, item: (data: unknown) => T): T[] {
  return asList(data).map((each) => item(each))
}

/** Ignores unknown fields, because GitHub adds new ones. */
function reader<Schema extends z.ZodType>(what: string, schema: Schema): (data: unknown) => z.output<Schema> {
  return (data) => {
    // The first problem is enough, and a hostile list has a million.
    const parsed = schema.safeParse(data, FIRST_PROBLEM)
    if (parsed.success) return parsed.data
    throw new MalformedAnswer(inWords(what, parsed.error.issues[0]))
  }
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'list',
  boolean: 'truth value',
  int: 'number',
  number: 'number',
  object: 'fields',
  string: 'text',
}

/** Quotes no part of the answer, which may contain anything. */
function inWords(what: string, issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined || issue.path.length === 0) return `expected ${what}`
  const place = issue.path.join('.')
  if (issue.code === 'too_big') return `"${place}" is too large`
  return `no ${issue.code === 'invalid_type' ? (KINDS[issue.expected] ?? 'value') : 'value'} "${place}"`
}
