import { usageError } from '@exuvia/model'

/** `owner` and `name` of a repository. */
export interface RepositoryName {
  readonly owner: string
  readonly repo: string
}

/** @throws usage error `publish-repository-name` */
export function parseRepository(text: string): RepositoryName {
  const match = /^([A-Za-z0-9](?:[A-Za-z0-9_-]{0,99}))\/([A-Za-z0-9._-]{1,100})$/.exec(text)
  if (match === null || match[2] === '.' || match[2] === '..') {
    throw usageError('publish-repository-name', { repository: text })
  }
  return { owner: match[1] ?? '', repo: match[2] ?? '' }
}
