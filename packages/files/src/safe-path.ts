/** Linux's own limit for a path; longer ones cannot be unpacked. */
const MAX_PATH_BYTES = 4095
/** The limit of common file systems for one name in it. */
const MAX_NAME_BYTES = 255
/** Nested folders. Real trees have a tenth of this; recursive tools fail above it. */
export const MAX_DEPTH = 128

/**
 * Explains what makes a path in an archive unsafe or not portable; undefined for a good one:
 * relative, with `/`, without empty, `.` or `..` parts.
 */
export function unsafePath(path: string): string | undefined {
  if (path === '') return 'it is empty'
  if (!path.isWellFormed()) return 'it is not valid Unicode'
  if (path.includes('\0')) return 'it contains a NUL'
  if (path.includes('\\')) return 'it contains a backslash, which is a separator on Windows'
  if (path.startsWith('/')) return 'it is absolute'
  if (/^[A-Za-z]:/.test(path)) return 'it begins with a drive letter'
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `it is longer than ${MAX_PATH_BYTES} bytes`
  const parts = path.split('/')
  if (parts.length > MAX_DEPTH) return `it has more than ${MAX_DEPTH} nested folders`
  for (const part of parts) {
    if (part === '') return 'it has an empty part'
    if (part === '.' || part === '..') return `it has a "${part}" part`
    if (Buffer.byteLength(part) > MAX_NAME_BYTES) return `a name in it is longer than ${MAX_NAME_BYTES} bytes`
  }
  return undefined
}

/** Normalises a path of an archive (`./a//b/`) to one form (`a/b`); empty for the archive's own folder. */
export function tidyPath(path: string): string {
  return path.startsWith('/')
    ? path
    : path
        .split('/')
        .filter((part) => part !== '' && part !== '.')
        .join('/')
}

/**
 * Finds the path that a symbolic link leads to, below the archive's folder; undefined if it
 * leads out. `..` may only come first: after a name it could pass through another link
 * (CVE-2021-37701, CVE-2026-23745 of node-tar).
 */
export function linkTarget(from: string, link: string): string | undefined {
  if (link === '' || link.startsWith('/') || link.includes('\0') || link.includes('\\')) return undefined
  if (/^[A-Za-z]:/.test(link)) return undefined
  const place = from.split('/').slice(0, -1)
  let names = false
  for (const part of link.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (names || place.length === 0) return undefined
      place.pop()
    } else {
      names = true
      place.push(part)
    }
  }
  return place.join('/')
}

/**
 * Makes a key that is equal for paths that are one file on some systems: those that ignore
 * case or Unicode forms (Windows; macOS, which also treats `ß` and `ss` as equal).
 */
export function foldedPath(path: string): string {
  // ASCII has one form, and each of its capitals one small letter. Most paths are ASCII.
  if (/^[ -~]*$/.test(path)) return path.toLowerCase()
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

/** Lists the folders that a path is in, outermost first: `a/b/c` is in `a` and `a/b`. */
export function foldersOf(path: string): string[] {
  const folders: string[] = []
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    folders.push(path.slice(0, slash))
  }
  return folders
}
