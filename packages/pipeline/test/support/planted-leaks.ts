import { makeElf } from '@exuvia/crafted-archives'

/** Something that must not leave, made up for a test, and the finding that it gives. */
export interface PlantedLeak {
  readonly path: string
  readonly content: string | Buffer
  /** `SEVERITY CODE`, and for a secret its rule. */
  readonly finds: string
  /** What no output may contain. */
  readonly secret?: string
}

/** Letters and digits that repeat nothing, as a random token has them; the tests' own, of no service. */
function noise(length: number, alphabet = 'aZ3bY7cX1dW9eV5fU2gT8hS4jR6kQ0mPnLoK'): string {
  let state = 7
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return alphabet[(state >>> 8) % alphabet.length]
  }).join('')
}

// Put together here, so that no scanner of this repository takes them for real.
const hex = (length: number): string => noise(length, '0123456789abcdef')
const github = `ghp_${noise(36)}`
const pypi = `pypi-AgEIcHlwaS5vcmc${noise(120)}`
const lower = (length: number): string => noise(length, 'az3by7cx1dw9ev5fu2gt8hs4jr6kq0mpnlo')
const upper = (length: number): string => lower(length).toUpperCase()
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const pem = (kind: string, start: string): string =>
  `-----BEGIN ${kind}PRIVATE KEY-----\n${start}${noise(58)}\n${noise(64)}\n${noise(64)}\n-----END ${kind}PRIVATE KEY-----\n`

