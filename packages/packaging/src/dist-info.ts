/** A path into a `.dist-info` folder, taken apart ("recording installed projects"). */
export interface DistInfoPath {
  /** The path before the folder, with `/` at the end: `lib/`, or empty. */
  readonly parent: string
  /** The folder's path: `lib/tidemark-1.2.0.dist-info`. */
  readonly folder: string
  /** Below the folder: `RECORD`, `licenses/LICENSE`. */
  readonly file: string
}

const END = '.dist-info/'

/** Takes the path of a file in a `.dist-info` folder apart; undefined for other paths. */
export function parseDistInfoPath(path: string): DistInfoPath | undefined {
  for (let at = path.indexOf(END); at !== -1; at = path.indexOf(END, at + 1)) {
    const start = path.lastIndexOf('/', at - 1) + 1
    // A folder has a name before the suffix.
    if (start === at) continue
    const parent = path.slice(0, start)
    const end = at + END.length
    if (end === path.length || parent.startsWith('/') || parent.includes('//')) return undefined
    return { parent, folder: path.slice(0, end - 1), file: path.slice(end) }
  }
  return undefined
}

/** Lists the `.dist-info` folders at the top of a wheel's paths; a wheel has one. */
export function distInfoFolders(paths: Iterable<string>): string[] {
  const found = new Set<string>()
  for (const path of paths) {
    const inside = parseDistInfoPath(path)
    if (inside?.parent === '') found.add(inside.folder)
  }
  return [...found]
}
