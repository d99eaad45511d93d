/**
 * The notice by which a program puts itself under a licence of the GNU family, as SPDX's `standardLicenseHeader` has
 * it, in white space of one kind. The version stands before or behind the publisher.
 */
// linear: each part is bounded, and the text begins with fixed words
const STATEMENT =
  /\bis free software[:;,]? you can redistribute it and\/?or modify it under the terms of the GNU (Lesser |Library |Affero |)General Public Licen[cs]e(?:,? version (\d(?:\.\d)?))?,? as published by the Free Software Foundation[;:,]?(?: (?:either )?version (\d(?:\.\d)?)(?: of the Licen[cs]e)?)?,?( or \(?at your option\)?,? any later version)?/i

const NAMES: Readonly<Record<string, string>> = { '': 'GPL', lesser: 'LGPL', library: 'LGPL', affero: 'AGPL' }

/** Characters of a text that are searched: a program states its licence at the beginning. */
const MAX = 4000

/** The licence that such a notice names, with its version: `LGPL-3.0-or-later`; undefined without a notice. */
export function gplStatement(text: string): string | undefined {
  const plain = text
    .slice(0, MAX)
    .split(/\s+/)
    .filter((word) => !/^(?:#+|\/\/+|\/?\*+)$/.test(word))
    .join(' ')
  const found = STATEMENT.exec(plain)
  const version = found?.[3] ?? found?.[2]
  if (found === null || version === undefined) return undefined
  const name = NAMES[(found[1] ?? '').trim().toLowerCase()] ?? 'GPL'
  return `${name}-${version.includes('.') ? version : `${version}.0`}-${found[4] === undefined ? 'only' : 'or-later'}`
}
