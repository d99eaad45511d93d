import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, finding, usageError } from '@exuvia/model'
import {
  compareVersions,
  header,
  normalizeName,
  normalizeVersion,
  parseCoreMetadata,
} from '@exuvia/packaging'
import { tagsAtHead } from './git.ts'
import { backendOf } from './layouts/find-layout.ts'
import { packageFolder } from './layouts/setuptools.ts'
import { readLiteral } from './python-literal.ts'
import type { TomlView } from '@exuvia/files'
import { projectPath } from './tree.ts'

export interface ProjectVersion {
  /** PEP 440, normalised. */
  readonly version: string
  /** In words: `pyproject.toml`, `src/app/__init__.py (__version__)`, `git tag v1.2.0`. */
  readonly source: string
  readonly findings: readonly Finding[]
}

export interface VersionOptions {
  readonly root: string
  /** `--version`. */
  readonly given: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
}

interface Candidate {
  readonly text: string
  readonly source: string
}

/**
 * The project's version: `project.version`; or, where it is dynamic, `--version`, an
 * sdist's PKG-INFO, the file or attribute that the backend's own table names where it is
 * a plain literal, or a git tag at HEAD. A version that was derived is said.
 * @throws usage errors `no-version` with the line to add, `bad-version`, `version-conflict`
 */
export async function findVersion(pyproject: TomlView, options: VersionOptions): Promise<ProjectVersion> {
  const project = pyproject.table('project')
  const written = project.string('version')
  const given = options.given === undefined ? undefined : checked(options.given, '--version')
  if (written !== undefined) {
    const version = normalizeVersion(written)
    if (version === undefined) throw project.error('version', `"${written}" is not a version (PEP 440)`)
    if (given !== undefined && given !== version) {
      throw usageError('version-conflict', `--version says ${given}, and pyproject.toml says ${version}`, {
        hint: 'leave --version out, or change the version in pyproject.toml',
      })
    }
    return { version, source: 'pyproject.toml', findings: [] }
  }
  if (given !== undefined) return derived(given, '--version')
  const found =
    (await fromPkgInfo(options.root, project.string('name') ?? '')) ??
    (await fromBackend(pyproject, options)) ??
    (await fromTag(options))
  if (found === undefined) {
    const isDynamic = (project.strings('dynamic') ?? []).includes('version')
    throw usageError(
      'no-version',
      isDynamic
        ? 'the version is dynamic, and neither PKG-INFO, the file that the build backend names, nor a git tag at HEAD says it'
        : 'pyproject.toml has no project.version',
      { hint: 'give --version 1.2.3, or write under [project] in pyproject.toml:\nversion = "1.2.3"' },
    )
  }
  return derived(checked(found.text, found.source), found.source)
}

function derived(version: string, source: string): ProjectVersion {
  return { version, source, findings: [finding('version-derived', 'note', {}, { version, source })] }
}

function checked(text: string, source: string): string {
  const version = normalizeVersion(text)
  if (version === undefined)
    throw usageError('bad-version', `"${text}" from ${source} is not a version (PEP 440)`)
  return version
}

