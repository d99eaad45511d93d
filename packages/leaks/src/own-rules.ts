import type { SecretMatch } from './preset-rules.ts'

/** What the preset does not know: secrets of Python's own tools, and of what its services use. */
const RULES: readonly { readonly rule: string; readonly pattern: RegExp }[] = [
  // A macaroon that names pypi.org or test.pypi.org (warehouse, docs/dev/development/token-scanning).
  { rule: 'pypi', pattern: /\bpypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZ)[\w-]{50,1000}/g },
  { rule: 'azure-storage', pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/g },
  {
    rule: 'queue-connection-string',
    pattern:
      /\b(?:rediss?|amqps?|mssql|mariadb|oracle):\/\/[^\s:/@"'<>]{0,100}:[^\s:/@"'<>]{4,200}@[\w.-]{1,200}/g,
  },
  { rule: 'putty-key', pattern: /PuTTY-User-Key-File-[23]: [\w-]{1,100}\r?\nEncryption: none\b/g },
  {
    rule: 'encrypted-privatekey',
    pattern:
      /-----BEGIN ENCRYPTED PRIVATE KEY-----\s{0,4}[A-Za-z0-9+/=\s]{100,10000}-----END ENCRYPTED PRIVATE KEY-----/g,
  },
]

/** A text without one of these has no secret of these rules. */
export const OWN_ANCHORS = /pypi-AgE|AccountKey=|:\/\/|PuTTY-User|BEGIN ENCRYPTED/

/** Finds secrets by rules of our own. */
export function ownMatches(text: string): readonly SecretMatch[] {
  if (!OWN_ANCHORS.test(text)) return []
  return RULES.flatMap(({ rule, pattern }) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
      rule,
      start: index,
      end: index + found.length,
    })),
  )
}
