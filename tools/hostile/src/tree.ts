import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import path from 'node:path'

/** What is at a path: `folder`, `link TARGET`, or the size and SHA-256 of a file. */
export type Tree = ReadonlyMap<string, string>

/** One entry, as a reader gives it. */
export interface Listed {
  readonly path: string
  readonly type: string
  readonly size?: number
  readonly sha256?: string
  readonly link?: string
}

/** The tree that entries make when they are unpacked, with the folders that they imply. */
export function treeOfEntries(entries: readonly Listed[]): Tree {
  const tree = new Map<string, string>()
  for (const { path: name, type, size, sha256, link } of entries) {
    const at = tidy(name)
    for (let end = at.indexOf('/'); end > 0; end = at.indexOf('/', end + 1)) {
      if (!tree.has(at.slice(0, end))) tree.set(at.slice(0, end), 'folder')
    }
    if (at === '') continue
    if (type === 'directory') tree.set(at, 'folder')
    else if (type === 'symlink') tree.set(at, `link ${link}`)
    else if (type === 'hardlink') tree.set(at, tree.get(tidy(link ?? '')) ?? `hard link to nothing: ${link}`)
    else tree.set(at, type === 'file' ? `${size} bytes ${sha256}` : type)
  }
  return tree
}

/** Without `./` and slashes at the end, as every unpacker treats a path. */
function tidy(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}

/** The tree below a folder on the disk. */
export function treeOfFolder(root: string): Tree {
  const tree = new Map<string, string>()
  const left = readdirSync(root)
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    const full = path.join(root, name)
    const stats = lstatSync(full)
    if (stats.isDirectory()) left.push(...readdirSync(full).map((each) => `${name}/${each}`))
    const content = stats.isFile() ? readFileSync(full) : undefined
    if (stats.isDirectory()) tree.set(name, 'folder')
    else if (stats.isSymbolicLink()) tree.set(name, `link ${readlinkSync(full)}`)
    else if (content === undefined) tree.set(name, 'other')
    else tree.set(name, `${content.length} bytes ${createHash('sha256').update(content).digest('hex')}`)
  }
  return tree
}

/** The differences between two trees, one line for each path. */
export function differences(ours: Tree, theirs: Tree): string[] {
  const paths = new Set([...ours.keys(), ...theirs.keys()])
  return [...paths].sort().flatMap((at) => {
    const [own = 'nothing', other = 'nothing'] = [ours.get(at), theirs.get(at)]
    return own === other ? [] : [`${JSON.stringify(at)}: ${own} here, ${other} there`]
  })
}
