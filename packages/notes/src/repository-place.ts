/** The place in a repository to which links are relative. */
export interface RepositoryPlace {
  /** The repository's page: `https://github.com/owner/name`. */
  readonly page: string
  /** The release's tag. */
  readonly tag: string
  /** The file with the links, from the repository's root, with `/`; undefined for text outside a file. */
  readonly file: string | undefined
}

/** How GitHub shows a file: on a page, or as raw bytes. */
export type Shown = 'blob' | 'raw'

/**
 * Resolves a relative link to its address at the tag; undefined for an absolute link. It follows
 * GitHub's page of the file: `/docs` begins at the repository's root, and `../../issues` in a file
 * there leads to the issues. A link outside a file also begins at the root.
 */
export function resolveLink(
  link: string,
  { page, tag, file }: RepositoryPlace,
  shown: Shown,
): string | undefined {
  if (link === '' || /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(link)) return undefined
  if (link.startsWith('#') && file === undefined) return undefined
  // A tag with slashes is also one segment of the path.
  const root = `${page}/${shown}/${encodeURIComponent(tag)}/`
  const base = `${root}${encodePath(file ?? '')}`
  if (!URL.canParse(base)) return undefined
  const { href } = new URL(link.startsWith('/') ? `${root}${link.slice(1)}` : link, base)
  const whole = href.startsWith(root)
    ? `${page}/${shown}/${encodePath(tag)}/${href.slice(root.length)}`
    : href
  // These characters end an address in Markdown, or a value in HTML.
  return whole.replaceAll(
    /[()<>"'\\]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Encodes a path or a tag for an address. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