async function fromPkgInfo(root: string, name: string): Promise<Candidate | undefined> {
  const text = await readFile(join(root, 'PKG-INFO'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const metadata = parseCoreMetadata(text)
  const version = header(metadata, 'Version')
  const isOurs = normalizeName(header(metadata, 'Name') ?? '') === normalizeName(name)
  return version === undefined || !isOurs ? undefined : { text: version, source: 'PKG-INFO' }
}

async function fromBackend(pyproject: TomlView, options: VersionOptions): Promise<Candidate | undefined> {
  const read = async (path: string | undefined): Promise<string | undefined> => {
    const inside = projectPath(path ?? '')
    return inside === undefined || inside === ''
      ? undefined
      : readFile(join(options.root, inside), 'utf8').catch(() => undefined)
  }
  const tool = pyproject.table('tool')
  switch (backendOf(pyproject)) {
    case 'setuptools':
      return fromSetuptools(tool, read)
    case 'hatchling':
      return fromHatch(tool.table('hatch', 'version'), read, options.env)
    case 'flit':
      return fromFlit(pyproject, read)
    case 'poetry': {
      const version = tool.table('poetry').string('version')
      return version === undefined
        ? undefined
        : { text: version, source: 'pyproject.toml (tool.poetry.version)' }
    }
    case 'pdm': {
      const path = tool.table('pdm', 'version').string('path')
      return attribute(await read(path), path, '__version__')
    }
    default:
      return undefined
  }
}

type Read = (path: string | undefined) => Promise<string | undefined>

async function fromSetuptools(tool: TomlView, read: Read): Promise<Candidate | undefined> {
  const table = tool.table('setuptools', 'dynamic', 'version')
  for (const path of table.stringOrStrings('file') ?? []) {
    const text = await read(path)
    if (text === undefined) throw table.error('file', `names "${path}", which is no file of the project`)
    return { text: text.trim(), source: path }
  }
  const attr = table.string('attr')
  if (attr === undefined) return undefined
  const parts = attr.trim().split('.')
  const name = parts.pop() ?? ''
  const folders = tool.table('setuptools').stringTable('package-dir')
  for (const root of [folders, { '': 'src', ...folders }]) {
    const base = packageFolder(parts.join('.'), root)
    for (const path of [`${base}.py`, `${base}/__init__.py`]) {
      const found = attribute(await read(path), path, name)
      if (found !== undefined) return found
    }
  }
  return undefined
}

async function fromHatch(
  table: TomlView,
  read: Read,
  env: NodeJS.ProcessEnv,
): Promise<Candidate | undefined> {
  const source = table.string('source') ?? 'regex'
  const path = table.string('path')
  if (source === 'env') {
    const name = table.string('variable') ?? ''
    const value = env[name]
    return value === undefined ? undefined : { text: value, source: `the environment's ${name}` }
  }
  if (source === 'code') return attribute(await read(path), path, table.string('expression') ?? '__version__')
  const text = await read(path)
  if (source !== 'regex' || text === undefined) return undefined
  const pattern = table.stringOrStrings('pattern')?.[0]
  const expression =
    pattern === undefined
      ? /^(?:__version__|VERSION)(?: ?: ?str)? *= *(?<quote>['"])v?(?<version>.+?)\k<quote>/im
      : pythonExpression(pattern, table)
  const version = expression.exec(text)?.groups?.['version']
  return version === undefined ? undefined : { text: version, source: path ?? '' }
}

/** A regular expression of Python's as one of JavaScript's. */
function pythonExpression(pattern: string, table: TomlView): RegExp {
  const flags = /^\(\?([a-z]+)\)/.exec(pattern)
  const body = pattern
    .slice(flags?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, String.raw`\k<$1>`)
  try {
    return new RegExp(body, `m${flags?.[1]?.includes('i') ? 'i' : ''}`)
  } catch (error) {
    throw table.error(
      'pattern',
      `is a regular expression that cannot be read here: ${String(error)}`,
      'give --version',
    )
  }
}

async function fromFlit(pyproject: TomlView, read: Read): Promise<Candidate | undefined> {
  const name = pyproject.table('project').string('name') ?? ''
  const module = pyproject.table('tool', 'flit', 'module').string('name') ?? name.replaceAll('-', '_')
  for (const prefix of ['', 'src/']) {
    const base = prefix + module.replaceAll('.', '/')
    for (const path of [
      `${base}.py`,
      ...['__version__.py', '_version.py', 'version.py', '__init__.py'].map((file) => `${base}/${file}`),
    ]) {
      const found = attribute(await read(path), path, '__version__')
      if (found !== undefined) return found
    }
  }
  return undefined
}

function attribute(text: string | undefined, path: string | undefined, name: string): Candidate | undefined {
  const value = text === undefined ? undefined : readLiteral(text, name)
  return value === undefined ? undefined : { text: value, source: `${path} (${name})` }
}

/** The version of a git tag right at HEAD: `1.2.3`, `v1.2.3`, `name-1.2.3`; the highest of several. */
async function fromTag(options: VersionOptions): Promise<Candidate | undefined> {
  const tags = await tagsAtHead(options.root, options)
  return tags
    .flatMap((tag) => {
      const version = normalizeVersion(/^(?:.*[-/_])?v?(\d.*)$/i.exec(tag)?.[1] ?? '')
      return version === undefined ? [] : [{ text: version, source: `git tag ${tag}` }]
    })
    .sort((a, b) => compareVersions(b.text, a.text))[0]
}
