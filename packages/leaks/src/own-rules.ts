import type { SecretMatch } from './preset-rules.ts'

/** A rule of our own. */
interface OwnRule {
  readonly rule: string
  /** Without this text nothing is looked for: it is found much faster than the pattern. */
  readonly anchor: string
  readonly pattern: RegExp
}

/** What the preset does not know: secrets of Python's own tools, of what its services use, and of other clouds. */
const RULES: readonly OwnRule[] = [
  // A macaroon that names pypi.org or test.pypi.org (warehouse, docs/dev/development/token-scanning).
  {
    rule: 'pypi',
    anchor: 'pypi-AgE',
    pattern: /\bpypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZ)[\w-]{50,1000}/g,
  },
  { rule: 'azure-storage', anchor: 'AccountKey=', pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/g },
  {
    // A shared access signature: version, and a signature of 32 bytes in base64, its signs percent-encoded or not.
    rule: 'azure-sas',
    anchor: 'sig=',
    pattern:
      /[?&](?:sv=20\d\d-\d\d-\d\d&[^\s"'<>]{0,500})?sig=(?:[A-Za-z0-9]|%2[BbFf]|[+/]){43}(?:=|%3[Dd])/g,
  },
  {
    rule: 'queue-connection-string',
    anchor: '://',
    pattern:
      /\b(?:rediss?|amqps?|mssql|mariadb|oracle):\/\/[^\s:/@"'<>]{0,100}:[^\s:/@"'<>]{4,200}@[\w.-]{1,200}/g,
  },
  { rule: 'digitalocean', anchor: '_v1_', pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/g },
  { rule: 'terraform-cloud', anchor: '.atlasv1.', pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}/g },
  { rule: 'google-api-key', anchor: 'AIza', pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  {
    rule: 'discord-webhook',
    anchor: '/api/webhooks/',
    pattern: /\bhttps:\/\/discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,80}/g,
  },
  {
    rule: 'teams-webhook',
    anchor: '/IncomingWebhook/',
    pattern:
      /\bhttps:\/\/[a-z0-9-]{1,60}\.webhook\.office\.com\/webhookb2\/[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/[0-9a-f]{32}\/[0-9a-f-]{36}/g,
  },
  { rule: 'telegram-bot', anchor: ':AA', pattern: /\b\d{8,10}:AA[\w-]{33}(?![\w-])/g },
  {
    rule: 'age-key',
    anchor: 'AGE-SECRET-KEY-1',
    pattern: /\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/g,
  },
  {
    // `auths` of Docker's config.json: user and password in base64.
    rule: 'docker-auth',
    anchor: '"auths"',
    pattern:
      /"auths"\s{0,20}:\s{0,20}\{\s{0,40}"[^"]{1,200}"\s{0,20}:\s{0,20}\{[^{}]{0,200}"auth"\s{0,20}:\s{0,20}"[A-Za-z0-9+/]{12,400}={0,2}"/g,
  },
  {
    // `-----BEGIN [RSA |EC |OPENSSH ]PRIVATE KEY` in base64, as kubeconfig and environment variables have keys.
    rule: 'encoded-privatekey',
    anchor: 'LS0tLS1CRUdJTiB',
    pattern:
      /LS0tLS1CRUdJTiB(?:SU0EgUFJJVkFURSBLRVk|FQyBQUklWQVRFIEtFWS|PUEVOU1NIIFBSSVZBVEUgS0VZ|QUklWQVRFIEtFWS)[A-Za-z0-9+/]{100,10000}/g,
  },
  {
    rule: 'putty-key',
    anchor: 'PuTTY-User',
    pattern: /PuTTY-User-Key-File-[23]: [\w-]{1,100}\r?\nEncryption: none\b/g,
  },
  {
    rule: 'encrypted-privatekey',
    anchor: 'BEGIN ENCRYPTED',
    pattern:
      /-----BEGIN ENCRYPTED PRIVATE KEY-----\s{0,4}[A-Za-z0-9+/=\s]{100,10000}-----END ENCRYPTED PRIVATE KEY-----/g,
  },
]

/** A text without one of these has no secret of these rules: their anchors. */
export const OWN_ANCHORS =
  /pypi-AgE|AccountKey=|sig=|:\/\/|_v1_|\.atlasv1\.|AIza|\/api\/webhooks\/|\/IncomingWebhook\/|:AA|AGE-SECRET-KEY-1|"auths"|LS0tLS1CRUdJTiB|PuTTY-User|BEGIN ENCRYPTED/

/** Finds secrets by rules of our own. */
export function ownMatches(text: string): readonly SecretMatch[] {
  return RULES.flatMap(({ rule, anchor, pattern }) =>
    text.includes(anchor)
      ? [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
          rule,
          start: index,
          end: index + found.length,
        }))
      : [],
  )
}
