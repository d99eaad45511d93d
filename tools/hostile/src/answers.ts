import { type Answer, type Answerer, type AnswerServer, type Asked, startAnswers } from './answer-server.ts'
import { WRONG, bodies } from './bodies.ts'
import { type Json, SUMS, gitHub } from './fake-git-hub.ts'
import { type Command, type HostileInput, plantProject } from './input.ts'

/** Answers of a GitHub that an attacker holds, to every request of `verify OWNER/NAME@TAG` and `publish`. */
export async function answers(): Promise<HostileInput[]> {
  const server = await startAnswers()
  return Object.entries({
    'the right answers': gitHub(),
    ...everywhere(),
    ...fields(),
    ...lists(),
    ...addresses(),
    ...assets(),
    ...attestations(),
  }).map(([name, answerer]) => inputOf(server, name, answerer))
}

function inputOf(server: AnswerServer, name: string, answerer: Answerer): HostileInput {
  const { address, watch } = server.add(answerer)
  return {
    kind: 'answer',
    name,
    write: ({ folder, canary }) => {
      watch(canary)
      plantProject(folder)
    },
    commands: commandsFor(address),
  }
}

function commandsFor(url: string): Command[] {
  const environment = { GITHUB_API_URL: url, GITHUB_TOKEN: 'ghp_token' }
  const publish = ['publish', '--repo', 'octocat/hello', '--tag', 'v1.0', 'extra.txt']
  return [
    { name: 'verify', args: ['verify', 'octocat/hello@v1.0'], environment },
    { name: 'verify', args: ['verify', 'octocat/hello@v1.0'], environment, text: true },
    { name: 'publish', args: publish, environment },
    { name: 'publish', args: publish, environment, text: true },
  ]
}

/** One body for every request. */
function everywhere(): Record<string, Answerer> {
  const all: Record<string, Answerer> = {}
  for (const [name, body] of Object.entries(bodies())) all[name] = () => body
  return all
}

/** One field with a value of another kind, or a harmful text. */
function fields(): Record<string, Answerer> {
  const all: Record<string, Answerer> = {}
  for (const [index, value] of WRONG.entries()) {
    const set = (field: string) => (object: Json) => ({ ...object, [field]: value })
    for (const field of [
      'id',
      'tag_name',
      'target_commitish',
      'name',
      'body',
      'draft',
      'assets',
      'upload_url',
      'html_url',
    ])
      all[`release.${field} ${index}`] = gitHub({ release: set(field) })
    for (const field of [
      'id',
      'name',
      'size',
      'state',
      'digest',
      'url',
      'browser_download_url',
      'created_at',
    ])
      all[`asset.${field} ${index}`] = gitHub({ asset: set(field) })
    for (const field of ['full_name', 'default_branch', 'permissions'])
      all[`repository.${field} ${index}`] = gitHub({ repository: set(field) })
  }
  return all
}

/** Files of a release in the place of its one file. */
function list(make: (files: readonly Json[]) => unknown): Answerer {
  // A list without this header has another page as long as its pages are full.
  return gitHub({ list: make, headers: () => ({ link: '<https://api.github.com/>; rel="first"' }) })
}

function many(count: number, name: (index: number) => string): (files: readonly Json[]) => readonly Json[] {
  return (files) =>
    Array.from({ length: count }, (_, index) => ({ ...files[0], id: 10 + index, name: name(index) }))
}

/** Lists of files that a release cannot have. */
function lists(): Record<string, Answerer> {
  return {
    'an asset twice': list((files) => [...files, ...files]),
    'two assets of one name': list(many(2, () => 'SHA256SUMS')),
    'names that differ in case': list(many(2, (index) => ['SHA256SUMS', 'sha256sums'][index] ?? '')),
    'names of Windows devices': list(many(3, (index) => ['CON', 'nul.txt', 'COM1'][index] ?? '')),
    '900 assets': list(many(900, (index) => `file-${index}`)),
    '2,000 assets': list(many(2000, (index) => `file-${index}`)),
    'no assets': list(() => []),
    'assets of null': list(() => [null]),
  }
}

function moved(status: number): Answerer {
  return ({ elsewhere, path }) => ({ status, body: '{}', headers: { location: `${elsewhere}${path}` } })
}

function bytesAt(status: number, location: (asked: Asked) => string): Answerer {
  return gitHub({ bytes: (asked) => ({ status, body: '', headers: { location: location(asked) } }) })
}

