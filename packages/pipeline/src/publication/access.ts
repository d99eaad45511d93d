import type { ReleaseLocation } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'

/** How to reach a repository; without a token where the environment has none. */
export type Access = Omit<ReleaseLocation, 'tag'>

export function accessOf(repository: string, context: RunContext): Access {
  const token = context.env['GITHUB_TOKEN'] ?? context.env['GH_TOKEN']
  const apiUrl = context.env['GITHUB_API_URL']
  return {
    repository,
    signal: context.signal,
    ...(token === undefined || token === '' ? {} : { token }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  }
}

/** Where a repository's pages are: GitHub, or the Enterprise Server whose API is used. */
export function pagesUrl(repository: string, context: RunContext): string {
  const api = context.env['GITHUB_API_URL'] ?? 'https://api.github.com'
  const given = context.env['GITHUB_SERVER_URL']
  const url = URL.canParse(api) ? new URL(api) : undefined
  const server =
    given ?? (url === undefined || url.host === 'api.github.com' ? 'https://github.com' : url.origin)
  return `${server.replace(/\/+$/, '')}/${repository}`
}
