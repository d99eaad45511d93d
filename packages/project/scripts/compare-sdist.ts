import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config, SourceFile } from '@exuvia/model'
import { PYTHONS, pythonInPyenv, versionOf } from '@exuvia/test-needs'
import {
  type CoreMetadata,
  header,
  normalizeName,
  parseCoreMetadata,
  parseEntryPoints,
  parseRequirement,
  satisfiesPython,
} from '@exuvia/packaging'
import {
  buildWheel,
  findProjectDoubts,
  listBuildTree,
  openContent,
  readContent,
  readProject,
  readWheel,
  rememberedWheels,
} from '../src/index.ts'

/** What the static reader takes for the wheel, against the wheel that the project's own backend builds. */
export type Comparison =
  | { readonly outcome: 'equal'; readonly files: number }
  | { readonly outcome: 'not-understood'; readonly why: readonly string[] }
  | { readonly outcome: 'differs'; readonly how: readonly string[] }

/** Files of `.dist-info` that say how the wheel was made or installed, and nothing of the project. */
const BOOKKEEPING = new Set([
  'WHEEL',
  'RECORD',
  'top_level.txt',
  'zip-safe',
  'namespace_packages.txt',
  'pbr.json',
])
/** Compared by what they say. */
const READ = new Set(['METADATA', 'entry_points.txt'])

/**
 * Compares an unpacked sdist with its wheel: places, bytes, metadata, entry points.
 * @param wheels the folder that keeps the built wheel for later runs
 */
export async function compareSdist(
  root: string,
  wheels: string,
  config: Config,
  env: NodeJS.ProcessEnv,
): Promise<Comparison> {
  const why = await findProjectDoubts(root, { config, env })
  if (why.length > 0) return { outcome: 'not-understood', why }
  const built = await wheelOf(root, wheels, env)
  // Only the project itself is compared; its dependencies come from elsewhere.
  const alone: Config = { ...config, dependencies: { ...config.dependencies, lock: { kind: 'none' } } }
  const inventory = await readProject({ root, config: alone, targets: ['cp312-any'], env })
  const own = inventory.distributions[0]?.files ?? []
  const wheel = await readWheel(built)
  const how = [
    ...(await compareFiles(own, wheel.files)),
    ...compareMetadata(await metadataIn(own), await metadataIn(wheel.files)),
    ...compareEntryPoints(
      await textOf(own, 'entry_points.txt'),
      await textOf(wheel.files, 'entry_points.txt'),
    ),
  ]
  return how.length === 0 ? { outcome: 'equal', files: wheel.files.length } : { outcome: 'differs', how }
}

/**
 * Builds the wheel of a project that only its backend reads, and reads it.
 * @returns its file name
 */
export async function builtBy(root: string, wheels: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { filename, files } = await readWheel(await wheelOf(root, wheels, env, await pythonFor(root)))
  return `${filename}, ${files.length} files`
}

/** The newest interpreter of this machine that a project allows; undefined if there is none. */
async function pythonFor(root: string): Promise<string | undefined> {
  const text = await readFile(join(root, 'PKG-INFO'), 'utf8').catch(() => '')
  const required = header(parseCoreMetadata(text), 'Requires-Python') ?? ''
  const allowed = PYTHONS.filter((tag) => satisfiesPython(tag, required))
  return allowed.map((tag) => pythonInPyenv(versionOf(tag))).findLast((found) => found !== undefined)
}

async function wheelOf(
  root: string,
  wheels: string,
  env: NodeJS.ProcessEnv,
  python?: string,
): Promise<string> {
  const [known] = await rememberedWheels(wheels)
  if (known !== undefined) return known
  await mkdir(wheels, { recursive: true })
  const tree = await listBuildTree(root, [], { env })
  return (await buildWheel(tree, wheels, { env, sourceDate: 1_700_000_000, reasons: [], python })).path
}

async function compareFiles(ours: readonly SourceFile[], theirs: readonly SourceFile[]): Promise<string[]> {
  const [a, b] = [await digests(ours), await digests(theirs)]
  const found: string[] = []
  for (const path of [...new Set([...a.keys(), ...b.keys()])].sort()) {
    if (!b.has(path)) found.push(`${path} is not in the wheel`)
    else if (!a.has(path)) found.push(`${path} is only in the wheel`)
    else if (a.get(path) !== b.get(path)) found.push(`${path} has other bytes`)
  }
  return found
}