/** Tokens and keys, one for each rule; every one is an error in a source, in data and in bytecode. */
export const TOKENS: Readonly<Record<string, string>> = {
  github,
  gitlab: `glpat-${noise(22)}`,
  pypi,
  npm: `npm_${noise(36)}`,
  slack: `xoxb-2${noise(11, '0123456789')}-${noise(12, '0123456789')}-${noise(24)}`,
  stripe: `sk_live_${noise(30)}`,
  sendgrid: `SG.${noise(22)}.${noise(43)}`,
  anthropic: `sk-ant-api03-${noise(93)}AA`,
  openai: `sk-${noise(20)}T3BlbkFJ${noise(20)}`,
  groq: `gsk_${noise(52)}`,
  huggingface: `hf_${noise(34, 'aZbYcXdWeVfUgThSjRkQmP')}`,
  linear: `lin_api_${noise(40)}`,
  notion: `ntn_${noise(11, '0123456789')}${noise(35)}`,
  docker: `dckr_pat_${noise(27)}`,
  databricks: `dapi${hex(32)}`,
  figma: `figd_${noise(40)}`,
  tailscale: `tskey-auth-${noise(16)}-${noise(32)}`,
  vercel: `vcp_${noise(24)}`,
  grafana: `glsa_${noise(32)}_${hex(8)}`,
  'hashicorp-vault': `hvs.${noise(95)}`,
  shopify: `shpat_${hex(32)}`,
  cloudflare: `cfut_${noise(40)}${hex(8)}`,
  'azure-storage': `AccountKey=${noise(86)}==`,
  privatekey: pem('RSA ', 'MIIEpA'),
  'age-key': `AGE-SECRET-KEY-1${noise(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}`,
  artifactory: `AKCp${noise(69)}`,
  atlassian: `ATATT3${noise(186)}`,
  'aws-bedrock': `ABSK${noise(120)}`,
  'azure-client-secret': `${noise(3)}8Q~${noise(34)}`,
  buildkite: `bkua_${hex(40)}`,
  digitalocean: `dop_v1_${hex(64)}`,
  doppler: `dp.pt.${noise(43)}`,
  dynatrace: `dt0c01.${upper(24)}.${upper(64)}`,
  easypost: `EZAK${noise(54)}`,
  'fly-io': `fo1_${noise(43)}`,
  'gitlab-token': `gldt-${noise(20)}`,
  'google-oauth': `GOCSPX-${noise(28)}`,
  heroku: `HRKU-AA${noise(58)}`,
  hubspot: `pat-na1-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
  langsmith: `lsv2_pt_${hex(32)}_${hex(10)}`,
  mailchimp: `${hex(32)}-us14`,
  mapbox: `sk.eyJ${noise(80)}.${noise(22)}`,
  maxmind: `${noise(6)}_${noise(29)}_mmk`,
  netlify: `nfp_${noise(36)}`,
  'new-relic': `NRAK-${upper(27)}`,
  nuget: `oy2${lower(43)}`,
  openshift: `sha256~${noise(43)}`,
  perplexity: `pplx-${noise(48)}`,
  pinecone: `pcsk_${noise(6)}_${noise(63)}`,
  planetscale: `pscale_tkn_${noise(43)}`,
  postman: `PMAK-${hex(24)}-${hex(34)}`,
  prefect: `pnu_${noise(36)}`,
  pulumi: `pul-${hex(40)}`,
  readme: `rdme_${lower(70)}`,
  replicate: `r8_${noise(37)}`,
  rubygems: `rubygems_${hex(48)}`,
  sendinblue: `xkeysib-${hex(64)}-${noise(16)}`,
  sentry: `sntryu_${hex(64)}`,
  shippo: `shippo_live_${hex(40)}`,
  sonar: `squ_${hex(40)}`,
  sourcegraph: `sgp_${hex(40)}`,
  square: `sq0atp-${noise(22)}`,
  supabase: `sbp_${hex(40)}`,
  'terraform-cloud': `${noise(14)}.atlasv1.${noise(66)}`,
  typeform: `tfp_${noise(59)}`,
  xai: `xai-${noise(80)}`,
}

const aws = noise(40, 'aZ3bY7cX1dW9eV5fU2gT8hS4jR6kQ0mP+/')

/** Forty and more things that must not leave, each in a file of its own. */
export const PLANTED: readonly PlantedLeak[] = [
  ...Object.entries(TOKENS).map(([rule, secret]) => ({
    path: `app/settings_${rule}.toml`,
    content: `# service\nvalue = """\n${secret}"""\n`,
    finds: `error secret-found ${rule}`,
    secret: secret.slice(-40),
  })),
  {
    path: 'app/boto.ini',
    content: `aws_secret_access_key = ${aws}\n`,
    finds: 'error secret-found aws',
    secret: aws,
  },
  {
    path: 'app/service.json',
    content: JSON.stringify({
      private_key_id: hex(40),
      private_key: pem('', 'MIIEvQ'),
      type: 'service_account',
    }),
    finds: 'error secret-found gcp',
  },
  {
    path: 'app/putty.txt',
    content: `PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: x\n`,
    finds: 'error secret-found putty-key',
  },
  {
    path: 'app/db.cfg',
    content: 'url = postgresql://svc:Vq7xLm2Rt9@db.prod.acme.io/main\n',
    finds: 'warning secret-found database-connection-string',
    secret: 'Vq7xLm2Rt9',
  },
  {
    path: 'app/broker.cfg',
    content: 'url = amqps://svc:Wq8xLm2Rt9@mq.prod.acme.io/main\n',
    finds: 'warning secret-found queue-connection-string',
    secret: 'Wq8xLm2Rt9',
  },
  {
    path: 'app/index.cfg',
    content: 'index-url = https://deploy:Xq9xLm2Rt9@packages.acme.io/simple\n',
    finds: 'warning secret-found basicauth',
    secret: 'Xq9xLm2Rt9',
  },
  {
    path: 'app/utf16.reg',
    content: Buffer.from(`\ufeffToken=${github} `, 'utf16le'),
    finds: 'error secret-found github',
    secret: github,
  },
  {
    path: 'app/secret.yaml',
    content: `kind: Secret\ndata:\n  config: ${base64(`user: kaja\ntoken: ${pypi}\n`)}\n`,
    finds: 'error secret-found pypi',
    secret: base64(pypi).slice(40, 80),
  },
  {
    path: 'app/split.ipynb',
    content: JSON.stringify({
      cells: [{ source: [`t = ("${github.slice(0, 9)}"\n`, `     "${github.slice(9)}")`] }],
    }),
    finds: 'error secret-found github',
    secret: github.slice(9),
  },
  {
    path: 'app/mail.cfg',
    content: `MAILGUN_API_KEY=key-${hex(32)}\n`,
    finds: 'warning secret-found mailgun',
    secret: hex(32),
  },
  {
    path: 'app/sms.cfg',
    content: `sid = AC${hex(32)}\ntoken = ${lower(32)}\n`,
    finds: 'warning secret-found twilio',
    secret: lower(32),
  },
  {
    path: 'app/oss.cfg',
    content: `id = LTAI5t${noise(18)}\nsecret = ${noise(30)}\n`,
    finds: 'warning secret-found alibaba',
    secret: noise(30),
  },
  {
    path: 'app/elliptic.txt',
    content: `-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE${noise(56)}\n${noise(64)}\n-----END EC PRIVATE KEY-----\n`,
    finds: 'error secret-found privatekey',
  },
  { path: 'app/.git/config', content: '[core]\n', finds: 'error forgotten-file' },
  { path: 'app/.hg/dirstate', content: 'x', finds: 'error forgotten-file' },
  {
    path: 'app/.env',
    content: 'SECRET_KEY=Vq7xLm2Rt9zz\n',
    finds: 'error forgotten-file',
    secret: 'Vq7xLm2Rt9zz',
  },
  { path: 'app/.env.production', content: 'DEBUG=0\n', finds: 'warning forgotten-file' },
  { path: 'app/.netrc', content: 'machine a login b\n', finds: 'error forgotten-file' },
  { path: 'app/.pypirc', content: '[pypi]\n', finds: 'error forgotten-file' },
  { path: 'app/.aws/credentials', content: '[default]\n', finds: 'error forgotten-file' },
  { path: 'app/.ssh/known_hosts', content: 'x\n', finds: 'error forgotten-file' },
  { path: 'app/deploy.p12', content: Buffer.from('3082', 'hex'), finds: 'error forgotten-file' },
  { path: 'app/release.keystore', content: Buffer.from('feedfeed', 'hex'), finds: 'error forgotten-file' },
  { path: 'app/pass.kdbx', content: Buffer.from('03d9a29a67fb4bb5', 'hex'), finds: 'error forgotten-file' },
  { path: 'app/prod.tfstate', content: '{}', finds: 'error forgotten-file' },
  { path: 'app/.bash_history', content: 'ls\n', finds: 'error forgotten-file' },
  {
    path: 'app/core.4711',
    content: Buffer.concat([
      Buffer.from('7f454c4602010100', 'hex'),
      Buffer.alloc(8),
      Buffer.from('0400', 'hex'),
    ]),
    finds: 'error forgotten-file',
  },
  { path: 'app/crash.dmp', content: 'MDMP\x93\xa7', finds: 'error forgotten-file' },
  {
    path: 'app/backup.sql',
    content: '-- PostgreSQL database dump\nCOPY public.people (id, name) FROM stdin;\n1\tKaja\n\\.\n',
    finds: 'error forgotten-file',
  },
  {
    path: 'app/db.sqlite3',
    content: Buffer.from('SQLite format 3\0....CREATE TABLE "auth_user" ("id" integer)'),
    finds: 'error forgotten-file',
  },
  { path: 'app/traffic.pcap', content: Buffer.from('d4c3b2a1', 'hex'), finds: 'warning forgotten-file' },
  {
    path: 'app/study.ipynb',
    content: '{"cells": [{"outputs": [{"output_type": "stream"}]}]}',
    finds: 'warning forgotten-file',
  },
  { path: 'app/.idea/workspace.xml', content: '<x/>', finds: 'warning forgotten-file' },
  { path: 'app/.DS_Store', content: 'x', finds: 'warning forgotten-file' },
  { path: 'app/.coverage', content: 'x', finds: 'warning forgotten-file' },
  { path: 'app/.pytest_cache/v/x', content: 'x', finds: 'warning forgotten-file' },
  { path: 'app/run.log', content: 'started\n', finds: 'warning forgotten-file' },
  { path: 'app/node_modules/x/index.js', content: 'x', finds: 'warning forgotten-file' },
  {
    path: 'app/local_settings.ini',
    content: 'dir = C:\\Users\\Kaja Lund\\app\\x\n',
    finds: 'warning build-place',
  },
  { path: 'app/direct_url.json', content: '{"url": "file:///srv/kaja/app"}', finds: 'warning build-place' },
  {
    path: 'app/requirements.txt',
    content: '--index-url https://svc:Zq9xLm2Rt9@pypi.acme.internal/simple\n',
    finds: 'warning build-place',
    secret: 'Zq9xLm2Rt9',
  },
  {
    path: 'app/_speed.so',
    content: Buffer.concat([makeElf({ rpaths: ['/data/kaja/lib'], debugBytes: 5000 })]),
    finds: 'warning debug-symbols',
  },
  { path: 'app/_fast.so', content: makeElf({ rpaths: ['/data/kaja/lib'] }), finds: 'warning build-place' },
]

