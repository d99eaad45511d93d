import { JsonError, readJson } from '@exuvia/files'
import { addAll } from '@exuvia/model'
import { isVersion, normalizeName, parseSdistFilename, parseWheelFilename } from '@exuvia/packaging'
import type { RemoteFile } from './remote-file.ts'

/** Bytes of one page. The longest real ones have a fifth of it. */
export const MAX_PAGE = 64 * 2 ** 20

/** A page of an index that is none. */
export class BadPage extends Error {}

/**
 * Reads a project's page of the Simple API: JSON (PEP 691) or HTML (PEP 503).
 * @param url of the answer, for relative addresses
 * @throws BadPage
 */
export async function readPage(text: string, contentType: string, url: string): Promise<RemoteFile[]> {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type.endsWith('+json') || type === 'application/json') return readJsonPage(text, url)
  if (type === 'text/html' || type.endsWith('+html')) return readHtmlPage(text, url)
  throw new BadPage(`the index answers with ${type === '' ? 'no content type' : type}`)
}

function readJsonPage(text: string, base: string): RemoteFile[] {
  let page: unknown
  try {
    page = readJson(text, { length: MAX_PAGE })
  } catch (error) {
    throw error instanceof JsonError ? new BadPage(`the page cannot be read: ${error.message}`) : error
  }
  const version = field(field(page, 'meta'), 'api-version')
  if (typeof version !== 'string' || !version.startsWith('1.')) {
    throw new BadPage('the page is not of version 1 of the Simple API')
  }
  const files = field(page, 'files')
  if (!Array.isArray(files)) throw new BadPage('the page has no list of files')
  return files.flatMap((item: unknown) => {
    const [filename, url, size] = [field(item, 'filename'), field(item, 'url'), field(item, 'size')]
    const hashes = field(item, 'hashes')
    const yanked = field(item, 'yanked')
    if (typeof filename !== 'string' || typeof url !== 'string') return []
    return fileOf(filename, URL.parse(url, base), {
      hashes: Object.entries(typeof hashes === 'object' && hashes !== null ? hashes : {}),
      size: typeof size === 'number' && Number.isSafeInteger(size) ? size : undefined,
      yanked: yanked === true ? '' : typeof yanked === 'string' ? yanked : undefined,
    })
  })
}

async function readHtmlPage(text: string, url: string): Promise<RemoteFile[]> {
  // Most indexes answer in JSON, and most runs ask none: only an HTML page loads the parser.
  const { readLinks } = await import('./html-links.ts')
  let base = url
  const found: RemoteFile[] = []
  for (const { tag, href, yanked } of readLinks(text)) {
    if (tag === 'base') base = URL.parse(href, url)?.href ?? base
    const address = tag === 'a' ? URL.parse(href, base) : null
    if (address === null) continue
    const [algorithm = '', hex = ''] = address.hash.slice(1).split('=')
    address.hash = ''
    const name = decodedName(address)
    addAll(found, fileOf(name, address, { hashes: [[algorithm, hex]], size: undefined, yanked }))
  }
  return found
}

function decodedName(address: URL): string {
  try {
    return decodeURIComponent(address.pathname.split('/').at(-1) ?? '')
  } catch {
    return ''
  }
}

function fileOf(
  filename: string,
  address: URL | null,
  facts: {
    readonly hashes: readonly (readonly [string, unknown])[]
    readonly size: number | undefined
    readonly yanked: string | undefined
  },
): RemoteFile[] {
  if (!/^[A-Za-z0-9_][\w.+!~-]*$/.test(filename) || address === null) return []
  if (!/^https?:$/.test(address.protocol)) return []
  // Credentials belong to the index's address; a page names none.
  if (address.username !== '') address.username = ''
  if (address.password !== '') address.password = ''
  const hashes = facts.hashes.filter(
    (item): item is [string, string] =>
      /^sha(?:256|384|512)$/.test(item[0]) &&
      typeof item[1] === 'string' &&
      /^[0-9a-f]{64,128}$/.test(item[1]),
  )
  const yanked = facts.yanked === undefined ? {} : { yanked: facts.yanked }
  return [
    {
      filename,
      url: address.href,
      path: undefined,
      hashes: Object.fromEntries(hashes),
      size: facts.size,
      ...yanked,
    },
  ]
}

/** Whether a file's name is of a release: a wheel or a source distribution of that name and version. */
export function isOfRelease(filename: string, name: string, version: string): boolean {
  const parts = nameParts(filename)
  return parts !== undefined && parts.normalizedName === normalizeName(name) && parts.version === version
}

function nameParts(
  filename: string,
): { readonly normalizedName: string; readonly version: string } | undefined {
  if (!filename.endsWith('.whl')) return parseSdistFilename(filename)
  try {
    const parts = parseWheelFilename(filename)
    return isVersion(parts.version) ? parts : undefined
  } catch {
    return undefined
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined
}
