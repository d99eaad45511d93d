import { type Segment, matchSegments, matchWildcard, readWildcard } from '@exuvia/model'

/** `fnmatch`: `*` and `?` match any character, `/` too. */
export function fnmatch(name: string, pattern: string): boolean {
  return matchWildcard(readWildcard(pattern), name)
}

/**
 * Python's `glob.glob(pattern, recursive=True)` as a test on a path with `/`:
 * `*` stays within a name and misses leading dots, `**` alone stands for any folders.
 */
export function pythonGlob(pattern: string): (path: string) => boolean {
  return globTest(pattern, isHidden)
}

/** The globs of `MANIFEST.in`, as setuptools' `translate_pattern` has them: as above, with leading dots. */
export function manifestGlob(pattern: string): (path: string) => boolean {
  return globTest(pattern, () => false)
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
  // `**` at the end stands for at least one name.
  if (written.at(-1) === '**') segments.push(isFree)
  return (path) => matchSegments(segments, path.split('/'), isFree)
}
