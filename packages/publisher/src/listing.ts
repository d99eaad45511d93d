import { nameBehind } from './intent.ts'

/**
 * The list of what a build put on a release, as sha256sum writes it. It is sent first and gets its name
 * last, so that it tells of every file of ours that may be there, however a run ended.
 */
export const LISTING = 'SHA256SUMS'

/** Name → digests that a list gives it, lower-case hex. */
export type Listed = ReadonlyMap<string, ReadonlySet<string>>

/** Lines of another form are no one's: they are passed over. */
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
