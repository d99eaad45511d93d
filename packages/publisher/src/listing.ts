import { nameBehind } from './intent.ts'

/**
 * The list of a build's files on a release, in sha256sum's format. Exuvia uploads it first and renames
 * it last, so that it names every file that Exuvia may have left there, however a run ended.
 */
export const LISTING = 'SHA256SUMS'

/**
 * The Sigstore bundles of a build, which its list cannot name: each signature differs, and the first signs the list
 * itself. The second is of the SBOM.
 */
export const LISTING_BUNDLES: readonly string[] = [`${LISTING}.sigstore.json`, 'SBOM.sigstore.json']

/** Name → its digests in a list, lower-case hex. */
export type Listed = ReadonlyMap<string, ReadonlySet<string>>

/** Ignores lines of another form. */
export function parseListing(text: string): Map<string, string> {
  const entries = new Map<string, string>()
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]{64}) [ *]([A-Za-z0-9._+@-]+)$/.exec(line)
    if (match !== null) entries.set(match[2] ?? '', match[1] ?? '')
  }
  return entries
}

export function isListing(name: string): boolean {
  return name === LISTING || nameBehind(name) === LISTING
}
