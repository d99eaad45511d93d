import { sortedBy } from '@exuvia/model'
import { parseDistInfoPath } from '@exuvia/packaging'
import { isTextName } from './plain-text.ts'

/** The licence and notice files among a distribution's packed files, without second copies in `.dist-info`. Sorted by path. */
export function textFiles<T extends { readonly path: string; readonly sha256: string }>(
  files: readonly T[],
): T[] {
  const all = sortedBy(
    files.filter(({ path }) => isText(path)),
    ({ path }) => path,
  )
  const elsewhere = new Set(all.filter(({ path }) => !isInDistInfo(path)).map(({ sha256 }) => sha256))
  return all.filter(({ path, sha256 }) => !isInDistInfo(path) || !elsewhere.has(sha256))
}

function isText(path: string): boolean {
  return (
    /(?:^|\/)LICENSES\//.test(path) ||
    // PEP 639 puts them there.
    parseDistInfoPath(path)?.file.startsWith('licenses/') === true ||
    isTextName(path.slice(path.lastIndexOf('/') + 1))
  )
}

function isInDistInfo(path: string): boolean {
  return parseDistInfoPath(path) !== undefined
}
