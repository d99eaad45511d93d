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

describe('a secret that the preset does not know', () => {
  const hex = (length: number): string => made(length, '0123456789abcdef')
  const key = (kind: string): string =>
    Buffer.from(`-----BEGIN ${kind}PRIVATE KEY-----\n${made(200)}\n`).toString('base64')
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
    ['encoded-privatekey', key('')],
    ['encoded-privatekey', key('RSA ')],
    ['encoded-privatekey', key('EC ')],
    ['encoded-privatekey', key('OPENSSH ')],
  ])('is found by the rule %s', (rule, secret) => {
    const { secrets } = scanText(`value: '${secret}'\n`, { path: 'a.txt' })
    expect(secrets.map((each) => each.rule)).toEqual([rule])
    expect(JSON.stringify(secrets)).not.toContain(secret.slice(-30))
  })

  test.each([
    ['a hash', ['dop', 'v1', hex(40)].join('_')],
    ['a certificate in base64', Buffer.from(`-----BEGIN CERTIFICATE-----\n${made(200)}`).toString('base64')],
    ['a public key in base64', Buffer.from(`-----BEGIN PUBLIC KEY-----\n${made(200)}`).toString('base64')],
    ['a longer identifier', `AIza${made(60)}`],
    ['the documentation of a webhook', 'https://discord.com/api/webhooks/ID/TOKEN'],
    ['a login without a password', '{"auths": {"index.docker.io": {}}}'],
    ['a signature of something else', '?sig=abc&sv=2022-11-02'],
  ])('is not %s', (_name, text) => {
    expect(scanText(text, { path: 'a.txt' }).secrets).toEqual([])
  })
})

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
  })

  test.each([
    'https://user:pass@example.com/x',
    'http://scott:tiger@db.acme.io/x',
    'postgresql://me:hunter2@localhost:5432/db',
    'redis://:${PASSWORD}@redis.acme.io',
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
