import { resolve } from 'node:path'
import { ExuviaError } from '@exuvia/model'
import { type Requirement, normalizeVersion, parseRequirement, versionFits } from '@exuvia/packaging'
import { type Lock, type LockedFile, type LockedPackage, type LockedSource, publicAddress } from './lock.ts'
import { badLock, filenameOf, fromFileUrl, isDigest, isHttp } from './lock-file.ts'
import { inside, pipGitSource } from './git-source.ts'
import type { RequirementsLine } from './requirements-lines.ts'

/** An entry of a requirements file or of one that it includes, with the folder that its paths are relative to. */
export interface PlacedLine {
  readonly entry: RequirementsLine
  /** Absolute. */
  readonly folder: string
  readonly isConstraint: boolean
}

/** Whether a requirements file is a lock: it names digests. */
export function hasDigests(text: string): boolean {
  const lines = text.replaceAll(/\\\r?\n/g, ' ').split('\n')
  return lines.some((line) => /\s--hash[= ]/.test(line.split('#', 1)[0] ?? ''))
}

/**
 * Makes a lock of the entries of a requirements file, all includes in place. Pure.
 * @param root absolute; the project that an entry may name itself
 * @throws usage error `bad-lock` for an entry that pip would refuse with `--require-hashes`
 */
export function requirementsLock(lines: readonly PlacedLine[], file: string, root: string): Lock {
  const packages: LockedPackage[] = []
  const constraints: { readonly requirement: Requirement; readonly file: string; readonly line: number }[] =
    []
  const extras: string[] = []
  let index: string | undefined
  for (const { entry, folder, isConstraint } of lines) {
    if (entry.kind === 'index') {
      index = checkedIndex(entry.url, entry)
    } else if (entry.kind === 'extra-index') {
      extras.push(checkedIndex(entry.url, entry))
    } else if (entry.kind === 'editable') {
      const path = resolve(folder, fromFileUrl(withoutExtras(entry.path)))
      if (path !== root) packages.push(folderPackage(path, entry))
    } else if (entry.kind === 'requirement') {
      if (isFolder(entry.text)) {
        const path = resolve(folder, fromFileUrl(withoutExtras(entry.text)))
        if (path !== root) packages.push(folderPackage(path, entry))
        continue
      }
      const requirement = readRequirement(entry)
      if (isConstraint) constraints.push({ requirement, file: entry.file, line: entry.line })
      else packages.push(lockedRequirement(requirement, entry, folder))
    }
  }
  for (const { requirement, file: at, line } of constraints) {
    for (const item of packages) {
      if (item.normalizedName !== requirement.normalizedName || item.version === undefined) continue
      if (!versionFits(item.version, requirement.specifier, true)) {
        throw badLock(
          at,
          line,
          `the constraint ${requirement.text} excludes ${item.name} ${item.version} of ${file}`,
        )
      }
    }
  }
  return {
    kind: 'requirements',
    file,
    requiresPython: undefined,
    environments: [],
    extras: [],
    groups: [],
    defaultGroups: [],
    packages,
    changedSettings: [],
    shape: 'list',
    index,
    extraIndexes: extras,
  }
}

/** A path without the extras at its end: `./app[web]` is `./app`. */
function withoutExtras(path: string): string {
  const open = path.lastIndexOf('[')
  return open > 0 && path.endsWith(']') ? path.slice(0, open) : path
}

