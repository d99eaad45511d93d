import { usageError, trimEndOf } from '@exuvia/model'
import type { ReleaseLocation } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'

/** Access to a repository; without a token if the environment contains none. */
export type Access = Omit<ReleaseLocation, 'tag'>

export function accessOf(repository: string, context: RunContext): Access {
  const token = givenToken(context)
  const apiUrl = context.env['GITHUB_API_URL']
  return {
    repository,
    signal: context.signal,
    clock: context.clock,
    ...(token === '' ? {} : { token }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  }
}

/** The address of a repository's pages: GitHub, or the Enterprise Server of the API. */
export function pagesUrl(repository: string, context: RunContext): string {
  const api = context.env['GITHUB_API_URL'] || 'https://api.github.com'
  const given = context.env['GITHUB_SERVER_URL'] || undefined
  const url = URL.canParse(api) ? new URL(api) : undefined
  const server =
    given ?? (url === undefined || url.host === 'api.github.com' ? 'https://github.com' : url.origin)
  return `${trimEndOf(server, '/')}/${repository}`
}

/** The token, or an empty text if there is none. An empty variable, as of a missing secret, counts as unset. */
export function givenToken(context: RunContext): string {
  const set = [context.env['GITHUB_TOKEN'], context.env['GH_TOKEN']].map((text) => text?.trim() ?? '')
  return set.find((text) => text !== '') ?? ''
}

export function tokenOf(context: RunContext): string {
  const token = givenToken(context)
  if (token !== '') return token
  throw usageError('no-token')
}
