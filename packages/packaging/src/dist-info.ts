/** A path into a `.dist-info` folder, taken apart ("recording installed projects"). */
export interface DistInfoPath {
  /** The path before the folder, with `/` at the end: `lib/`, or empty. */
  readonly parent: string
  /** The folder's path: `lib/tidemark-1.2.0.dist-info`. */
  readonly folder: string
  /** Below the folder: `RECORD`, `licenses/LICENSE`. */
  readonly file: string
}

/** Takes the path of a file in a `.dist-info` folder apart; undefined for other paths. */
export function parseDistInfoPath(path: string): DistInfoPath | undefined {
  // Most paths are of no such folder.
  if (!path.includes('.dist-info/')) return undefined
  const names = path.split('/')
  const at = names.findIndex((name) => name.endsWith('.dist-info') && name !== '.dist-info')
  const file = names.slice(at + 1).join('/')
  if (at === -1 || file === '' || names.slice(0, at).includes('')) return undefined
  const parent = names
    .slice(0, at)
    .map((name) => `${name}/`)
    .join('')
  return { parent, folder: `${parent}${names[at]}`, file }
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
