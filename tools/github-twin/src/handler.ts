import type { IncomingMessage } from 'node:http'
import { type ApiError, notFound, plain } from './errors.ts'
import type { RepositoryRecord, Right, TwinToken, World } from './world.ts'

/** A handler's result. The twin sends a `Uint8Array` or text unchanged, anything else as JSON. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A request with its route, after the permission check. */
export interface Call {
  readonly world: World
  readonly message: IncomingMessage
  /** The body's bytes, through all active faults. */
  readonly body: AsyncIterable<Uint8Array>
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly caller: TwinToken | undefined
  /** The route's path as GitHub's description writes it. */
  readonly template: string
}

export type Handler = (call: Call) => Answer | Promise<Answer>

/** The login that a change records. */
export function loginOf(caller: TwinToken | undefined): string {
  return caller?.login ?? (caller?.token.startsWith('ghs_') === true ? 'github-actions[bot]' : 'octocat')
}

export function rightOf(caller: TwinToken | undefined): Right | undefined {
  return caller === undefined ? undefined : (caller.right ?? 'write')
}

/** The scopes of a classic token; the other kinds have none. */
export function scopesOf(caller: TwinToken | undefined): readonly string[] | undefined {
  return caller !== undefined && /^gh[po]_/.test(caller.token) ? (caller.scopes ?? ['repo']) : undefined
}

/** Whether the caller may change the repository, and so see drafts. */
export function mayWrite(caller: TwinToken | undefined): boolean {
  const right = rightOf(caller)
  const scopes = scopesOf(caller)
  const hasScope = scopes === undefined || scopes.includes('repo') || scopes.includes('public_repo')
  return hasScope && (right === 'write' || right === 'admin')
}

/** The repository of the path, as far as the caller may see it. */
export function repositoryOf(call: Call): RepositoryRecord {
  const key = `${call.params['owner'] ?? ''}/${call.params['repo'] ?? ''}`.toLowerCase()
  const repository = call.world.repositories.get(key)
  if (repository === undefined || (repository.private && call.caller === undefined)) throw notFound()
  return repository
}

/**
 * The same, for a change. A token without permission gets the answer of its kind: 404 for a classic
 * token, 403 for an Actions or fine-grained token.
 */
export function writableRepository(call: Call, page: string): RepositoryRecord {
  return writable(call, page, mayWrite(call.caller))
}

/** The same for pull requests and their comments, which have a permission of their own. */
export function pullsWritable(call: Call, page: string): RepositoryRecord {
  const right = call.caller?.pulls ?? rightOf(call.caller)
  return writable(call, page, right === 'write' || right === 'admin', 'pull_requests=write')
}

/** The same for attestations. */
export function attestationsWritable(call: Call, page: string): RepositoryRecord {
  const right = call.caller?.attestations ?? rightOf(call.caller)
  return writable(call, page, right === 'write' || right === 'admin', 'attestations=write')
}

/**
 * Refuses to make a tag or a release point to a commit whose workflow files differ from those of the default
 * branch, unless the token may change workflows. An Actions token never may.
 */
export function refuseWorkflows(
  call: Call,
  repository: RepositoryRecord,
  commit: string | undefined,
  page: string,
): void {
  const { caller } = call
  if (caller === undefined || commit === undefined || !repository.workflowCommits.has(commit)) return
  const scopes = scopesOf(caller)
  if (scopes?.includes('workflow') === true || (caller.workflows === true && !isActions(caller))) return
  throw forbidden(caller, page, 'contents=write,workflows=write')
}

function isActions({ token }: TwinToken): boolean {
  return token.startsWith('ghs_')
}

/** The answer to a token without a permission: 404 for a classic one, else 403 with the accepted permissions. */
function forbidden(caller: TwinToken, page: string, accepted: string): ApiError {
  const headers = { 'x-accepted-github-permissions': accepted }
  if (isActions(caller)) return plain(403, 'Resource not accessible by integration', page, headers)
  if (caller.token.startsWith('github_pat_'))
    return plain(403, 'Resource not accessible by personal access token', page, headers)
  return notFound(page)
}

function writable(call: Call, page: string, may: boolean, accepted = 'contents=write'): RepositoryRecord {
  const repository = repositoryOf(call)
  if (call.caller === undefined) throw plain(401, 'Requires authentication', page)
  if (!may) throw forbidden(call.caller, page, accepted)
  if (repository.archived) throw plain(403, 'Repository was archived so is read-only.', page)
  return repository
}

/** A numeric path parameter; 404 if it is not a number. */
export function idOf(call: Call, name: string): number {
  const text = call.params[name] ?? ''
  if (!/^\d{1,15}$/.test(text)) throw notFound()
  return Number(text)
}

/** One page of a list, with GitHub's Link header. `per_page` is 30, at most 100. */
export function paginate<T>(
  call: Call,
  items: readonly T[],
): { page: readonly T[]; headers: Record<string, string> } {
  const size = Math.min(Math.max(positive(call.query.get('per_page'), 30), 1), call.world.limits.itemsPerPage)
  const page = Math.max(positive(call.query.get('page'), 1), 1)
  const last = Math.max(1, Math.ceil(items.length / size))
  const url = new URL(
    call.world.urls.api + call.template.replaceAll(/\{(\w+)\}/g, (_, key: string) => call.params[key] ?? ''),
  )
  const link = (to: number, rel: string): string => {
    const target = new URL(url)
    for (const [key, value] of call.query) target.searchParams.set(key, value)
    target.searchParams.set('page', String(to))
    return `<${target.href}>; rel="${rel}"`
  }
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ]
  return {
    page: items.slice((page - 1) * size, page * size),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  }
}

function positive(text: string | null, fallback: number): number {
  if (text === null || !/^\d{1,9}$/.test(text)) return fallback
  return Number(text)
}
