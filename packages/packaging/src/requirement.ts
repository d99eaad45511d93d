import { usageError } from '@exuvia/model'
import { type Marker, parseMarker } from './marker.ts'
import { isName, normalizeName } from './names.ts'
import { readSpecifier } from './specifier.ts'

/** A dependency specifier (PEP 508): `click[extra] >=8,<9 ; python_version < "3.8"`. */
export interface Requirement {
  /** As written. */
  readonly text: string
  readonly name: string
  readonly normalizedName: string
  /** Normalised. */
  readonly extras: readonly string[]
  /** Version specifiers (PEP 440), empty for any version. */
  readonly specifier: string
  /** Direct reference (`name @ URL`). */
  readonly url: string | undefined
  readonly marker: Marker | undefined
  /** The marker as written. */
  readonly markerText: string | undefined
  /** As written, without the marker. */
  readonly unmarked: string
}

const HEAD = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*/

/**
 * Reads a dependency specifier.
 * @param where - what to name in the error: `pyproject.toml, project.dependencies[2]`
 * @throws usage error `bad-requirement`
 */
export function parseRequirement(text: string, where: string): Requirement {
  const fail = (what: string): Error => usageError('bad-requirement', { where, text, reason: what })
  const head = HEAD.exec(text)
  if (head === null || !isName(head[1] ?? '')) throw fail('it does not begin with a name')
  const extras = (head[2] ?? '').split(',').map((extra) => extra.trim())
  let rest = text.slice(head[0].length)
  let url: string | undefined
  let specifier = ''
  let markerText: string | undefined
  if (rest.startsWith('@')) {
    // In a direct reference the marker's semicolon must follow white space, because a URL can contain one.
    const match = /^@\s*(\S+)(?:\s+;(.*))?\s*$/s.exec(rest)
    if (match === null) {
      throw fail(
        /^@\s*$/.test(rest)
          ? 'the address after @ is missing'
          : 'white space must come before the ; after an address, because the address can contain one',
      )
    }
    url = match[1]
    markerText = match[2]
  } else {
    const semicolon = rest.indexOf(';')
    if (semicolon >= 0) markerText = rest.slice(semicolon + 1)
    rest = (semicolon < 0 ? rest : rest.slice(0, semicolon)).trim()
    const written = /^\((.*)\)$/s.exec(rest)?.[1] ?? rest
    const clauses = readSpecifier(written)
    if (clauses === undefined) throw fail(`"${written.trim()}" is not a version specifier`)
    specifier = clauses.join(',')
  }
  let marker: Marker | undefined
  if (markerText !== undefined) {
    marker = parseMarker(markerText)
    if (marker === undefined) throw fail(`"${markerText.trim()}" is not an environment marker`)
  }
  const name = head[1] ?? ''
  return {
    text: text.trim(),
    name,
    normalizedName: normalizeName(name),
    extras: extras.filter((extra) => extra !== '').map(normalizeName),
    specifier,
    url,
    marker,
    markerText: markerText?.trim(),
    unmarked: (markerText === undefined
      ? text
      : text.slice(0, text.length - markerText.length).replace(/;\s*$/, '')
    ).trim(),
  }
}
