import { createHash } from 'node:crypto'
import { makeZip, wheelParts } from '@exuvia/crafted-archives'
import { type Answer, type Answerer, type AnswerServer, type Asked, startAnswers } from './answer-server.ts'
import { WRONG, bodies } from './bodies.ts'
import { type HostileInput, plant, plantProject } from './input.ts'

const WHEEL = 'demo-1.0-py3-none-any.whl'
const BYTES = makeZip(wheelParts())
const DIGEST = createHash('sha256').update(BYTES).digest('hex')
const JSON_PAGE = { 'content-type': 'application/vnd.pypi.simple.v1+json' }
const HTML_PAGE = { 'content-type': 'text/html' }
const CONFIG = 'dependencies = ["demo"]\n[tool.exuvia]\ntargets = ["cp312-any"]\npolicy.default = "source"\n'

/** Answers of an index and of addresses in locks that an attacker holds. */
export async function indexAnswers(): Promise<HostileInput[]> {
  const server = await startAnswers()
  const listed = { 'the right page': index(), ...pages(), ...files() }
  return [
    ...Object.entries(listed).map(([name, answerer]) => inputOf(server, name, requirements, answerer)),
    ...Object.entries(downloads()).map(([name, answerer]) => inputOf(server, name, pylock, answerer)),
  ]
}

/** A lock that names an index. */
function requirements(address: string): readonly [file: string, text: string] {
  return ['requirements.txt', `--index-url ${address}/simple\ndemo==1.0 --hash=sha256:${DIGEST}\n`]
}

/** A lock that names an address. */
function pylock(address: string): readonly [file: string, text: string] {
  const wheel = `{ name = "${WHEEL}", url = "${address}/files/${WHEEL}", hashes = { sha256 = "${DIGEST}" } }`
  const head = 'lock-version = "1.0"\ncreated-by = "hand"\n'
  return ['pylock.toml', `${head}[[packages]]\nname = "demo"\nversion = "1.0"\nwheels = [${wheel}]\n`]
}

function inputOf(
  server: AnswerServer,
  name: string,
  lockOf: typeof pylock,
  answerer: Answerer,
): HostileInput {
  const { address, watch } = server.add(answerer)
  const [lock, text] = lockOf(address.replace('http://', 'http://user:secret@'))
  // A cache of its own: no other input's answer is there.
  const environment = { EXUVIA_CACHE_DIR: 'cache' }
  return {
    kind: 'index',
    name,
    write: ({ folder, canary }) => {
      watch(canary)
      plantProject(folder, `${CONFIG}dependencies.lock = "${lock}"\n`)
      plant(folder, lock, text)
    },
    commands: [
      { name: 'plan', args: ['plan'], environment },
      { name: 'plan', args: ['plan'], environment, text: true },
    ],
  }
}

type Json = Readonly<Record<string, unknown>>

/** An index with one wheel. */
function index(
  page: (asked: Asked) => Answer = pageOf((file) => [file]),
  bytes: (asked: Asked) => Answer = () => ({
    body: BYTES,
    headers: { 'content-type': 'binary/octet-stream' },
  }),
): Answerer {
  return (asked) => (asked.path.startsWith('/simple/') ? page(asked) : bytes(asked))
}

function pageOf(filesOf: (file: Json, asked: Asked) => unknown, more: Json = {}): (asked: Asked) => Answer {
  return (asked) => {
    const file = {
      filename: WHEEL,
      url: `/${asked.here.split('/').at(-1)}/files/${WHEEL}`,
      hashes: { sha256: DIGEST },
    }
    const page = { meta: { 'api-version': '1.0' }, name: 'demo', files: filesOf(file, asked), ...more }
    return { body: JSON.stringify(page), headers: JSON_PAGE }
  }
}

