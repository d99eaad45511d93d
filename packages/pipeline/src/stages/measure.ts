import type { ArtifactSizes, ManifestFile } from '@exuvia/model'

/**
 * Computes the sizes of an artifact from its list of files. Pure.
 * @param about bytes of its EXUVIA.json, which the list does not contain
 * @param compressed bytes of the tarball
 */
export function measureFiles(
  files: readonly ManifestFile[],
  about: number,
  compressed: number,
): Omit<ArtifactSizes, 'kinds'> {
  return {
    source: sum(files, sourceBytes),
    bytecode: sum(files, (file) => (file.sourceSize === undefined ? 0 : file.size)),
    unpacked: sum(files, (file) => file.size) + about,
    compressed,
  }
}

/** Bytes of a file's Python source; a module that ships as both counts once. */
function sourceBytes({ path, size, ship, sourceSize }: ManifestFile): number {
  if (sourceSize !== undefined) return ship === 'both' ? 0 : sourceSize
  return path.endsWith('.py') ? size : 0
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0)
}
