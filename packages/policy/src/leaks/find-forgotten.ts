import type { ContentSign } from '@exuvia/model'
import { FORGOTTEN, type ForgottenKind } from './forgotten-files.ts'

/** The kinds by what a name shows, so that a path costs a few look-ups. */
const index = {
  folders: byKey(({ folders }) => folders),
  names: byKey(({ names }) => names),
  suffixes: byKey(({ suffixes }) => suffixes),
  signs: byKey(({ signs }) => signs),
  patterns: FORGOTTEN.flatMap((kind) =>
    kind.pattern === undefined ? [] : [{ kind, pattern: kind.pattern }],
  ),
}

const order = new Map(FORGOTTEN.map((kind, position) => [kind, position]))

/** Matches what one of the patterns matches: nearly all paths match none, so most need one test. */
// linear: each pattern is
const ANY_PATTERN = new RegExp(index.patterns.map(({ pattern }) => pattern.source).join('|'))

/** A forgotten file. */
export interface Forgotten {
  readonly kind: ForgottenKind
  /** What is forgotten as a whole: the file, or the folder that makes it one of the kind. */
  readonly unit: string
}

/** The kind of forgotten file that a file is; undefined if it is none. @param signs what its content shows */
export function findForgotten(path: string, signs: readonly ContentSign[] = []): Forgotten | undefined {
  const lower = path.toLowerCase()
  const parts = lower.split('/')
  const name = parts.pop() ?? ''
  let first = FORGOTTEN.length
  const add = (kind: ForgottenKind | undefined): void => {
    if (kind !== undefined) first = Math.min(first, order.get(kind) ?? first)
  }
  add(index.names.get(name))
  for (const part of parts) add(index.folders.get(part))
  // `db.sqlite3-wal` has one suffix, `app.tfstate.backup` two.
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1))
    add(index.suffixes.get(name.slice(dot)))
  for (const sign of signs) add(index.signs.get(sign))
  if (ANY_PATTERN.test(lower))
    for (const { kind, pattern } of index.patterns) if (pattern.test(lower)) add(kind)
  const kind = FORGOTTEN[first]
  if (kind === undefined) return undefined
  const depth = parts.findIndex((part) => kind.folders?.includes(part) === true)
  return {
    kind,
    unit:
      depth === -1
        ? path
        : path
            .split('/')
            .slice(0, depth + 1)
            .join('/'),
  }
}

/** Whether a name alone makes a file one that somebody forgot, and that is reported at its own place. */
export function isForgottenPath(path: string): boolean {
  const severity = findForgotten(path)?.kind.severity
  return severity !== undefined && severity !== 'note'
}

function byKey(
  keysOf: (kind: ForgottenKind) => readonly string[] | undefined,
): ReadonlyMap<string, ForgottenKind> {
  return new Map(FORGOTTEN.flatMap((kind) => (keysOf(kind) ?? []).map((key) => [key, kind] as const)))
}