/** Whether a requirement is a path to a folder rather than a name. */
function isFolder(text: string): boolean {
  const [path = ''] = text.split(/[#?]/, 1)
  return /^(?:\.{1,2}(?:[/\\[]|$)|\/|file:)/.test(text) && !/\.(?:whl|zip|tar\.\w{1,9}|tgz)$/.test(path)
}

function readRequirement(entry: RequirementsLine & { readonly kind: 'requirement' }): Requirement {
  // A path or address alone: pip finds the name in the file's name.
  const isBare = /^(?:https?:|file:|\.{1,2}\/|\/)/.test(entry.text)
  const name = isBare ? /^[^-]+/.exec(filenameOf(withoutFragment(entry.text)) ?? '')?.[0] : undefined
  const text = name === undefined ? entry.text : `${name} @ ${entry.text}`
  try {
    return parseRequirement(text, entry.file)
  } catch (error) {
    const reason = error instanceof ExuviaError ? String(error.args['reason'] ?? '') : ''
    throw badLock(entry.file, entry.line, `this line is no requirement: ${reason}`)
  }
}

function lockedRequirement(
  requirement: Requirement,
  entry: RequirementsLine & { readonly kind: 'requirement' },
  folder: string,
): LockedPackage {
  const { name, normalizedName, marker, url } = requirement
  const digests = [...entry.digests, ...fragmentDigests(url)].map((digest) =>
    checkedDigest(digest, name, entry),
  )
  const isArchive = url === undefined || !/^(?:git|hg|svn|bzr)\+/.test(url)
  if (digests.length === 0 && isArchive) {
    throw badLock(entry.file, entry.line, `${name} has no --hash`, [
      'make the file with digests: uv pip compile --universal --generate-hashes pyproject.toml -o requirements.txt',
    ])
  }
  const base = {
    name,
    normalizedName,
    line: entry.line,
    sourceKey: '',
    subdirectory: url === undefined ? undefined : subdirectoryOf(url),
    sdist: undefined,
    markers: marker === undefined ? [] : [marker],
    dependencies: [],
    optional: new Map<string, never>(),
    groups: new Map<string, never>(),
    requires: undefined,
  }
  if (url === undefined) {
    const version = pinnedVersion(requirement.specifier)
    if (version === undefined) {
      throw badLock(entry.file, entry.line, `${name} is not pinned to one version with ==`, [
        'make the file with pinned versions: uv pip compile --universal --generate-hashes pyproject.toml -o requirements.txt',
      ])
    }
    return { ...base, version, source: { kind: 'registry', index: undefined }, wheels: undefined, digests }
  }
  const source = sourceOf(url, folder)
  const found =
    source.kind === 'url' || source.kind === 'path' ? archiveOf(source, digests, entry) : undefined
  const version = found === undefined ? undefined : wheelVersion(found.filename)
  const isWheel = found?.filename.endsWith('.whl') === true
  return {
    ...base,
    version,
    source,
    wheels: found !== undefined && isWheel ? [found] : [],
    sdist: isWheel ? undefined : found,
    digests,
  }
}

function sourceOf(url: string, folder: string): LockedSource {
  if (/^(?:git|hg|svn|bzr)\+/.test(url)) return pipGitSource(url).source
  if (isHttp(url)) return { kind: 'url', url: withoutFragment(url) }
  return { kind: 'path', path: resolve(folder, fromFileUrl(withoutFragment(url))) }
}

function subdirectoryOf(url: string): string | undefined {
  const [, fragment = ''] = url.split('#')
  return inside(new URLSearchParams(fragment).get('subdirectory') ?? undefined)
}

function archiveOf(
  source: LockedSource & { readonly kind: 'url' | 'path' },
  digests: readonly string[],
  { file, line }: RequirementsLine,
): LockedFile {
  const filename = filenameOf(source.kind === 'url' ? source.url : source.path)
  if (filename === undefined) throw badLock(file, line, 'the address does not end in the name of a file')
  // Several digests of one algorithm are alternatives; one file has one of them.
  if (new Set(digests.map((digest) => digest.split(':')[0])).size !== digests.length) {
    throw badLock(file, line, `${publicAddress(filename)} has several digests of one algorithm`)
  }
  return {
    filename,
    url: source.kind === 'url' ? source.url : undefined,
    path: source.kind === 'path' ? source.path : undefined,
    hashes: Object.fromEntries(digests.map((digest) => digest.split(':') as [string, string])),
    size: undefined,
  }
}

function folderPackage(path: string, entry: RequirementsLine): LockedPackage {
  const name = path.split(/[/\\]/).at(-1) ?? path
  return {
    name,
    normalizedName: name.toLowerCase(),
    version: undefined,
    line: entry.line,
    source: { kind: 'folder', path, isEmpty: false },
    sourceKey: '',
    subdirectory: undefined,
    wheels: [],
    sdist: undefined,
    digests: [],
    markers: [],
    dependencies: [],
    optional: new Map(),
    groups: new Map(),
    requires: undefined,
  }
}

function pinnedVersion(specifier: string): string | undefined {
  const exact = /^={2,3}\s*([^,\s*]+)$/.exec(specifier)?.[1]
  return exact === undefined ? undefined : normalizeVersion(exact)
}

function wheelVersion(filename: string): string | undefined {
  return normalizeVersion(filename.split('-')[1] ?? '')
}

function checkedDigest(digest: string, name: string, { file, line }: RequirementsLine): string {
  const [algorithm = '', hex = ''] = digest.split(':').map((part) => part.toLowerCase())
  if (isDigest(algorithm, hex)) return `${algorithm}:${hex}`
  throw badLock(file, line, `${name} has --hash=${digest.slice(0, 80)}, which is no SHA-2 digest`)
}

function checkedIndex(url: string, { file, line }: RequirementsLine): string {
  if (isHttp(url)) return url
  throw badLock(file, line, 'the index is no address with https: or http:')
}

/** `#sha256=…` of a direct reference. */
function fragmentDigests(url: string | undefined): string[] {
  const fragment = url === undefined ? '' : url.slice(url.indexOf('#') + 1)
  return [...fragment.matchAll(/(?:^|&)(sha256|sha384|sha512)=([0-9a-fA-F]+)/g)].map(
    (match) => `${match[1]}:${match[2]}`,
  )
}

function withoutFragment(url: string): string {
  const at = url.indexOf('#')
  return at < 0 ? url : url.slice(0, at)
}
