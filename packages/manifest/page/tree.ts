import type { PageData } from '../src/page/page-rows.ts'
import { type Row, folderOf } from './data.ts'

/** A part of the release: a group, a folder or a file. */
export interface Part {
  readonly name: string
  /** Bytes, the sum of its parts. */
  size: number
  /** Files in it, each counted in every artifact that contains it. */
  files: number
  /** By name; undefined for a file. */
  readonly parts: Map<string, Part> | undefined
  /** Bytes of each kind of file. */
  readonly kinds: number[]
  /** The largest part first; made when it is first drawn. */
  sorted?: readonly Part[]
}

/** What the first levels of the tree are. */
export type Grouping = 'target' | 'distribution' | 'module' | 'kind'

/** Groups files into a tree, whose leaves are files. */
export function growTree(
  data: PageData,
  rows: readonly Row[],
  grouping: Grouping,
  scope: number | undefined,
): Part {
  const root = group(scope === undefined ? data.title : (data.artifacts[scope] ?? ''))
  for (const row of rows) {
    if (row.size === 0 || (scope !== undefined && row.artifact !== scope)) continue
    const way = [...groupsOf(data, row, grouping), ...foldersOf(folderOf(data, row.path))]
    let part = root
    add(part, row)
    for (const name of way) part = add(inside(part, name), row)
    const name = data.names[row.path] ?? ''
    const known = part.parts?.get(name)
    // The same file in several artifacts is one leaf where the artifacts are not apart.
    if (known !== undefined && known.parts === undefined) add(known, row)
    else {
      const leaf: Part = { name, size: 0, files: 0, parts: undefined, kinds: [] }
      part.parts?.set(known === undefined ? name : `${name} `, leaf)
      add(leaf, row)
    }
  }
  return root
}

function groupsOf(data: PageData, row: Row, grouping: Grouping): string[] {
  const target = data.artifacts[row.artifact] ?? ''
  const distribution = data.distributions[row.distribution] ?? ''
  if (grouping === 'target') return [target, distribution]
  if (grouping === 'distribution') return [distribution, target]
  return grouping === 'kind' ? [data.kinds[row.kind] ?? '', distribution] : []
}

function foldersOf(folder: string): string[] {
  return folder === ''
    ? []
    : folder
        .slice(0, -1)
        .split('/')
        .map((name) => `${name}/`)
}

function inside(part: Part, name: string): Part {
  const known = part.parts?.get(name)
  if (known !== undefined) return known
  const made = group(name)
  part.parts?.set(name, made)
  return made
}

function group(name: string): Part {
  return { name, size: 0, files: 0, parts: new Map(), kinds: [] }
}

function add(part: Part, { size, kind }: Row): Part {
  part.size += size
  part.files += 1
  part.kinds[kind] = (part.kinds[kind] ?? 0) + size
  return part
}

/** A part itself, or the only thing in it, and so on: a folder that only contains a folder shows nothing. */
export function unwrapped(part: Part): Part {
  let names = part.name
  let at = part
  for (;;) {
    const [only, other] = at.parts?.values() ?? []
    if (only === undefined || other !== undefined || only.parts === undefined)
      return at === part ? part : { ...at, name: names }
    names = names.endsWith('/') || names === '' ? names + only.name : `${names} › ${only.name}`
    at = only
  }
}

/**
 * The parts, the largest first; equal ones by name. Those with fewer bytes than `least` are one part together.
 * @param shown how many of the largest are parts of their own, however small; if none is, the result is empty
 */
export function partsBySize(part: Part, least: number, shown: number): readonly Part[] {
  part.sorted ??= [...(part.parts?.values() ?? [])].sort(
    (a, b) => b.size - a.size || (a.name < b.name ? -1 : 1),
  )
  const small = part.sorted.findIndex(({ size }) => size < least)
  const cut = small < 0 ? part.sorted.length : Math.max(small, shown)
  if (cut >= part.sorted.length - 1) return part.sorted
  // All together would be the part itself, again and again.
  if (cut === 0) return []
  return [...part.sorted.slice(0, cut), together(part.sorted.slice(cut))]
}

function together(small: readonly Part[]): Part {
  const all = group(`${small.length.toLocaleString('en-US')} smaller parts`)
  for (const [index, part] of small.entries()) {
    all.parts?.set(`${index}`, part)
    all.size += part.size
    all.files += part.files
    for (const [kind, size] of part.kinds.entries()) all.kinds[kind] = (all.kinds[kind] ?? 0) + (size ?? 0)
  }
  return all
}

/** The kind of file with the most bytes. */
export function mainKind({ kinds }: Part): number {
  let best = 0
  for (const [kind, size] of kinds.entries()) if ((size ?? 0) > (kinds[best] ?? 0)) best = kind
  return best
}
