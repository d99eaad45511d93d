import type { LockedSource } from './lock.ts'

/** A repository at a commit, and the folder in it. */
interface GitSource {
  readonly source: LockedSource & { readonly kind: 'git' }
  readonly subdirectory: string | undefined
}

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

/** Reads uv's form: `https://host/repo?subdirectory=a&rev=main#<commit>`. Pure. */
export function uvGitSource(text: string): GitSource {
  const [rest = '', commit] = text.split('#')
  const [repository = '', query = ''] = rest.split('?')
  const subdirectory = new URLSearchParams(query).get('subdirectory') ?? undefined
  return gitSource(text, repository, commit, subdirectory)
}

/** Reads pip's form: `git+https://host/repo@<commit>#subdirectory=a`. Pure. */
export function pipGitSource(text: string): GitSource {
  const [address = '', fragment = ''] = text.split('#')
  const subdirectory = new URLSearchParams(fragment).get('subdirectory') ?? undefined
  const at = address.lastIndexOf('@')
  const commit = at < 0 ? undefined : address.slice(at + 1)
  const isGit = address.startsWith('git+')
  return gitSource(address, isGit && at >= 0 ? address.slice(4, at) : '', commit, subdirectory)
}

/** Joins the parts that a lock names. Pure. */
export function gitSource(
  url: string,
  repository: string,
  commit: string | undefined,
  subdirectory: string | undefined,
): GitSource {
  const isPinned = commit !== undefined && COMMIT.test(commit) && isRepository(repository)
  const parts = isPinned ? { repository, commit } : { repository: undefined, commit: undefined }
  return { source: { kind: 'git', url, ...parts }, subdirectory: inside(subdirectory) }
}

/** A folder below the source: never a way out of it. Pure. */
export function inside(subdirectory: string | undefined): string | undefined {
  if (subdirectory === undefined) return undefined
  const parts = subdirectory.split(/[/\\]/).filter((part) => part !== '' && part !== '.')
  return parts.length === 0 || parts.includes('..') ? undefined : parts.join('/')
}

/** Only protocols that fetch: `ext::` would run a program. */
function isRepository(text: string): boolean {
  return (
    /^(?:https?|ssh|git|file):\/\/[^-]/.test(text) ||
    /^[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[^-]/.test(text) ||
    text.startsWith('/')
  )
}
