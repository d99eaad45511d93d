import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openScan, scanText } from '../src/index.ts'
import { presetMatches } from '../src/preset-rules.ts'
import { SECRET_WORDS } from '../src/secret-words.ts'

/** A token of GitHub's form, made up; put together so that no scanner takes it for real. */
const TOKEN = ['ghp', 'aZ3bY7cX1dW9eV5fU2gT8hS4jR6kQ0mPnLoK'].join('_')

/** Letters and digits of no service, of any length. */
function made(length: number, alphabet = 'aZ3bY7cX1dW9eV5fU2gT8hS4jR6kQ0mPnLoK'): string {
  return Array.from({ length }, (_, at) => alphabet[(at * 7 + (at >> 3)) % alphabet.length]).join('')
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('a secret that the preset does not know', () => {
  const hex = (length: number): string => made(length, '0123456789abcdef')
  const key = (kind: string, start: string): string =>
    `-----BEGIN ${kind}PRIVATE KEY-----\n${start}${made(120)}\n-----END ${kind}PRIVATE KEY-----\n`
  const uuid = [8, 4, 4, 4, 12].map(hex).join('-')
  test.each([
    ['digitalocean', ['dop', 'v1', hex(64)].join('_')],
    ['terraform-cloud', `${made(14)}.atlasv1.${made(66)}`],
    ['google-api-key', `AIza${made(35)}`],
    ['discord-webhook', `https://discord.com/api/webhooks/112233445566778899/${made(68)}`],
    [
      'teams-webhook',
      `https://acme.webhook.office.com/webhookb2/${uuid}@${uuid}/IncomingWebhook/${hex(32)}/${uuid}`,
    ],
    ['telegram-bot', `7194826035:AA${made(33)}`],
    ['age-key', `AGE-SECRET-KEY-1${made(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}`],
    ['azure-sas', `https://acme.blob.core.windows.net/c?sv=2022-11-02&sr=c&sp=rwdl&sig=${made(43)}%3D`],
    ['docker-auth', `{"auths": {"index.docker.io": {"auth": "${made(24)}"}}}`],
    ['encoded-privatekey', base64(key('', 'MIIEvQ'))],
    ['encoded-privatekey', base64(key('RSA ', 'MIIEpA'))],
    ['encoded-privatekey', base64(key('EC ', 'MHcCAQEE'))],
    ['encoded-privatekey', base64(key('OPENSSH ', 'b3BlbnNzaC1rZXktdjEA'))],
    ['privatekey', key('EC ', 'MHcCAQEE')],
    ['privatekey', key('', 'MC4CAQAwBQYDK2VwBCIEI').replaceAll('\n', '\\n')],
    ['alibaba', `LTAI5t${made(18)}", "${made(30)}`],
    ['twilio', `AC${hex(32)}\ntoken: ${hex(32)}`],
    ['twilio', `SK${hex(32)}\nsecret: ${made(32)}`],
    ['mailgun', `key-${hex(32)}`],
    ['mailgun', `${hex(32)}-${hex(8)}-${hex(8)}`],
  ])('is found by the rule %s', (rule, secret) => {
    const { secrets } = scanText(`value: '${secret}'\n`, { path: 'a.txt' })
    expect(secrets.map((each) => each.rule)).toEqual([rule])
    expect(JSON.stringify(secrets)).not.toContain(secret.slice(-30))
  })

  test.each([
    ['a hash', ['dop', 'v1', hex(40)].join('_')],
    ['a certificate in base64', base64(`-----BEGIN CERTIFICATE-----\n${made(200)}`)],
    ['a public key in base64', base64(`-----BEGIN PUBLIC KEY-----\n${made(200)}`)],
    ['an identifier of Twilio alone', `AC${hex(32)}`],
    ['an identifier of Alibaba Cloud alone', `LTAI5t${made(18)}`],
    ['a UUID', `key-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`],
    [
      'a key of documentation in base64',
      base64('AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
    ],
    ['a longer identifier', `AIza${made(60)}`],
    ['the documentation of a webhook', 'https://discord.com/api/webhooks/ID/TOKEN'],
    ['a login without a password', '{"auths": {"index.docker.io": {}}}'],
    ['a signature of something else', '?sig=abc&sv=2022-11-02'],
  ])('is not %s', (_name, text) => {
    expect(scanText(text, { path: 'a.txt' }).secrets).toEqual([])
  })
})

/** A notebook with a token that its code joins. */
const notebook = (between: string): string =>
  JSON.stringify(
    { cells: [{ source: `x = ("${TOKEN.slice(0, 9)}"${between}"${TOKEN.slice(9)}")`.split(/(?<=\n)/) }] },
    null,
    1,
  )

/** The addresses of files that a line of metadata has. */
const urls = (line: string): string[] =>
  scanText(line, { path: 'x-1.0.dist-info/METADATA' })
    .places.filter(({ kind }) => kind === 'file-url')
    .map(({ text }) => text)

describe('a scan', () => {
  test('tells no secret, whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const facts = scanText(`${before} ${TOKEN} ${after}`, { path: 'a.txt' })
        expect(facts.secrets.map(({ rule }) => rule)).toContain('github')
        expect(JSON.stringify(facts)).not.toContain(TOKEN)
      }),
    )
  })

  test('gives the same facts however a file is cut into pieces', () => {
    const text = `${'line\n'.repeat(150_000)}key = ${TOKEN}\n/home/kaja/work/x.c\n${'more\n'.repeat(150_000)}`
    const bytes = Buffer.from(text)
    const whole = scanText(text, { path: 'a.txt' })
    expect(whole.secrets.map(({ line }) => line)).toEqual([150_001])
    expect(whole.places.map(({ line }) => line)).toEqual([150_002])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 9 }), (sizes) => {
        const scan = openScan({ path: 'a.txt' })
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1
          // A piece of a few bytes is as good as one of many.
          const step = Math.max(size, 50_000)
          scan.add(bytes.subarray(at, at + step))
          at += step
        }
        expect(scan.end()).toEqual(whole)
      }),
      { numRuns: 15 },
    )
  })

  test('lists a bounded number of secrets and places', () => {
    const secrets = Array.from({ length: 300 }, (_, at) => `ghp_${String(at).padStart(36, 'aZ3bY7cX1d')}`)
    const places = Array.from({ length: 300 }, (_, at) => `/home/kaja${at}/x`)
    const facts = scanText([...secrets, ...places].join('\n'), { path: 'a.txt' })
    expect(facts.secrets).toHaveLength(100)
    expect(facts.places).toHaveLength(20)
  })

  test('knows a comment of Python, and counts a secret that also stands in code', () => {
    expect(scanText(`  # ${TOKEN}\n`, { path: 'a.py' }).secrets[0]?.isComment).toBe(true)
    expect(scanText(`  # ${TOKEN}\n`, { path: 'a.yml' }).secrets[0]?.isComment).toBeUndefined()
    const both = scanText(`# ${TOKEN}\nx = "${TOKEN}"\n`, { path: 'a.py' })
    expect(both.secrets.map(({ line, isComment }) => [line, isComment])).toEqual([[2, undefined]])
  })

  test('joins the literals that Python joins', () => {
    const halves = [TOKEN.slice(0, 9), TOKEN.slice(9)]
    for (const between of ['" "', '"\n    "', '" \\\n  f"']) {
      const text = `x = "${halves.join(between)}"\n`
      expect(scanText(text, { path: 'a.py' }).secrets).toMatchObject([{ rule: 'github' }])
      expect(scanText(text, { path: 'a.txt' }).secrets).toEqual([])
    }
  })

  test('joins the literals in a cell of a notebook', () => {
    for (const between of [' ', '\n     ', ' \\\n']) {
      expect(scanText(notebook(between), { path: 'a.ipynb' }).secrets).toMatchObject([{ rule: 'github' }])
      expect(scanText(notebook(between), { path: 'a.txt' }).secrets).toEqual([])
    }
  })

  test.each([
    ['on one line', base64(`user: kaja\ntoken: ${TOKEN}\n`)],
    [
      'on lines of 76 characters',
      base64(`user: kaja\npassword: none at all\ntoken: ${TOKEN}\n`).replaceAll(/.{76}/g, '$&\n  '),
    ],
    ['without padding', base64(`${TOKEN} `).replace(/=+$/, '')],
  ])('finds a token in base64 %s, and tells its line', (_name, encoded) => {
    const { secrets } = scanText(`a: 1\nsecret: ${encoded}\n`, { path: 'a.yml' })
    expect(secrets).toMatchObject([{ rule: 'github', what: 'a GitHub token in base64', line: 2 }])
    expect(JSON.stringify(secrets)).not.toContain(encoded.slice(0, 30))
  })

  test('finds a token in base64 whatever surrounds it', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ -~]{0,40}$/),
        fc.constantFrom('"', ' ', '\n', '=', ': '),
        (before, around) => {
          const text = `${around}${base64(`begin of a text ${before} ${TOKEN} `)}${around}`
          expect(scanText(text, { path: 'a.txt' }).secrets.map(({ rule }) => rule)).toContain('github')
        },
      ),
    )
  })

  test('is silenced by no comment of the file', () => {
    const text = `# secretlint-disable\nx = "${TOKEN}" # secretlint-disable-line\n`
    expect(scanText(text, { path: 'a.py' }).secrets).toHaveLength(1)
  })

  test('takes no folder that every Windows has for that of a person', () => {
    const rows = [
      ['C:\\Documents and Settings\\All Users\\Application Data\\x', 'service'],
      ['C:\\Documents and Settings\\Kaja\\Application Data\\x', 'home'],
      ['C:/Users/Default User/x', 'service'],
      ['/Users/Shared/x', 'service'],
      ['/home/USER/x', 'service'],
      ['C:\\Users\\MyUser\\x', 'service'],
      ['/Users/xxx/x', 'service'],
      ['/home/tobias/x', 'home'],
      ['/home/docs/checkouts/x', 'service'],
    ]
    for (const [text = '', kind] of rows) {
      expect(scanText(text, { path: 'a.txt' }).places).toMatchObject([{ kind }])
    }
  })

  test('ends a path in binary data at a NUL', () => {
    const data = 'RSDS\0C:\\Users\\Kaja\\app\\t.pdb\0\0\u00d0A\0rest'
    expect(scanText(data, { path: 't.exe' }).places).toEqual([
      { kind: 'home', text: 'C:\\Users\\Kaja\\app\\t.pdb' },
    ])
  })

  test('finds the names of the machine that checks, and addresses in metadata alone', () => {
    const own = ['/srv/ci/job-7/src']
    expect(scanText('at /srv/ci/job-7/src/a.c:1', { path: 'a.bin', own }).places).toEqual([
      { kind: 'own', text: '/srv/ci/job-7/src/a.c:1', line: 1 },
    ])
    const address = 'Home-page: http://git.acme.internal/x\n'
    expect(scanText(address, { path: 'x-1.0.dist-info/METADATA' }).places).toEqual([
      { kind: 'internal', text: 'http://git.acme.internal/x', line: 1 },
    ])
    expect(scanText(address, { path: 'x.txt' }).places).toEqual([])
    expect(urls('file:///srv/kaja/a file:///PATH/TO/simple.xml file:///home/foo/dev/x\n')).toEqual([
      'file:///srv/kaja/a',
    ])
  })

  test.each([
    'https://user:pass@example.com/x',
    'http://scott:tiger@db.acme.io/x',
    'postgresql://me:hunter2@localhost:5432/db',
    'redis://:${PASSWORD}@redis.acme.io',
    'http://john:passw0rd@192.0.2.0:8080',
    'https://{user}:{password}@acme.io',
    "'Authorization': 'Bearer xoxb-1234-1243'",
    'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  ])('takes %s for no secret', (text) => expect(scanText(text, { path: 'a.txt' }).secrets).toEqual([]))
})

test('a rule of the preset without words would never run, so each has them but the one of comments', async () => {
  const { rules } = await import('@secretlint/secretlint-rule-preset-recommend')
  const names = (rules as readonly { meta: { id: string } }[]).map(({ meta }) =>
    meta.id.replace('@secretlint/secretlint-rule-', ''),
  )
  expect(names.filter((name) => SECRET_WORDS[name] === undefined)).toEqual(['filter-comments'])
})

test('a text without any beginning of a token is not given to the rules', () => {
  expect(presetMatches('nothing of interest', false)).toEqual([])
})
