import { addAll } from './lists.ts'
import { type Segment, matchSegments, matchWildcard, readWildcard } from './wildcard.ts'

/** What braces of a glob may become together; more is a mistake, or meant to exhaust memory. */
const MOST_ALTERNATIVES = 1000
/** UTF-16 units. */
const LONGEST = 4096

/**
 * What is wrong with a glob, as the end of "expected …": undefined where nothing is.
 * Globs know `*` and `?` inside of a name, `**` for any folders, `[a-z]` and `[!a-z]`, `{a,b}`, and
 * `\` before a character that means itself.
 */
export function globMistake(glob: string): string | undefined {
  if (glob.length > LONGEST) return `a glob of at most ${LONGEST} characters`
  if (/(?<!\\)[@!+*?]\(/.test(glob)) return 'a glob without "(": {a,b} are alternatives'
  if (openBracket(glob)) return 'a glob with closed brackets'
  return expandBraces(glob) === undefined
    ? `a glob whose braces make at most ${MOST_ALTERNATIVES} alternatives`
    : undefined
}

/**
 * A test on paths with `/`. Hidden files are files like any other; the case of letters counts. A glob
 * with a mistake matches nothing. A test takes time in proportion to the glob and the path.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  if (globMistake(glob) !== undefined) return () => false
  const tests = (expandBraces(glob) ?? []).map(pathTest)
  return (path) => tests.some((test) => test(path))
}

function pathTest(pattern: string): (path: string) => boolean {
  if (!/[*?[\\]/.test(pattern)) return (path) => path === pattern
  const literals = literalsOf(pattern)
  const segments = pattern.split('/').map((segment): Segment => {
    if (segment === '**') return 'folders'
    const tokens = readWildcard(segment, true)
    return (name) => matchWildcard(tokens, name)
  })
  // `a/**` is what lies in a folder, and not a file of that name.
  if (segments.at(-1) === 'folders') segments.push(() => true)
  return (path) =>
    literals.every((literal) => path.includes(literal)) &&
    matchSegments(segments, path.split('/'), () => true)
}

/** Texts that are in every path that a pattern matches: most paths lack one, which is quick to see. */
function literalsOf(pattern: string): string[] {
  if (/[[\\]/.test(pattern)) return []
  return pattern.split(/[*?/]/).filter((literal) => literal !== '')
}

/** Whether a `[` or `{` is never closed. */
function openBracket(glob: string): boolean {
  let braces = 0
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at]
    if (character === '\\') at += 1
    else if (character === '{') braces += 1
    else if (character === '}') braces -= 1
    else if (character === '[') {
      const end = glob.indexOf(']', at + 2)
      if (end === -1) return true
      at = end
    }
    if (braces < 0) return true
  }
  return braces !== 0
}

/** `a{b,c}` as `ab` and `ac`; undefined where it becomes too many. Braces without a comma stay. */
function expandBraces(glob: string): string[] | undefined {
  let done = ['']
  let at = 0
  while (at < glob.length) {
    const group = glob[at] === '{' ? readGroup(glob, at) : undefined
    const parts = group === undefined ? undefined : expandAll(group.parts)
    if (group !== undefined && parts === undefined) return undefined
    const length = glob[at] === '\\' ? 2 : 1
    const pieces = parts ?? [glob.slice(at, at + length)]
    if (done.length * pieces.length > MOST_ALTERNATIVES) return undefined
    done = done.flatMap((head) => pieces.map((piece) => head + piece))
    at = group?.end ?? at + length
  }
  return done
}

function expandAll(parts: readonly string[]): string[] | undefined {
  const found: string[] = []
  for (const part of parts) {
    const some = expandBraces(part)
    if (some === undefined || found.length + some.length > MOST_ALTERNATIVES) return undefined
    addAll(found, some)
  }
  return found
}

/** The alternatives of a group that begins at `start`, and the place after it. */
function readGroup(
  glob: string,
  start: number,
): { readonly parts: readonly string[]; readonly end: number } | undefined {
  const parts: string[] = []
  let depth = 0
  let from = start + 1
  for (let at = start; at < glob.length; at += 1) {
    const character = glob[at]
    if (character === '\\') at += 1
    else if (character === '{') depth += 1
    else if (character === '}') depth -= 1
    if (depth === 0 || (depth === 1 && character === ',')) {
      parts.push(glob.slice(from, at))
      from = at + 1
    }
    if (depth === 0) return parts.length === 1 ? undefined : { parts, end: at + 1 }
  }
  return undefined
}
