import type { SecretMatch } from './preset-rules.ts'
import { TOKEN_RULES } from './token-rules.ts'

/** A rule of our own. */
interface OwnRule {
  readonly rule: string
  /** Without this nothing is looked for: it is found much faster than the pattern. */
  readonly anchor: RegExp
  /** If only a part is the secret, the group `secret` is at its end. */
  readonly pattern: RegExp
}

/** What the preset does not know: secrets of Python's own tools, of what its services use, and of other clouds. */
const RULES: readonly OwnRule[] = [
  ...TOKEN_RULES,
  { rule: 'azure-storage', anchor: /AccountKey=/, pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/g },
  {
    // A shared access signature: version, and a signature of 32 bytes in base64, its signs percent-encoded or not.
    rule: 'azure-sas',
    anchor: /sig=/,
    pattern:
      /[?&](?:sv=20\d\d-\d\d-\d\d&[^\s"'<>]{0,500})?sig=(?:[A-Za-z0-9]|%2[BbFf]|[+/]){43}(?:=|%3[Dd])/g,
  },
  {
    // The secret stands beside its identifier, which alone opens nothing.
    rule: 'alibaba',
    anchor: /LTAI/,
    pattern: /\bLTAI[A-Za-z0-9]{12,20}\b[^]{1,200}?(?<![\w+/-])(?<secret>[A-Za-z0-9]{30})(?![\w+/=-])/g,
  },
  {
    // The same: an account or a key, then its token.
    rule: 'twilio',
    anchor: /(?:AC|SK)[0-9a-f]{8}/,
    pattern: /\b(?:AC|SK)[0-9a-f]{32}\b[^]{1,200}?(?<![\w+/-])(?<secret>[A-Za-z0-9]{32})(?![\w+/=-])/g,
  },
  {
    rule: 'mailgun',
    anchor: /key-[a-f0-9]{8}|-[a-f0-9]{8}-[a-f0-9]{8}/,
    pattern: /\b(?<!-)(?:key-[a-f0-9]{32}|[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8})\b(?!-)/g,
  },
  {
    rule: 'queue-connection-string',
    anchor: /(?:rediss?|amqps?|mssql|mariadb|oracle):\/\//,
    pattern:
      /\b(?:rediss?|amqps?|mssql|mariadb|oracle):\/\/[^\s:/@"'<>]{0,100}:[^\s:/@"'<>]{4,200}@[\w.-]{1,200}/g,
  },
  { rule: 'google-api-key', anchor: /AIza/, pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  {
    rule: 'discord-webhook',
    anchor: /\/api\/webhooks\//,
    pattern: /\bhttps:\/\/discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,80}/g,
  },
  {
    rule: 'teams-webhook',
    anchor: /\/IncomingWebhook\//,
    pattern:
      /\bhttps:\/\/[a-z0-9-]{1,60}\.webhook\.office\.com\/webhookb2\/[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/[0-9a-f]{32}\/[0-9a-f-]{36}/g,
  },
  { rule: 'telegram-bot', anchor: /:AA/, pattern: /\b\d{8,10}:AA[\w-]{33}(?![\w-])/g },
  {
    // `auths` of Docker's config.json: user and password in base64.
    rule: 'docker-auth',
    anchor: /"auths"/,
    pattern:
      /"auths"\s{0,20}:\s{0,20}\{\s{0,40}"[^"]{1,200}"\s{0,20}:\s{0,20}\{[^{}]{0,200}"auth"\s{0,20}:\s{0,20}"[A-Za-z0-9+/]{12,400}={0,2}"/g,
  },
  {
    // The preset's rule knows keys of 128 bytes and more: not those of P-256 (RFC 5915) and Ed25519 (RFC 8410).
    rule: 'privatekey',
    anchor: /BEGIN (?:EC )?PRIVATE KEY/,
    pattern:
      /-----BEGIN (?:EC )?PRIVATE KEY-----(?:\s|\\[nr]){0,8}M(?:H[cQ]CAQEE|C4CAQAw)[A-Za-z0-9+/=\s\\]{40,300}-----END (?:EC )?PRIVATE KEY-----/g,
  },
  {
    rule: 'putty-key',
    anchor: /PuTTY-User/,
    pattern: /PuTTY-User-Key-File-[23]: [\w-]{1,100}\r?\nEncryption: none\b/g,
  },
  {
    rule: 'encrypted-privatekey',
    anchor: /BEGIN ENCRYPTED/,
    pattern:
      /-----BEGIN ENCRYPTED PRIVATE KEY-----\s{0,4}[A-Za-z0-9+/=\s]{100,10000}-----END ENCRYPTED PRIVATE KEY-----/g,
  },
]

/** A text without one of these has no secret of these rules. */
// linear: each anchor is fixed text with a few classes of one character
export const OWN_ANCHORS = new RegExp(RULES.map(({ anchor }) => anchor.source).join('|'))

/** Finds secrets by rules of our own. */
export function ownMatches(text: string): readonly SecretMatch[] {
  if (!OWN_ANCHORS.test(text)) return []
  return RULES.flatMap(({ rule, anchor, pattern }) =>
    anchor.test(text)
      ? [...text.matchAll(pattern)].map(({ 0: found, index, groups }) => {
          const end = index + found.length
          return { rule, start: end - (groups?.['secret'] ?? found).length, end }
        })
      : [],
  )
}
