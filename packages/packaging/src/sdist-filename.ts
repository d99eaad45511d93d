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
 * Takes an sdist's file name apart: `tide_mark-1.2.0.tar.gz`, or `.zip` as old ones have.
 * Names from before PEP 625 hold dashes: the version follows the last one.
 * @returns undefined if it is none
 */
export function parseSdistFilename(filename: string): SdistFilename | undefined {
  const match = /^(.+)-([^-]+)\.(?:tar\.gz|zip)$/.exec(filename)
  const [, name = '', text = ''] = match ?? []
  const version = normalizeVersion(text)
  return match === null || version === undefined || !isName(name)
    ? undefined
    : { normalizedName: normalizeName(name), version }
}
