/** One element of a wildcard pattern: a character, any one, any number of any, or one of a set. */
export type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | {
      readonly kind: 'set'
      readonly negated: boolean
      /** From and to, code points, both included. */
      readonly ranges: readonly (readonly [from: number, to: number])[]
    }

const STAR: Token = { kind: 'star' }
const ANY: Token = { kind: 'any' }

/**
 * Reads `*`, `?` and `[a-z]`, with `!` to negate a set, as Python's fnmatch does: a `[` that nothing
 * closes is a character, a `]` right at the beginning of a set belongs to it, and a range that runs
 * backwards is empty. A run of `*` is one.
 * @param escapes `\` makes the next character an ordinary one, and `^` negates a set, too
 */
export function readWildcard(pattern: string, escapes = false): Token[] {
  const characters = Array.from(pattern)
  const tokens: Token[] = []
  // Searched once: without it, each opening bracket would look through the rest.
  const last = characters.lastIndexOf(']')
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? ''
    if (character === '*') {
      if (tokens.at(-1) !== STAR) tokens.push(STAR)
    } else if (character === '?') tokens.push(ANY)
    else if (escapes && character === '\\' && at + 1 < characters.length) {
      at += 1
      tokens.push({ kind: 'character', character: characters[at] ?? '' })
    } else {
      const set = character === '[' && at < last ? readSet(characters, at, escapes) : undefined
      tokens.push(set?.token ?? { kind: 'character', character })
      at = set?.end ?? at
    }
  }
  return tokens
}

function readSet(
  characters: readonly string[],
  start: number,
  escapes: boolean,
): { readonly token: Token; readonly end: number } | undefined {
  const first = characters[start + 1]
  const negated = first === '!' || (escapes && first === '^')
  const from = start + (negated ? 2 : 1)
  const end = characters.indexOf(']', from + 1)
  if (end === -1) return undefined
  const points = characters.slice(from, end).map((character) => character.codePointAt(0) ?? 0)
  const ranges: [number, number][] = []
  for (let at = 0; at < points.length; at += 1) {
    const low = points[at] ?? 0
    const isRange = points[at + 1] === DASH && at + 2 < points.length
    ranges.push([low, isRange ? (points[at + 2] ?? 0) : low])
    if (isRange) at += 2
  }
  return { token: { kind: 'set', negated, ranges }, end }
}

const DASH = 0x2d

/**
 * Whether a pattern matches the whole of a text. Takes at most their lengths' product: where a
 * character does not fit, only the last star has to take one more.
 */
export function matchWildcard(tokens: readonly Token[], text: string): boolean {
  const characters = Array.from(text)
  let token = 0
  let at = 0
  let star = -1
  let afterStar = 0
  while (at < characters.length) {
    const next = tokens[token]
    if (next?.kind === 'star') {
      star = token
      afterStar = at
      token += 1
    } else if (next !== undefined && fits(next, characters[at] ?? '')) {
      token += 1
      at += 1
    } else if (star >= 0) {
      afterStar += 1
      at = afterStar
      token = star + 1
    } else return false
  }
  return tokens.slice(token).every(({ kind }) => kind === 'star')
}

function fits(token: Token, character: string): boolean {
  switch (token.kind) {
    case 'character':
      return token.character === character
    case 'set': {
      const point = character.codePointAt(0) ?? 0
      return token.ranges.some(([from, to]) => from <= point && point <= to) !== token.negated
    }
    default:
      return true
  }
}

/** A segment of a path pattern: a test on one name, or any number of folders. */
export type Segment = ((name: string) => boolean) | 'folders'

/**
 * Whether a row of segments matches all names of a path. Takes at most the product of their counts.
 * @param isFree whether `folders` may stand for a name
 */
export function matchSegments(
  segments: readonly Segment[],
  names: readonly string[],
  isFree: (name: string) => boolean,
): boolean {
  // Most patterns name a file at the top, and most files are not there.
  const fixed = segments.filter((segment) => segment !== 'folders').length
  if (names.length < fixed || (names.length > fixed && fixed === segments.length)) return false
  // Where in the path the segments so far can end.
  let ends = [true, ...names.map(() => false)]
  for (const segment of segments) {
    const next = ends.map(() => false)
    for (let at = 0; at < ends.length; at += 1) {
      if (segment === 'folders') {
        const name = names[at - 1]
        next[at] = ends[at] === true || (next[at - 1] === true && name !== undefined && isFree(name))
      } else if (ends[at] === true) {
        const name = names[at]
        if (name !== undefined && segment(name)) next[at + 1] = true
      }
    }
    ends = next
  }
  return ends[names.length] === true
}
