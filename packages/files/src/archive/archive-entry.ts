import { type ExuviaError, refusal } from '@exuvia/model'
import { foldedPath, linkTarget, tidyPath, unsafePath } from '../safe-path.ts'
import { shown } from './names.ts'

/** One entry of an archive that was read. Its path is safe to use below a folder. */
export interface ArchiveEntry {
  /** With `/`, without `./` or a trailing slash. */
  readonly path: string
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink'
  /** Bytes of its content; 0 for all but files. */
  readonly size: number
  /** Permission bits, with setuid, setgid and sticky: 0o755. */
  readonly mode: number
  /** Seconds since 1970. */
  readonly mtime: number
  /** Symbolic link: its target as written, which is inside. Hard link: the path of an earlier file. */
  readonly link?: string
  /** An earlier entry that is the same file on systems that ignore case or Unicode forms. */
  readonly collidesWith?: string
  /** Its bytes. Read them before the next entry, or not at all. */
  readonly content: AsyncIterable<Uint8Array>
}

/** An entry as the archive describes it, before any check. */
export interface RawEntry {
  readonly path: string
  readonly type: ArchiveEntry['type']
  readonly size: number
  readonly mode: number
  readonly mtime: number
  readonly link: string | undefined
}

/** Checks an archive's entries one after the other and remembers earlier ones. */
export type EntryGate = (raw: RawEntry) => Omit<ArchiveEntry, 'content'> | undefined

/** What earlier entries put at a path and below it. A tree, so that a path costs as many steps as it has parts. */
interface Place {
  kind: ArchiveEntry['type'] | undefined
  /** Undefined until something is below: most places are files. */
  below: Map<string, Place> | undefined
}

/**
 * Enforces the rules for archives of any format: every path is below the archive's folder,
 * links lead inside, nothing is written through a link, no path occurs twice.
 * The gate returns undefined for the archive's own folder (`./`).
 * @throws (when called) refusal `archive-unsafe`
 */
export function entryGate(archive: string): EntryGate {
  const root: Place = { kind: 'directory', below: undefined }
  const folded = new Map<string, string>()
  const refuse = (raw: RawEntry, why: string): ExuviaError =>
    refusal('archive-unsafe', { file: archive, reason: `"${shown(raw.path)}": ${why}` })

  return (raw) => {
    const path = tidyPath(raw.path)
    if (path === '' && raw.type === 'directory') return undefined
    const problem = unsafePath(path)
    if (problem !== undefined) throw refuse(raw, problem)
    const parts = path.split('/')
    let place = root
    for (const [index, part] of parts.entries()) {
      // Refuse even a link to a folder inside: the result must not depend on how a tool follows links.
      if (place.kind !== undefined && place.kind !== 'directory') {
        const folder = parts.slice(0, index).join('/')
        throw refuse(raw, `"${shown(folder)}" is a ${KINDS[place.kind]}, not a folder`)
      }
      place.kind = 'directory'
      place = child(place, part)
    }
    if (place.kind !== undefined && !(place.kind === 'directory' && raw.type === 'directory')) {
      throw refuse(raw, 'it is there twice')
    }
    place.kind = raw.type
    const collidesWith = note(folded, path)
    const entry = { path, type: raw.type, size: raw.size, mode: raw.mode & 0o7777, mtime: raw.mtime }
    const collision = collidesWith === undefined ? {} : { collidesWith }
    if (raw.type === 'symlink') {
      const link = raw.link ?? ''
      if (linkTarget(path, link) === undefined)
        throw refuse(raw, `it links to "${shown(link)}", out of the archive`)
      return { ...entry, ...collision, size: 0, link }
    }
    if (raw.type === 'hardlink') {
      const link = tidyPath(raw.link ?? '')
      if (kindAt(root, link) !== 'file')
        throw refuse(raw, `it links to "${shown(link)}", which is no earlier file of the archive`)
      return { ...entry, ...collision, size: 0, link }
    }
    return { ...entry, ...collision }
  }
}

function child(place: Place, name: string): Place {
  const below = (place.below ??= new Map())
  let found = below.get(name)
  if (found === undefined) {
    found = { kind: undefined, below: undefined }
    below.set(name, found)
  }
  return found
}

function kindAt(root: Place, path: string): Place['kind'] {
  let place: Place | undefined = root
  for (const part of path.split('/')) place = place?.below?.get(part)
  return place?.kind
}

const KINDS: Readonly<Record<ArchiveEntry['type'], string>> = {
  file: 'file',
  directory: 'folder',
  symlink: 'symbolic link',
  hardlink: 'hard link',
}

function note(folded: Map<string, string>, path: string): string | undefined {
  const key = foldedPath(path)
  const before = folded.get(key)
  if (before === undefined) folded.set(key, path)
  return before === path ? undefined : before
}
