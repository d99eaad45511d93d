import { resolve } from 'node:path'
import type { TomlView } from '@exuvia/files'
import { normalizeName } from '@exuvia/packaging'
import type { Lock, LockedFile, LockedPackage, LockedSource } from './lock.ts'
import { gitSource, inside } from './git-source.ts'
import { badLock, lockedFile, markerAt, markersAt, nameAt, versionAt } from './lock-file.ts'

/**
 * Reads `pylock.toml` (PEP 751, version 1.x). Pure.
 * @param file as messages name it
 * @param folder absolute, of the lock
 * @throws usage error `bad-lock` with file and line
 */
export function readPylock(view: TomlView, file: string, folder: string): Lock {
  const version = view.string('lock-version') ?? 'no version'
  if (!/^1\.\d+$/.test(version)) {
    throw badLock(file, view.line('lock-version'), `its lock-version is ${version}, where 1.0 is known`)
  }
  return {
    kind: 'pylock',
    file,
    requiresPython: view.string('requires-python'),
    environments: markersAt(view, 'environments'),
    extras: (view.strings('extras') ?? []).map(normalizeName),
    groups: (view.strings('dependency-groups') ?? []).map(normalizeName),
    defaultGroups: (view.strings('default-groups') ?? []).map(normalizeName),
    packages: view.tables('packages').map((table) => readPackage(table, folder)),
    changedSettings: [],
    shape: 'list',
    index: undefined,
    extraIndexes: [],
  }
}

function readPackage(table: TomlView, folder: string): LockedPackage {
  const { name, normalizedName } = nameAt(table)
  const marker = markerAt(table, 'marker', table.string('marker'))
  const source = readSource(table, folder)
  const wheels = table.tables('wheels').map((item) => readFile(item, folder))
  const archive = table.has('archive') ? readFile(table.table('archive'), folder) : undefined
  return {
    name,
    normalizedName,
    version: versionAt(table),
    line: table.line('name'),
    source,
    sourceKey: '',
    subdirectory: inside(
      ['vcs', 'directory', 'archive']
        .map((key) => table.table(key).string('subdirectory'))
        .find((text) => text !== undefined),
    ),
    wheels: archive?.filename.endsWith('.whl') === true ? [archive] : wheels,
    sdist: table.has('sdist')
      ? readFile(table.table('sdist'), folder)
      : archive?.filename.endsWith('.whl') === true
        ? undefined
        : archive,
    digests: [],
    markers: marker === undefined ? [] : [marker],
    dependencies: [],
    optional: new Map(),
    groups: new Map(),
    requires: undefined,
  }
}

function readSource(table: TomlView, folder: string): LockedSource {
  if (table.has('vcs')) {
    const vcs = table.table('vcs')
    const commit = vcs.string('commit-id')
    const where = vcs.string('url') ?? vcs.string('path') ?? ''
    const repository = vcs.string('type') === 'git' ? where : ''
    return gitSource(commit === undefined ? where : `${where}@${commit}`, repository, commit, undefined)
      .source
  }
  if (table.has('directory')) {
    const path = table.table('directory').string('path')
    if (path === undefined) throw table.error('directory', 'has no path')
    return { kind: 'folder', path: resolve(folder, path), isEmpty: false }
  }
  if (table.has('archive')) {
    const archive = table.table('archive')
    const url = archive.string('url')
    return url === undefined
      ? { kind: 'path', path: resolve(folder, archive.string('path') ?? '') }
      : { kind: 'url', url }
  }
  return { kind: 'registry', index: table.string('index') }
}

function readFile(view: TomlView, folder: string): LockedFile {
  const hashes = view.stringTable('hashes')
  return lockedFile(
    { view, url: view.string('url'), path: view.string('path'), name: view.string('name'), hashes },
    folder,
  )
}