async function digests(files: readonly SourceFile[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const file of files) {
    const name = file.path.slice(file.path.lastIndexOf('/') + 1)
    const isInfo = /^lib\/[^/]+\.dist-info\/[^/]+$/.test(file.path)
    if (isInfo && (BOOKKEEPING.has(name) || READ.has(name))) continue
    const hash = createHash('sha256')
    for await (const piece of openContent(file.content)) hash.update(piece)
    found.set(file.path, hash.digest('hex'))
  }
  return found
}

async function textOf(files: readonly SourceFile[], name: string): Promise<string> {
  const file = files.find((each) => new RegExp(`^lib/[^/]+\\.dist-info/${name}$`).test(each.path))
  return file === undefined ? '' : Buffer.from(await readContent(file.content)).toString('utf8')
}

async function metadataIn(files: readonly SourceFile[]): Promise<CoreMetadata> {
  return parseCoreMetadata(await textOf(files, 'METADATA'))
}

function compareMetadata(ours: CoreMetadata, theirs: CoreMetadata): string[] {
  const [a, b] = [headerLines(ours), headerLines(theirs)]
  return [
    ...[...a]
      .filter((line) => !b.has(line))
      .map((line) => `METADATA of the wheel lacks "${line.slice(0, 120)}"`),
    ...[...b].filter((line) => !a.has(line)).map((line) => `METADATA lacks "${line.slice(0, 120)}"`),
  ]
}

/** Headers of the format and of the backend's own making: which version it writes, and the names that it found in the files. */
const NOT_OF_THE_PROJECT = new Set([
  'metadata-version',
  'dynamic',
  'description',
  'import-name',
  'import-namespace',
])
const PEOPLE = new Set(['author', 'author-email', 'maintainer', 'maintainer-email'])

/** What the headers say, with one spelling for what backends spell in several ways. */
function headerLines(metadata: CoreMetadata): Set<string> {
  const lines = metadata.headers.flatMap(([key, value]) => {
    const name = key.toLowerCase()
    if (NOT_OF_THE_PROJECT.has(name)) return []
    // Backends differ in whether a person with an address is also an `Author`.
    if (PEOPLE.has(name)) return peopleIn(value).map((word) => `${name.replace('-email', '')}: ${word}`)
    if (name === 'home-page') return [`project-url: homepage,${value}`]
    return [`${name}: ${spelling(name, value)}`]
  })
  const text = metadata.body === '' ? (header(metadata, 'Description') ?? '') : metadata.body
  return new Set([...lines, `description: ${text.replaceAll('\r\n', '\n').trim()}`])
}

/** Names and addresses. */
function peopleIn(value: string): string[] {
  return value
    .split(/[,<>]/)
    .map((word) => word.replaceAll('"', '').replaceAll(/\s+/g, ' ').trim())
    .filter((word) => word !== '')
}

function spelling(name: string, value: string): string {
  if (name === 'requires-dist') {
    const { normalizedName, extras, specifier, text } = parseRequirement(value, name)
    const marker = text.includes(';') ? text.slice(text.indexOf(';') + 1) : ''
    // An older spelling of PEP 508, which some backends write anew.
    const current = marker.replaceAll(/(?<![\w.])python_implementation/g, 'platform_python_implementation')
    const plain = current.replaceAll(/[\s()]/g, '').replaceAll('"', "'")
    const sorted = specifier
      .replaceAll(/[\s()]/g, '')
      .split(',')
      .sort()
      .join(',')
    return `${normalizedName}[${[...extras].sort().join(',')}]${sorted};${plain}`
  }
  if (name === 'provides-extra' || name === 'name') return normalizeName(value)
  if (name === 'requires-python') return value.replaceAll(/\s/g, '').split(',').sort().join(',')
  if (name === 'keywords')
    return value
      .split(/[\s,]+/)
      .sort()
      .join(',')
  if (name === 'project-url')
    return value.replace(/^[^,]*/, (label) => label.toLowerCase()).replaceAll(/\s/g, '')
  return value.replaceAll(/\s+/g, ' ').trim()
}

function compareEntryPoints(ours: string, theirs: string): string[] {
  return entryPointLines(ours) === entryPointLines(theirs) ? [] : ['entry_points.txt differs']
}

function entryPointLines(text: string): string {
  const lines = Object.entries(parseEntryPoints(text)).flatMap(([group, entries]) =>
    Object.entries(entries).map(([name, target]) => `${group}: ${name} = ${target.replaceAll(/\s/g, '')}`),
  )
  return lines.sort().join('\n')
}
