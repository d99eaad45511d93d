import { isName, normalizeName } from './names.ts'
import { normalizeVersion } from './versions.ts'

/** A source distribution's file name, taken apart (PEP 625). */
export interface SdistFilename {
  /** PEP 503. */
  readonly normalizedName: string
  /** PEP 440, normalised. */
  readonly version: string
}

/**
 * Parses an sdist's file name: `tide_mark-1.2.0.tar.gz`, or `.zip` for old ones.
 * Names from before PEP 625 contain dashes: the version follows the last one.
 * @returns undefined if invalid
 */
export function parseSdistFilename(filename: string): SdistFilename | undefined {
  const match = /^(.+)-([^-]+)\.(?:tar\.gz|zip)$/.exec(filename)
  const [, name = '', text = ''] = match ?? []
  const version = normalizeVersion(text)
  return match === null || version === undefined || !isName(name)
    ? undefined
    : { normalizedName: normalizeName(name), version }
}