function pages(): Record<string, Answerer> {
  const all: Record<string, Answerer> = {}
  for (const [name, body] of Object.entries(bodies())) {
    all[`page: ${name}`] = index(() => ({ ...body, headers: { ...JSON_PAGE, ...body.headers } }))
    all[`page of HTML: ${name}`] = index(() => ({ ...body, headers: { ...body.headers, ...HTML_PAGE } }))
  }
  for (const version of [1, '2.0', '1.', '01.0', null, '1.0\n::error::x'])
    all[`page of version ${JSON.stringify(version)}`] = index(
      pageOf((file) => [file], { meta: { 'api-version': version } }),
    )
  all['page: moved elsewhere'] = index(({ elsewhere }) => ({
    status: 302,
    body: '',
    headers: { location: `${elsewhere}/simple/demo/` },
  }))
  all['page: in a circle'] = index(({ here, path }) => ({
    status: 301,
    body: '',
    headers: { location: `${here}${path}` },
  }))
  all['page of HTML: a base elsewhere'] = index(({ elsewhere }) => ({
    body: `<base href="${elsewhere}/"><a href="files/${WHEEL}#sha256=${DIGEST}">${WHEEL}</a>`,
    headers: HTML_PAGE,
  }))
  return all
}

/** A page whose file has a wrong field, or another address. */
function files(): Record<string, Answerer> {
  const all: Record<string, Answerer> = {}
  for (const [number, value] of WRONG.entries()) {
    for (const field of ['filename', 'url', 'hashes', 'size', 'yanked', 'requires-python', 'core-metadata'])
      all[`file.${field} ${number}`] = index(pageOf((file) => [{ ...file, [field]: value }]))
    all[`file.hashes.sha256 ${number}`] = index(pageOf((file) => [{ ...file, hashes: { sha256: value } }]))
    all[`files ${number}`] = index(pageOf(() => value))
    all[`files of ${number}`] = index(pageOf(() => [value]))
  }
  const at = (name: string, url: (asked: Asked) => string): void => {
    all[`file at ${name}`] = index(pageOf((file, asked) => [{ ...file, url: url(asked) }]))
  }
  at('another origin', ({ elsewhere }) => `${elsewhere}/files/${WHEEL}`)
  at('an address with a login', ({ elsewhere }) => `http://user:pw@${elsewhere.slice(7)}/files/${WHEEL}`)
  at('file:///etc/passwd', () => 'file:///etc/passwd')
  at('data:', () => 'data:,x')
  at('no port', () => 'http://127.0.0.1:99999/x')
  all['9,000 files'] = index(
    pageOf((file) =>
      Array.from({ length: 9000 }, (_, number) => ({
        ...file,
        filename: `demo-1.0-${number}-py3-none-any.whl`,
      })),
    ),
  )
  all['a yanked file with a text for a runner'] = index(
    pageOf((file) => [{ ...file, yanked: 'x\n::error::forged\u001B[2J' }]),
  )
  return all
}

function to(location: (asked: Asked) => string, status = 302): (asked: Asked) => Answer {
  return (asked) => ({ status, body: '', headers: { location: location(asked) } })
}

/** The bytes at the address of a wheel. */
function downloads(): Record<string, Answerer> {
  const all: Record<string, Answerer> = { 'wheel: the right one': index() }
  const of = (name: string, answer: (asked: Asked) => Answer): void => {
    all[`wheel: ${name}`] = index(undefined, answer)
  }
  for (const [name, body] of Object.entries(bodies())) if (body.isEndless !== true) of(name, () => body)
  of('of another digest', () => ({ body: makeZip(wheelParts({ 'demo/__init__.py': 'VALUE = 2\n' })) }))
  of('a part that nobody asked for', () => ({
    status: 206,
    body: BYTES,
    headers: { 'content-range': `bytes 0-${BYTES.length - 1}/${BYTES.length}` },
  }))
  of('a part behind the end', () => ({ status: 416, body: '' }))
  of('cut off, and then another part', () => ({
    body: BYTES.subarray(0, 100),
    headers: { 'content-length': String(BYTES.length), etag: '"x"' },
  }))
  for (const status of [301, 302, 307, 308])
    of(
      `elsewhere: ${status}`,
      to(({ elsewhere }) => `${elsewhere}/x.whl`, status),
    )
  of(
    'at an address with a login',
    to(({ elsewhere }) => `http://a:b@${elsewhere.slice(7)}/x.whl`),
  )
  of(
    'in a file',
    to(() => 'file:///etc/passwd'),
  )
  of(
    'in a circle',
    to(({ here, path }) => `${here}${path}`),
  )
  of(
    'at no address',
    to(() => 'http://[::1'),
  )
  return all
}
