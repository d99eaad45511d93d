import { createHash } from 'node:crypto'
import type { FoundSecret } from '@exuvia/model'
import { decodedTexts } from './decoded-texts.ts'
import { isExampleAddress, isExampleToken } from './examples.ts'
import { ownMatches } from './own-rules.ts'
import { presetMatches } from './preset-rules.ts'
import { SECRET_WORDS, type SecretWords } from './secret-words.ts'

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

/**
 * Finds the secrets that stand in a text in base64.
 * @param take is asked before each match of a rule is looked at
 * @param takeDecoded is asked before each decoded text is searched; the search ends where it returns false
 */
export function findEncoded(
  text: string,
  take: () => boolean,
  takeDecoded: (decoded: string) => boolean,
): PlacedSecret[] {
  const found: PlacedSecret[] = []
  for (const { index, text: decoded } of decodedTexts(text)) {
    if (!takeDecoded(decoded)) break
    for (const secret of findSecrets(decoded, decoded.startsWith('{'), take))
      found.push({ ...secret, ...inBase64(secret), index })
  }
  return found
}

/** Tests and documentation contain many keys in base64, so they are no more than likely. */
function inBase64({ rule, what, strength }: PlacedSecret): SecretWords & { readonly rule: string } {
  const encoded = rule === 'privatekey' ? 'encoded-privatekey' : undefined
  const words = encoded === undefined ? undefined : SECRET_WORDS[encoded]
  return encoded === undefined || words === undefined
    ? { rule, what: `${what} in base64`, strength }
    : { rule: encoded, ...words }
}

/** What names a secret without telling it: the first 16 hex digits of its SHA-256. */
function fingerprintOf(secret: string): string {
  // Keys are the same whatever the ends of their lines.
  return createHash('sha256')
    .update(secret.replaceAll(/\s+|\\[nr]/g, ''))
    .digest('hex')
    .slice(0, 16)
}
