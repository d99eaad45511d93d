import { type ManifestFile, compareText } from '@exuvia/model'

/** A file found on disk or in an archive. */
export interface FoundFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  /** Permission bits, octal; undefined or empty if the system has none. */
  readonly mode?: string
  /** Target of a symbolic link; size and digest then do not count. */
  readonly link?: string
}

/** Differences from a manifest; every list is sorted by path. */
export interface FileComparison {
  /** Different content, a different link target, or a link instead of a file. */
  readonly changed: readonly {
    readonly path: string
    readonly expected: ManifestFile
    readonly actual: FoundFile
  }[]
  readonly missing: readonly ManifestFile[]
  /** Not in the manifest, or found twice. */
  readonly extra: readonly FoundFile[]
  /** The same content, but a different executable bit. */
  readonly modeChanged: readonly {
    readonly path: string
    readonly expected: string
    readonly actual: string
  }[]
}

/**
 * Compares the files found with a manifest. Of the mode only the owner's executable bit
 * counts, because the rest depends on the customer's umask.
 */
export function compareFiles(
  expected: readonly ManifestFile[],
  actual: readonly FoundFile[],
): FileComparison {
  const wanted = new Map(expected.map((file) => [file.path, file]))
  const seen = new Set<string>()
  const changed: FileComparison['changed'][number][] = []
  const modeChanged: FileComparison['modeChanged'][number][] = []
  const extra: FoundFile[] = []
  for (const file of actual) {
    const { path } = file
    const entry = wanted.get(path)
    if (entry === undefined || seen.has(path)) {
      extra.push(file)
      continue
    }
    seen.add(path)
    if (!sameContent(entry, file)) changed.push({ path, expected: entry, actual: file })
    else if (!sameMode(entry, file)) modeChanged.push({ path, expected: entry.mode, actual: file.mode ?? '' })
  }
  return {
    changed: changed.sort(byPath),
    missing: expected.filter(({ path }) => !seen.has(path)).sort(byPath),
    extra: extra.sort(byPath),
    modeChanged: modeChanged.sort(byPath),
  }
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return compareText(a.path, b.path)
}

function sameContent(entry: ManifestFile, file: FoundFile): boolean {
  if (entry.link !== undefined || file.link !== undefined) return entry.link === file.link
  return entry.size === file.size && entry.sha256 === file.sha256
}

function sameMode(entry: ManifestFile, file: FoundFile): boolean {
  if (entry.link !== undefined || file.mode === undefined || file.mode === '') return true
  return isExecutable(entry.mode) === isExecutable(file.mode)
}

function isExecutable(mode: string): boolean {
  return (Number.parseInt(mode, 8) & 0o100) !== 0
}
