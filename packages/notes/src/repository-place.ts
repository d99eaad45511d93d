/** The place in a repository to which links are relative. */
export interface RepositoryPlace {
  /** The repository's page: `https://github.com/owner/name`. */
  readonly page: string
  /** The tag that a release is published under. */
  readonly tag: string
  /** The file with the links, from the repository's root, with `/`; undefined if it is in none. */
  readonly file: string | undefined
}

/** How GitHub shows a file: on a page, or as the bytes that it is. */
export type Shown = 'blob' | 'raw'

/**
 * The address of what a relative link names, at the tag; undefined for a link that is whole
 * already. As GitHub resolves it where it shows the file: `/docs` begins at the repository's root,
 * `../../issues` in a file there leads to the issues. A link of no file begins at the root, too.
 */
export function resolveLink(
  link: string,
  { page, tag, file }: RepositoryPlace,
  shown: Shown,
): string | undefined {
  if (link === '' || /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(link)) return undefined
  if (link.startsWith('#') && file === undefined) return undefined
  // A tag with slashes is one step of the way, too.
  const root = `${page}/${shown}/${encodeURIComponent(tag)}/`
  const base = `${root}${encodePath(file ?? '')}`
  if (!URL.canParse(base)) return undefined
  const { href } = new URL(link.startsWith('/') ? `${root}${link.slice(1)}` : link, base)
  const whole = href.startsWith(root)
    ? `${page}/${shown}/${encodePath(tag)}/${href.slice(root.length)}`
    : href
  // What ends a link's address in Markdown, or a value in HTML.
  return whole.replaceAll(
    /[()<>"'\\]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** A path or a tag, unchanged in an address. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
