import { posix } from 'node:path'
import { REPOSITORY, placeOf } from './places.ts'

/** What a path of the repository is. */
export type Kind = 'file' | 'folder' | 'missing'

/**
 * Turns a link of a Markdown file, which works on GitHub and on npm, into a link of the site. A link to a file
 * that is a page becomes a link to the page, and a link to any other file leads to GitHub.
 * @param from the Markdown file, as a path in the repository
 * @param kindOf what a path in the repository is
 * @throws Error if the link leads to no file
 */
export function siteLink(href: string, from: string, kindOf: (path: string) => Kind): string {
  const own = new RegExp(`^${REPOSITORY}/(?:blob|tree)/main/([^#]*)(#.*)?$`).exec(href)
  if (own === null && (/^(?:[a-z]+:|#|\/)/.test(href) || href === '')) return href
  const [path, hash] = own === null ? parts(href, posix.dirname(from)) : [own[1] ?? '', own[2]]
  const kind = kindOf(path)
  // A link into the repository by its address may name a file of another commit.
  if (kind === 'missing' && own !== null) return href
  if (kind === 'missing') throw new Error(`${from} links to ${href}, and ${path} does not exist`)
  const folder = path.replace(/\/$/, '')
  const file = kind === 'folder' ? posix.join(folder, 'README.md') : path
  const place = kind === 'folder' && kindOf(file) !== 'file' ? undefined : placeOf(file)
  if (place === undefined)
    return `${REPOSITORY}/${kind === 'file' ? 'blob' : 'tree'}/main/${folder}${hash ?? ''}`
  const at = place.replace(/(?:^|\/)index$/, (end) => (end.startsWith('/') ? '/' : ''))
  // GitHub calls the text below a folder's list of files #readme.
  return `/${at}${hash === '#readme' ? '' : (hash ?? '')}`
}

function parts(href: string, folder: string): [string, string | undefined] {
  const at = href.indexOf('#')
  const path = decodeURIComponent(at < 0 ? href : href.slice(0, at))
  return [posix.join(folder, path), at < 0 ? undefined : href.slice(at)]
}

/**
 * The anchor of a heading as GitHub makes it: lower case, without punctuation, `-` for spaces. So the links with
 * an anchor work there and on the site.
 */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\-_ ]/gu, '')
    .replaceAll(' ', '-')
}
