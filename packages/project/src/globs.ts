import { type Segment, matchSegments, matchWildcard, readWildcard } from '@exuvia/model'

/** Matches as Python's `fnmatch`: `*` and `?` match any character, including `/`. */
export function fnmatch(name: string, pattern: string): boolean {
  return matchWildcard(readWildcard(pattern), name)
}

/**
 * Turns Python's `glob.glob(pattern, recursive=True)` into a test on a path with `/`:
 * `*` stays within a name and skips leading dots, `**` alone matches any folders.
 */
export function pythonGlob(pattern: string): (path: string) => boolean {
  return globTest(pattern, isHidden)
}

/** Matches the globs of `MANIFEST.in` as setuptools' `translate_pattern` does: as above, but including leading dots. */
export function manifestGlob(pattern: string): (path: string) => boolean {
  return globTest(pattern, () => false)
}

/** Rewrites a pattern for `glob.glob` without `recursive`, where `**` is a plain `*`. */
export function inOneFolder(pattern: string): string {
  return pattern.replaceAll(/(?<=^|\/)\*\*(?=\/|$)/g, '*')
}

function isHidden(name: string): boolean {
  return name.startsWith('.')
}

function globTest(pattern: string, misses: (name: string) => boolean): (path: string) => boolean {
  const written = pattern
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .split('/')
  const segments = written.map((segment): Segment => {
    if (segment === '**') return 'folders'
    const tokens = readWildcard(segment)
    return (name) => (segment.startsWith('.') || !misses(name)) && matchWildcard(tokens, name)
  })
  const isFree = (name: string): boolean => name !== '' && !misses(name)
  // `**` at the end matches at least one name.
  if (written.at(-1) === '**') segments.push(isFree)
  return (path) => matchSegments(segments, path.split('/'), isFree)
}
