import type { FoundSecret } from '@exuvia/model'
import { TOKEN_RULES } from './token-rules.ts'

/** What a rule finds, in words, and how sure its form is. */
export interface SecretWords {
  readonly what: string
  readonly strength: FoundSecret['strength']
}

const token = (what: string): SecretWords => ({ what, strength: 'token' })
const likely = (what: string): SecretWords => ({ what, strength: 'likely' })

/** By the name of the rule: those of secretlint's preset, and our own. A rule without words here does not run. */
export const SECRET_WORDS: Readonly<Record<string, SecretWords>> = {
  '1password': token('a service account token of 1Password'),
  anthropic: token('an API key of Anthropic'),
  aws: token('a secret access key of AWS'),
  basicauth: likely('a user and password in an address'),
  cloudflare: token('an API token of Cloudflare'),
  'database-connection-string': likely('the password of a database in an address'),
  databricks: token('a token of Databricks'),
  docker: token('an access token of Docker Hub'),
  figma: token('an access token of Figma'),
  gcp: token('the key of a service account of Google Cloud'),
  github: token('a GitHub token'),
  gitlab: token('an access token of GitLab'),
  grafana: token('a token of Grafana'),
  groq: token('an API key of Groq'),
  'hashicorp-vault': token('a token of HashiCorp Vault'),
  huggingface: token('a token of Hugging Face'),
  linear: token('an API key of Linear'),
  notion: token('a token of Notion'),
  npm: token('a token of the npm registry'),
  openai: token('an API key of OpenAI'),
  privatekey: token('a private key'),
  sendgrid: token('an API key of SendGrid'),
  shopify: token('a token of Shopify'),
  slack: token('a token or webhook of Slack'),
  stripe: token('a key of Stripe'),
  tailscale: token('a key of Tailscale'),
  vercel: token('a token of Vercel'),
  // Our own: `token-rules.ts` and `own-rules.ts`.
  ...Object.fromEntries(TOKEN_RULES.map(({ rule, what }) => [rule, token(what)])),
  'azure-storage': token('the key of an Azure storage account'),
  'azure-sas': likely('a shared access signature of Azure'),
  'google-api-key': likely('an API key of Google'),
  'discord-webhook': likely('a webhook of Discord'),
  'teams-webhook': likely('a webhook of Microsoft Teams'),
  'telegram-bot': likely('the token of a Telegram bot'),
  'docker-auth': likely('the login of a container registry'),
  'encoded-privatekey': likely('a private key in base64'),
  alibaba: likely('a key of Alibaba Cloud'),
  twilio: likely('a token of Twilio'),
  mailgun: likely('a key of Mailgun'),
  'queue-connection-string': likely('the password of a message broker or cache in an address'),
  'encrypted-privatekey': likely('a private key that a passphrase protects'),
  'putty-key': token('a private key of PuTTY'),
}
