import { type HostileInput, type Place, plant, plantProject } from './input.ts'
import { SHAPES } from './shapes.ts'
import { times } from './times.ts'

const DIGEST = '0'.repeat(64)
const CONFIG = 'dependencies = ["demo"]\n[tool.exuvia]\ntargets = ["cp312-any"]\npolicy.default = "source"\n'

/** Locks of every kind: each shape in each of their texts, and crowds, chains and circles of packages. */
export function locks(): HostileInput[] {
  return [
    ...Object.entries(SLOTS).flatMap(([slot, [file, write]]) =>
      Object.entries(SHAPES).map(([shape, text]) => lockInput(`${slot}: ${shape}`, file, () => write(text))),
    ),
    ...Object.entries(CROWDS).map(([name, [file, write]]) => lockInput(name, file, write)),
  ]
}

/** The commands run without network: a lock whose wheels they would fetch is refused before, or at the first one. */
function lockInput(name: string, file: string, write: () => string): HostileInput {
  return {
    kind: 'lock',
    name: `${file}: ${name}`,
    write: ({ folder }: Place) => {
      plantProject(folder, `${CONFIG}dependencies.lock = "${file}"\n`)
      plant(folder, file, write())
    },
    commands: [{ name: 'plan', args: ['plan'] }],
  }
}

type Lock = readonly [file: string, write: (shape: string) => string]

const many = (count: number, text: (index: number) => string): string => times(count, text).join('')
/** Forty tags in the name of a wheel. */
const tags = (tag: string): string => times(40, (index) => `${tag}${index}`).join('.')
const taggedWheel = (index: number): string =>
  `{ url = "https://127.0.0.1:1/demo-1.0-${index}-${tags('cp3')}-${tags('ab')}-${tags('li')}.whl", hash = "sha256:${DIGEST}" },`
/** A TOML string. */
const quoted = (text: string): string => JSON.stringify(text)

const UV_HEAD = 'version = 1\nrevision = 3\nrequires-python = ">=3.8"\n'
const uvOwn = (names: readonly string[]): string =>
  `${UV_HEAD}[[package]]\nname = "demo-app"\nversion = "1.0"\nsource = { editable = "." }\ndependencies = [${names.map((name) => `{ name = "${name}" }`).join(', ')}]\n`
const uvPackage = (name: string, more = ''): string =>
  `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "https://127.0.0.1:1/simple" }\n${more}`
const uvWheel = (name: string): string =>
  `wheels = [{ url = "https://127.0.0.1:1/${name}-1.0-py3-none-any.whl", hash = "sha256:${DIGEST}" }]\n`
const needs = (...names: readonly string[]): string =>
  `dependencies = [${names.map((name) => `{ name = "${name}" }`).join(',')}]\n`

const PYLOCK_HEAD = 'lock-version = "1.0"\ncreated-by = "hand"\n'
const pylockWheel = (name: string): string =>
  `{ name = "${name}-1.0-py3-none-any.whl", url = "https://127.0.0.1:1/${name}-1.0-py3-none-any.whl", hashes = { sha256 = "${DIGEST}" } }`
const pylockPackage = (name: string, more = ''): string =>
  `[[packages]]\nname = "${name}"\nversion = "1.0"\n${more}wheels = [${pylockWheel(name)}]\n`

const hash = `--hash=sha256:${DIGEST}`

const SLOTS: Readonly<Record<string, Lock>> = {
  'as a whole': ['uv.lock', (shape) => shape],
  'requires-python': ['uv.lock', (shape) => `version = 1\nrequires-python = ${quoted(shape)}\n`],
  'a marker': [
    'uv.lock',
    (shape) =>
      `${UV_HEAD}[[package]]\nname = "demo-app"\nversion = "1.0"\nsource = { editable = "." }\ndependencies = [{ name = "demo", marker = ${quoted(shape)} }]\n${uvPackage('demo', uvWheel('demo'))}`,
  ],
  'a resolution marker': [
    'uv.lock',
    (shape) => `${UV_HEAD}resolution-markers = [${quoted(shape)}]\n${uvPackage('demo', uvWheel('demo'))}`,
  ],
  'a version': [
    'uv.lock',
    (shape) =>
      `${uvOwn(['demo'])}[[package]]\nname = "demo"\nversion = ${quoted(shape)}\nsource = { registry = "x" }\n`,
  ],
  'the address of a wheel': [
    'uv.lock',
    (shape) =>
      `${uvOwn(['demo'])}${uvPackage('demo', `wheels = [{ url = ${quoted(shape)}, hash = "sha256:${DIGEST}" }]\n`)}`,
  ],
  'a source': [
    'uv.lock',
    (shape) =>
      `${uvOwn(['demo'])}[[package]]\nname = "demo"\nversion = "1"\nsource = { git = ${quoted(shape)} }\n`,
  ],
  'pylock as a whole': ['pylock.toml', (shape) => shape],
  'pylock marker': [
    'pylock.toml',
    (shape) => PYLOCK_HEAD + pylockPackage('demo', `marker = ${quoted(shape)}\n`),
  ],
  'pylock name of a wheel': [
    'pylock.toml',
    (shape) =>
      `${PYLOCK_HEAD}[[packages]]\nname = "demo"\nversion = "1"\nwheels = [{ name = ${quoted(shape)}, url = "https://127.0.0.1:1/x", hashes = { sha256 = "${DIGEST}" } }]\n`,
  ],
  'pylock requires-python': [
    'pylock.toml',
    (shape) => `${PYLOCK_HEAD}requires-python = ${quoted(shape)}\n${pylockPackage('demo')}`,
  ],
  'requirements as a whole': ['requirements.txt', (shape) => shape],
  'a requirement': ['requirements.txt', (shape) => `demo${shape}\n`],
  'a requirement with a marker': ['requirements.txt', (shape) => `demo==1.0 ; ${shape} ${hash}\n`],
  'the hash of a requirement': ['requirements.txt', (shape) => `demo==1.0 --hash=sha256:${shape}\n`],
  'an option of requirements': ['requirements.txt', (shape) => `--index-url ${shape}\ndemo==1.0 ${hash}\n`],
  'an included file': ['requirements.txt', (shape) => `-r ${shape}\n`],
}

