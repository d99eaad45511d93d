import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makeTar, padded, tarHeader } from '@exuvia/crafted-archives'
import { buildRelease } from '@exuvia/pipeline'
import { CONFIG, type Command, type HostileInput, PUBLISH, plant, plantProject } from './input.ts'

/** A built release, by file name. */
type Release = ReadonlyMap<string, Buffer>

/** The name of the file with the table of contents in a tarball. */
const ABOUT = 'EXUVIA.json'
const SUMS = 'SHA256SUMS'

/** Values that a field of a JSON file has instead of its own. */
const VALUES: Readonly<Record<string, string>> = {
  null: 'null',
  'a list 100,000 deep': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'an object 40,000 deep': `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`,
  'a list of 200,000 numbers': `[${'1,'.repeat(200_000)}1]`,
  'an object of 40,000 keys': `{${Array.from({ length: 40_000 }, (_, index) => `"k${index}":1`).join()}}`,
  'a number without a size': '1e999',
  'a negative number': '-1',
  'a number of 300,000 digits': '9'.repeat(300_000),
  'a text of 400,000 letters': JSON.stringify('a'.repeat(400_000)),
  'a text with escapes': `"${'\\u001b'.repeat(60_000)}"`,
  'a text with a lone surrogate': '"\\ud800"',
  'a path above the folder': '"../../etc/passwd"',
  'a text for a runner': '"\\n::error::forged"',
  __proto__: '{"__proto__":{"polluted":true}}',
  'a key twice': '{"a":1,"a":2}',
}

/** JSON and checksums that Exuvia reads back: every field of a manifest and of EXUVIA.json with every hostile value. */
export async function records(): Promise<HostileInput[]> {
  const release = await buildTemplate()
  const manifest = [...release.keys()].find((name) => name.endsWith('.manifest.json')) ?? ''
  const tarball = [...release.keys()].find((name) => name.endsWith('.tar.gz')) ?? ''
  const about = contentOf(release.get(tarball) ?? Buffer.alloc(0))
  const original = (release.get(manifest) ?? Buffer.alloc(0)).toString('utf8')
  return [
    ...variants(original).map(([name, text]) => releaseInput(`manifest: ${name}`, release, manifest, text)),
    ...sums().map(([name, text]) => releaseInput(`${SUMS}: ${name}`, release, SUMS, text)),
    ...variants(about).map(([name, text]) => aboutInput(`${ABOUT}: ${name}`, text)),
    ...bundles().map(([name, text]) => {
      const input = releaseInput(`bundle: ${name}`, release, 'exuvia.sigstore.json', text)
      return { ...input, commands: input.commands.filter((each) => each.name.startsWith('verify')) }
    }),
  ]
}

/** Builds a small release whose only module ships as source, so that no compiler is needed. */
async function buildTemplate(): Promise<Release> {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia-hostile-release-'))
  try {
    plantProject(folder, `${CONFIG}[tool.exuvia.policy]\ndefault = "source"\n`)
    const { PATH } = process.env
    await buildRelease(
      { cache: false },
      {
        cwd: folder,
        env: { PATH, HOME: folder, EXUVIA_CACHE_DIR: path.join(folder, '.cache') },
        signal: new AbortController().signal,
        progress: () => undefined,
      },
    )
    const out = path.join(folder, 'dist')
    return new Map(readdirSync(out).map((name) => [name, readFileSync(path.join(out, name))]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** EXUVIA.json of a tarball, as GNU tar unpacks it. */
function contentOf(tarball: Buffer): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia-hostile-about-'))
  try {
    const file = path.join(folder, 'demo.tar.gz')
    writeFileSync(file, tarball)
    return execFileSync('tar', ['-xzOf', file, '--wildcards', `*/${ABOUT}`], { encoding: 'utf8' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A JSON file with each of its first fields replaced by each value, and as text of other kinds. */
function variants(text: string): (readonly [name: string, text: string])[] {
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>
  const replaced = Object.keys(value).flatMap((key) =>
    Object.entries(VALUES).map(([what, json]) => {
      const marked = JSON.stringify({ ...value, [key]: '@here' }, undefined, 2)
      return [`${key} is ${what}`, marked.replace('"@here"', () => json)] as const
    }),
  )
  const wholes = Object.entries(VALUES).map(([what, json]) => [`whole is ${what}`, json] as const)
  return [
    ['as built', text],
    ['with an unknown field', text.replace('{', '{ "unknown": 1,')],
    ['with a newer schema', text.replace(/"exuvia\.(\w+)\/1"/, '"exuvia.$1/99"')],
    ['with a comment', `// comment\n${text}`],
    ['with a byte order mark', `\uFEFF${text}`],
    ['in UTF-16', Buffer.from(text, 'utf16le').toString('latin1')],
    ['cut off', text.slice(0, -20)],
    ['twice', text + text],
    ['with 400,000 blanks', text.replace('{', `{${' '.repeat(400_000)}`)],
    ...replaced,
    ...wholes,
  ]
}

function sums(): (readonly [string, string])[] {
  const digest = '0'.repeat(64)
  return [
    ['empty', ''],
    ['one long line', 'a'.repeat(800_000)],
    ['blanks', ' '.repeat(800_000)],
    ['10,000 files', Array.from({ length: 10_000 }, (_, index) => `${digest}  f${index}\n`).join('')],
    ['one file 10,000 times', `${digest}  file\n`.repeat(10_000)],
    ['a path above the folder', `${digest}  ../../etc/passwd\n`],
    ['a file of /proc', `${digest}  /proc/self/mem\n`],
    ['a text for a runner', `${digest}  x\r::error::forged\n`],
  ]
}

function bundles(): (readonly [string, string])[] {
  const whole = Object.entries(VALUES)
  const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json'
  const field = (name: string): (readonly [string, string])[] =>
    whole.map(([what, json]) => [`${name} is ${what}`, `{"mediaType":"${mediaType}","${name}":${json}}\n`])
  return [...whole, ...field('verificationMaterial'), ...field('dsseEnvelope')]
}

const verify = (...more: readonly string[]): Command => {
  return { name: ['verify', ...more.slice(0, 1)].join(' '), args: ['verify', 'dist', ...more] }
}

function releaseInput(name: string, release: Release, changed: string, text: string): HostileInput {
  return {
    kind: 'record',
    name,
    write: ({ folder }) => {
      mkdirSync(path.join(folder, 'dist'))
      for (const [file, bytes] of release) plant(folder, `dist/${file}`, bytes)
      plant(folder, `dist/${changed}`, text)
    },
    commands: [
      verify(),
      verify('--offline', '--repo', 'acme/demo'),
      { name: 'report', args: ['report', 'dist'] },
      { name: 'publish --dry-run', args: [...PUBLISH, 'dist'] },
    ],
  }
}

function aboutInput(name: string, text: string): HostileInput {
  const content = Buffer.from(text)
  return {
    kind: 'record',
    name,
    write: ({ folder }) => {
      plant(folder, `unpacked/${ABOUT}`, content)
      const member = `demo-app-1.0/${ABOUT}`
      plant(folder, 'demo.tar', makeTar([tarHeader(member, '0', { size: content.length }), padded(content)]))
    },
    commands: [
      { name: 'verify FOLDER', args: ['verify', 'unpacked'] },
      { name: 'verify', args: ['verify', 'demo.tar'] },
      { name: 'check', args: ['check', 'demo.tar'] },
      { name: 'inspect', args: ['inspect', 'demo.tar'] },
    ],
  }
}
