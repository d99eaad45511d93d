/** A release as the server tells it, checked. */
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
}

/** An asset as the server tells it, checked. */
export interface RemoteAsset {
  readonly id: number
  readonly name: string
  /** `uploaded`, `open` or, while there are no bytes, `starter`. */
  readonly state: string
  readonly size: number
  /** Lower-case hex; undefined while, or where, the server tells none. */
  readonly sha256: string | undefined
  /** Of its bytes through the API. */
  readonly url: string
  readonly downloadUrl: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

export interface RemoteRepository {
  /** `owner/name` as it is called now. */
  readonly fullName: string
  readonly archived: boolean
  readonly private: boolean
  /** Undefined where the server does not tell. */
  readonly push: boolean | undefined
  readonly admin: boolean
}

/** An answer that is not what it should be: cut off, or not GitHub's. */
export class MalformedAnswer extends Error {}

type Fields = Readonly<Record<string, unknown>>

export function asRelease(data: unknown): RemoteRelease {
  const fields = asFields(data, 'a release')
  return {
    id: integer(fields, 'id'),
    tag: text(fields, 'tag_name'),
    name: nullableText(fields, 'name'),
    body: nullableText(fields, 'body'),
    draft: flag(fields, 'draft'),
    prerelease: flag(fields, 'prerelease'),
    immutable: fields['immutable'] === true,
    url: text(fields, 'html_url'),
    uploadUrl: text(fields, 'upload_url').replace(/\{.*$/, ''),
    commitish: text(fields, 'target_commitish'),
  }
}

export function asAsset(data: unknown): RemoteAsset {
  const fields = asFields(data, 'an asset')
  const digest = fields['digest']
  const match = typeof digest === 'string' ? /^sha256:([0-9a-f]{64})$/i.exec(digest) : null
  const createdAt = Date.parse(text(fields, 'created_at'))
  return {
    id: integer(fields, 'id'),
    name: text(fields, 'name'),
    state: text(fields, 'state'),
    size: integer(fields, 'size'),
    sha256: match?.[1]?.toLowerCase(),
    url: text(fields, 'url'),
    downloadUrl: text(fields, 'browser_download_url'),
    createdAt: Number.isNaN(createdAt) ? 0 : createdAt,
  }
}

export function asRepository(data: unknown): RemoteRepository {
  const fields = asFields(data, 'a repository')
  const permissions = fields['permissions']
  const shown = permissions !== null && typeof permissions === 'object' ? (permissions as Fields) : {}
  const push = shown['push']
  return {
    fullName: text(fields, 'full_name'),
    archived: fields['archived'] === true,
    private: fields['private'] === true,
    push: typeof push === 'boolean' ? push : undefined,
    admin: shown['admin'] === true,
  }
}

/** A pull request as the server tells it, checked. */
export interface RemotePull {
  readonly number: number
  readonly open: boolean
  /** The commit that it proposes. */
  readonly head: string
  /** `owner/name` of where that lies; undefined where the fork is gone. */
  readonly headRepository: string | undefined
}

/** A comment as the server tells it, checked. */
export interface RemoteComment {
  readonly id: number
  readonly body: string
  readonly url: string
  /** Undefined where the account is gone. */
  readonly author: { readonly login: string; readonly bot: boolean } | undefined
}

export function asPull(data: unknown): RemotePull {
  const fields = asFields(data, 'a pull request')
  const head = asFields(fields['head'], 'the head of a pull request')
  const { repo } = head
  return {
    number: integer(fields, 'number'),
    open: text(fields, 'state') === 'open',
    head: text(head, 'sha'),
    headRepository:
      repo === null || repo === undefined ? undefined : text(asFields(repo, 'a repository'), 'full_name'),
  }
}

export function asComment(data: unknown): RemoteComment {
  const fields = asFields(data, 'a comment')
  const { user } = fields
  return {
    id: integer(fields, 'id'),
    body: nullableText(fields, 'body'),
    url: text(fields, 'html_url'),
    author: user === null || user === undefined ? undefined : asAuthor(user),
  }
}

function asAuthor(data: unknown): { readonly login: string; readonly bot: boolean } {
  const fields = asFields(data, 'a user')
  return { login: asLogin(data), bot: fields['type'] === 'Bot' }
}

/** A user's login. */
export function asLogin(data: unknown): string {
  return text(asFields(data, 'a user'), 'login')
}

/** What is left of the rate limit. */
export function asRemaining(data: unknown): number {
  return integer(asFields(asFields(data, 'rate limits')['rate'], 'a rate limit'), 'remaining')
}

/** A setting that is on or off. */
export function asEnabled(data: unknown): boolean {
  return flag(asFields(data, 'a setting'), 'enabled')
}

/** A commit's name, as the media type `sha` gives it. */
export function asCommit(data: unknown): string {
  if (typeof data !== 'string' || !/^[0-9a-f]{40}$/.test(data)) throw new MalformedAnswer('expected a commit')
  return data
}

/** Generated notes. */
export function asNotes(data: unknown): string {
  return text(asFields(data, 'notes'), 'body')
}

export function asListOf<T>(data: unknown, item: (data: unknown) => T): T[] {
  if (!Array.isArray(data)) throw new MalformedAnswer('expected a list')
  return data.map((each: unknown) => item(each))
}

function asFields(data: unknown, what: string): Fields {
  if (data === null || typeof data !== 'object' || Array.isArray(data))
    throw new MalformedAnswer(`expected ${what}`)
  return data as Fields
}

function integer(fields: Fields, key: string): number {
  const value = fields[key]
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new MalformedAnswer(`no number "${key}"`)
  return value
}

function text(fields: Fields, key: string): string {
  const value = fields[key]
  if (typeof value !== 'string') throw new MalformedAnswer(`no text "${key}"`)
  return value
}

function nullableText(fields: Fields, key: string): string {
  const value = fields[key] ?? ''
  if (typeof value !== 'string') throw new MalformedAnswer(`no text "${key}"`)
  return value
}

function flag(fields: Fields, key: string): boolean {
  const value = fields[key]
  if (typeof value !== 'boolean') throw new MalformedAnswer(`no truth value "${key}"`)
  return value
}
