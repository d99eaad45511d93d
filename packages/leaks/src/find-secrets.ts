import { createHash } from 'node:crypto'
import type { FoundSecret } from '@exuvia/model'
import { isExampleAddress, isExampleToken } from './examples.ts'
import { ownMatches } from './own-rules.ts'
import { presetMatches } from './preset-rules.ts'
import { SECRET_WORDS } from './secret-words.ts'

/** A secret, with its place in a text instead of a line. */
export type PlacedSecret = Omit<FoundSecret, 'line' | 'isComment'> & { readonly index: number }

/**
 * Finds the secrets of a text. What documentation shows is none.
 * @param isJson whether it is a whole JSON file
 * @param take is asked before each match of a rule is looked at; the search ends where it returns false
 */
export function findSecrets(text: string, isJson: boolean, take: () => boolean): PlacedSecret[] {
  const found: PlacedSecret[] = []
  for (const { rule, start, end } of [...presetMatches(text, isJson), ...ownMatches(text)]) {
    if (!take()) break
    const words = SECRET_WORDS[rule]
    if (words === undefined) continue
    const secret = text.slice(start, end)
    const isExample = secret.includes('://') ? isExampleAddress(secret) : isExampleToken(secret)
    // A key that is only an example has no letters of a real one, which its rule checks.
    if (isExample && rule !== 'privatekey' && rule !== 'gcp') continue
    found.push({ rule, ...words, fingerprint: fingerprintOf(secret), index: start })
  }
  return found
}

/** What names a secret without telling it: the first 16 hex digits of its SHA-256. */
function fingerprintOf(secret: string): string {
  // Keys are the same whatever the ends of their lines.
  return createHash('sha256')
    .update(secret.replaceAll(/\s+|\\[nr]/g, ''))
    .digest('hex')
    .slice(0, 16)
}
