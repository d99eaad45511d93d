import { resolve } from 'node:path'
import type { TomlView } from '@exuvia/files'
import { normalizeName, normalizeVersion } from '@exuvia/packaging'
import type {
  Lock,
  LockedEdge,
  LockedFile,
  LockedPackage,
  LockedRequirement,
  LockedRequirements,
  LockedSource,
} from './lock.ts'
import { inside, uvGitSource } from './git-source.ts'
import {
  badLock,
  fromFileUrl,
  isHttp,
  lockedFile,
  markerAt,
  markersAt,
  nameAt,
  versionAt,
} from './lock-file.ts'

/**
 * Reads `uv.lock` (version 1; every revision of it adds fields only). Pure.
 * @param file as messages name it
 * @param folder absolute, of the lock
 * @throws usage error `bad-lock` with file and line
 */
export function readUvLock(view: TomlView, file: string, folder: string): Lock {
  const version = view.value('version')
  if (version !== 1) {
    const found = typeof version === 'number' || typeof version === 'string' ? String(version) : 'no version'
    throw badLock(file, view.line('version'), `its version is ${found}, where 1 is known`, [
      'make it again with a uv that writes version 1, or export it: uv export --format pylock.toml -o pylock.toml',
    ])
  }
  const packages = view.tables('package').map((table) => readPackage(table, folder))
  const supported = markersAt(view, 'supported-markers')
  return {
    kind: 'uv',
    file,
    requiresPython: view.string('requires-python'),
    environments: supported,
    extras: [],
    groups: [],
    defaultGroups: [],
    packages,
    changedSettings: [],
    shape: 'graph',
    index: undefined,
    extraIndexes: [],
  }
}

function readPackage(table: TomlView, folder: string): LockedPackage {
  const { name, normalizedName } = nameAt(table)
  const written = table.table('source')
  const source = readSource(written, folder)
  return {
    name,
    normalizedName,
    version: versionAt(table),
    line: table.line('name'),
    source,
    sourceKey: sourceKey(written),
    subdirectory: subdirectoryOf(written),
    wheels: table.tables('wheels').map((item) => readFile(item, source, folder)),
    sdist: table.has('sdist') ? readFile(table.table('sdist'), source, folder) : undefined,
    digests: [],
    markers: markersAt(table, 'resolution-markers').map((item) => item.marker),
    dependencies: readEdges(table, 'dependencies'),
    optional: readEdgeTable(table.table('optional-dependencies')),
    groups: readEdgeTable(table.table('dev-dependencies')),
    requires: readRequirements(table),
  }
}

/** uv writes exactly one key that says where a package comes from. */
function readSource(source: TomlView, folder: string): LockedSource {
  const registry = source.string('registry')
  if (registry !== undefined) {
    return { kind: 'registry', index: isHttp(registry) ? registry : resolve(folder, fromFileUrl(registry)) }
  }
  const url = source.string('url')
  if (url !== undefined) return { kind: 'url', url }
  const git = source.string('git')
  if (git !== undefined) return uvGitSource(git).source
  const path = source.string('path')
  if (path !== undefined) return { kind: 'path', path: resolve(folder, fromFileUrl(path)) }
  for (const key of ['directory', 'editable', 'virtual'] as const) {
    const at = source.string(key)
    if (at !== undefined) {
      return { kind: 'folder', path: resolve(folder, fromFileUrl(at)), isEmpty: key === 'virtual' }
    }
  }
  throw source.error(undefined, `is of a kind that Exuvia does not know: ${source.keys().join(', ')}`)
}

function subdirectoryOf(source: TomlView): string | undefined {
  const git = source.string('git')
  return git === undefined ? inside(source.string('subdirectory')) : uvGitSource(git).subdirectory
}

function sourceKey(source: TomlView): string {
  return JSON.stringify(source.keys().map((key) => [key, source.value(key)]))
}

function readFile(view: TomlView, source: LockedSource, folder: string): LockedFile {
  const hash = view.string('hash') ?? ''
  const colon = hash.indexOf(':')
  const hashes = colon < 0 ? {} : { [hash.slice(0, colon)]: hash.slice(colon + 1) }
  const name = view.string('filename')
  const url = view.string('url')
  const path = view.string('path')
  if (url === undefined && path === undefined) {
    // The file is the source itself.
    if (source.kind === 'url')
      return lockedFile({ view, url: source.url, path: undefined, name, hashes }, folder)
    if (source.kind === 'path') {
      return lockedFile({ view, url: undefined, path: source.path, name, hashes }, folder)
    }
    return lockedFile({ view, url, path, name, hashes }, folder)
  }
  // Paths in a flat index are relative to it.
  const base = source.kind === 'registry' && source.index !== undefined ? source.index : folder
  const isLocal = url !== undefined && url.startsWith('file:')
  return lockedFile(
    { view, url: isLocal ? undefined : url, path: isLocal ? url : path, name, hashes },
    isHttp(base) ? folder : base,
  )
}

function readEdges(table: TomlView, key: string): LockedEdge[] {
  return table.tables(key).map((item) => {
    const source = item.has('source') ? sourceKey(item.table('source')) : undefined
    const version = item.string('version')
    return {
      normalizedName: nameAt(item).normalizedName,
      version: version === undefined ? undefined : (normalizeVersion(version) ?? version),
      sourceKey: source,
      extras: (item.strings('extra') ?? []).map(normalizeName),
      marker: markerAt(item, 'marker', item.string('marker')),
    }
  })
}

function readEdgeTable(table: TomlView): Map<string, LockedEdge[]> {
  return new Map(table.keys().map((key) => [normalizeName(key), readEdges(table, key)]))
}

function readRequirements(table: TomlView): LockedRequirements | undefined {
  if (!table.has('metadata')) return undefined
  const metadata = table.table('metadata')
  const groups = metadata.table('requires-dev')
  return {
    dependencies: metadata.tables('requires-dist').map(readRequirement),
    groups: new Map(
      groups.keys().map((group) => [normalizeName(group), groups.tables(group).map(readRequirement)]),
    ),
  }
}

function readRequirement(item: TomlView): LockedRequirement {
  const isElsewhere = ['git', 'url', 'path', 'directory', 'editable', 'virtual'].some((key) => item.has(key))
  return {
    normalizedName: nameAt(item).normalizedName,
    extras: (item.strings('extras') ?? []).map(normalizeName),
    specifier: isElsewhere ? undefined : (item.string('specifier') ?? ''),
    marker: markerAt(item, 'marker', item.string('marker')),
  }
}