const CROWDS: Readonly<Record<string, readonly [file: string, write: () => string]>> = {
  '3,000 packages in a chain': [
    'uv.lock',
    () =>
      uvOwn(['p0']) +
      many(3000, (index) => uvPackage(`p${index}`, needs(`p${index + 1}`) + uvWheel(`p${index}`))),
  ],
  '7,000 packages that nothing needs': [
    'uv.lock',
    () => uvOwn([]) + many(7000, (index) => uvPackage(`p${index}`)),
  ],
  '200 packages that all need each other': [
    'uv.lock',
    () => {
      const names = times(200, (index) => `p${index}`)
      return uvOwn(names) + names.map((name) => uvPackage(name, needs(...names) + uvWheel(name))).join('')
    },
  ],
  'a package that needs itself, with 2,000 extras': [
    'uv.lock',
    () => {
      const extras = times(2000, (index) => `e${index}`)
      const own = `[package.optional-dependencies]\n${extras
        .map((extra, index) => `${extra} = [{ name = "demo", extra = ["e${(index + 1) % 2000}"] }]\n`)
        .join('')}`
      const head = uvOwn([]).replace(
        'dependencies = []',
        'dependencies = [{ name = "demo", extra = ["e0"] }]',
      )
      return head + uvPackage('demo', uvWheel('demo') + own)
    },
  ],
  'a package with 6,000 wheels': [
    'uv.lock',
    () =>
      uvOwn(['demo']) +
      uvPackage(
        'demo',
        `wheels = [${many(6000, (index) => `{ url = "https://127.0.0.1:1/demo-1.0-${index}-py3-none-any.whl", hash = "sha256:${DIGEST}" },`)}]\n`,
      ),
  ],
  'a wheel of 60,000 tags': [
    'uv.lock',
    () => {
      return uvOwn(['demo']) + uvPackage('demo', `wheels = [${many(50, taggedWheel)}]\n`)
    },
  ],
  'one package in 3,000 versions': [
    'uv.lock',
    () =>
      uvOwn(['demo']) +
      many(3000, (index) =>
        uvPackage('demo', uvWheel('demo'))
          .replace('version = "1.0"', `version = "1.${index}"`)
          .replace('demo-1.0-', `demo-1.${index}-`),
      ),
  ],
  '2,000 packages with markers of 300 letters': [
    'uv.lock',
    () => {
      const marker = quoted(`python_version > '3'${" and python_version > '3'".repeat(10)}`)
      const names = times(2000, (index) => `p${index}`)
      const list = names.map((name) => `{ name = "${name}", marker = ${marker} }`).join(',')
      return (
        uvOwn([]).replace('dependencies = []', `dependencies = [${list}]`) +
        names.map((name) => uvPackage(name)).join('')
      )
    },
  ],
  'brackets 20,000 deep in a marker': [
    'pylock.toml',
    () =>
      PYLOCK_HEAD +
      pylockPackage('demo', `marker = "${'('.repeat(20_000)}python_version > '3'${')'.repeat(20_000)}"\n`),
  ],
  '3,000 packages': ['pylock.toml', () => PYLOCK_HEAD + many(3000, (index) => pylockPackage(`p${index}`))],
  'one package 3,000 times': ['pylock.toml', () => PYLOCK_HEAD + many(3000, () => pylockPackage('demo'))],
  'one package with 5,000 wheels': [
    'pylock.toml',
    () =>
      `${PYLOCK_HEAD}[[packages]]\nname = "demo"\nversion = "1.0"\nwheels = [${many(4500, () => `${pylockWheel('demo')},`)}]\n`,
  ],
  '8,000 requirements': ['requirements.txt', () => many(8000, (index) => `p${index}==1.0 ${hash}\n`)],
  'one requirement 8,000 times': ['requirements.txt', () => many(8000, () => `demo==1.0 ${hash}\n`)],
  'one requirement with 11,000 hashes': [
    'requirements.txt',
    () => `demo==1.0 ${many(11_000, () => `\\\n  ${hash} `)}\n`,
  ],
  'a line of 400,000 continuations': ['requirements.txt', () => `demo==1.0 ${'\\\n'.repeat(400_000)}\n`],
  'a file that includes itself': ['requirements.txt', () => '-r requirements.txt\n'.repeat(1000)],
  'a variable in each of 30,000 lines': [
    'requirements.txt',
    () => many(30_000, () => 'demo==1.0 ${HOME}${PATH}\n'),
  ],
  '20,000 indexes': [
    'requirements.txt',
    () => `${many(20_000, (index) => `--extra-index-url https://127.0.0.1:1/${index}\n`)}demo==1.0 ${hash}\n`,
  ],
}