/** Addresses on another origin, which must get no token. */
function addresses(): Record<string, Answerer> {
  return {
    "an asset's url elsewhere": gitHub({
      asset: (asset, { elsewhere }) => ({
        ...asset,
        digest: null,
        url: `${elsewhere}/steal`,
        browser_download_url: `${elsewhere}/steal`,
      }),
    }),
    'the upload address elsewhere': gitHub({
      release: (release, { elsewhere }) => ({
        ...release,
        upload_url: `${elsewhere}/repos/octocat/hello/releases/1/assets{?name,label}`.replace(
          '127.0.0.1',
          'localhost',
        ),
      }),
    }),
    'the page of the release elsewhere': gitHub({
      release: (release, { elsewhere }) => ({ ...release, html_url: `${elsewhere}/steal` }),
    }),
    'the next page elsewhere': gitHub({
      headers: ({ elsewhere, path }) => ({
        link: /\bpage=1\b/.test(path) ? `<${elsewhere}/repositories?page=2>; rel="next"` : '',
      }),
    }),
    ...Object.fromEntries(
      [301, 302, 303, 307, 308].map((status) => [`everything moved: ${status}`, moved(status)]),
    ),
    ...Object.fromEntries(
      [301, 302, 307].map((status) => [
        `the bytes elsewhere: ${status}`,
        bytesAt(status, ({ elsewhere }) => `${elsewhere}/bytes`),
      ]),
    ),
    'the bytes at an address that has the token': bytesAt(
      302,
      ({ elsewhere }) => `http://x:y@${elsewhere.slice(7)}/bytes`,
    ),
    'the bytes in a file': bytesAt(302, () => 'file:///etc/passwd'),
    'the bytes in a circle': bytesAt(302, ({ here, path }) => `${here}${path}`),
    'the bytes nowhere': bytesAt(302, () => 'http://127.0.0.1:1/'),
    'the bytes at no address': bytesAt(302, () => 'http://[::1'),
  }
}

/** A file of a size that GitHub names, without a digest, and its bytes. */
function bytes(answer: Answer, size = SUMS.length): Answerer {
  return gitHub({ asset: (asset) => ({ ...asset, size, digest: null }), bytes: () => answer })
}

function listed(text: string): Answerer {
  return bytes({ body: text }, Buffer.byteLength(text))
}

/** The bytes of a file that are others than its size and digest say. */
function assets(): Record<string, Answerer> {
  const digest = '0'.repeat(64)
  return {
    'bytes of another digest': gitHub({ bytes: () => ({ body: SUMS.replace('0', '1') }) }),
    'too few bytes': bytes({ body: 'x' }),
    'too many bytes': bytes({ body: SUMS + SUMS }),
    'bytes without end': bytes({ body: 'x'.repeat(65_536), isEndless: true }),
    'bytes that are said to be 2 GiB': bytes({ body: SUMS }, 2 ** 31),
    'bytes that are said to be 1 GiB': bytes({ body: SUMS }, 2 ** 30),
    'bytes in gzip': bytes({ body: SUMS, headers: { 'content-encoding': 'gzip' } }),
    'bytes of a page': bytes({
      status: 503,
      body: '<h1>\n::error::x</h1>',
      headers: { 'content-type': 'text/html' },
    }),
    'a list with a path above': listed(`${digest}  ../../etc/passwd\n`),
    'a list with a text for a runner': listed(`${digest}  x\r::error::forged\u001B[2J\n`),
    'a list of 10,000 files': listed(
      Array.from({ length: 10_000 }, (_, index) => `${digest}  f${index}\n`).join(''),
    ),
  }
}

const attestationList = (count: number, entry: object, headers?: Answer['headers']): Answer => ({
  body: JSON.stringify({ attestations: Array.from({ length: count }, () => entry) }),
  ...(headers === undefined ? {} : { headers }),
})

/** What GitHub says of a file's attestations. */
function attestations(): Record<string, Answerer> {
  const all: Record<string, Answerer> = {}
  const of = (name: string, answer: (asked: Asked) => Answer): void => {
    all[`attestations: ${name}`] = gitHub({ attested: answer })
  }
  for (const [name, body] of Object.entries(bodies())) of(name, () => body)
  const bundles: readonly unknown[] = [
    ...WRONG,
    { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
    { mediaType: '\n::error::forged\u001B[2J', verificationMaterial: {}, dsseEnvelope: {} },
    JSON.parse('{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "__proto__": {"a": 1}}'),
  ]
  for (const [index, bundle] of bundles.entries())
    of(`a wrong bundle ${index}`, () => attestationList(1, { bundle }))
  of('many bundles', () => attestationList(900, { bundle: {} }))
  of('too many bundles', () => attestationList(5000, { bundle: {} }))
  of('a bundle elsewhere', ({ elsewhere }) =>
    attestationList(1, { bundle: null, bundle_url: `${elsewhere}/bundle` }),
  )
  of('the next page elsewhere', ({ elsewhere }) =>
    attestationList(100, { bundle: {} }, { link: `<${elsewhere}/next?after=x>; rel="next"` }),
  )
  of('a page that is its own next one', ({ here, path }) =>
    attestationList(100, { bundle: {} }, { link: `<${here}${path}&after=x>; rel="next"` }),
  )
  return all
}