/** What looks like a leak and is none: documentation's own keys, public certificates, templates, data. */
export const HARMLESS: Readonly<Record<string, string | Buffer>> = {
  'app/aws.txt': 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\nAKIAIOSFODNN7EXAMPLE\n',
  'app/cacert.pem': `-----BEGIN CERTIFICATE-----\n${noise(64)}\n${noise(64)}\n-----END CERTIFICATE-----\n`,
  'app/key-format.txt': '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n',
  'app/.env.example': 'SECRET_KEY=change-me\nDATABASE_URL=postgres://user:password@localhost/db\n',
  'app/words.sqlite3': Buffer.from('SQLite format 3\0....CREATE TABLE words (word text)'),
  'app/urls.txt':
    'https://user:pass@example.com/ http://evil:thing@test.invalid/ postgresql://scott:tiger@localhost/test\n',
  'app/encoded.txt': `${base64('A text that somebody put in base64: https://user:pass@example.com/x\n')}\n${noise(76)}\n`,
  'app/ids.txt': `AC${hex(32)} key-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)} LTAI5t${noise(18)}\n`,
  'app/readme.txt': 'Install it into /usr/local/bin; your files are in ~/app.\n',
  'app/query.sql': 'SELECT 1;\n',
  'app/lib.so': makeElf({ rpaths: ['$ORIGIN/../lib', '/usr/lib'] }),
}
