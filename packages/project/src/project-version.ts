import { type Finding, finding, usageError } from '@exuvia/model'
import {
  compareVersions,
  header,
  normalizeName,
  normalizeVersion,
  parseCoreMetadata,
} from '@exuvia/packaging'
import { tagsAtHead } from './git.ts'
import type { FoundVersion } from './layouts/backend.ts'
import { backendOf } from './layouts/backends.ts'
import type { TomlView } from '@exuvia/files'
import { projectPath } from './tree.ts'
import { readProjectText } from './project-text.ts'

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

/**
 * Finds the project's version: `project.version`. If it is dynamic: `--version`, an sdist's
 * PKG-INFO, the file or attribute that the backend's own table names if it is a plain
 * literal, or a git tag at HEAD. A finding reports a derived version.
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
      throw usageError('version-conflict', { given, version })
    }
    return { version, source: 'pyproject.toml', findings: [] }
  }
  if (given !== undefined) return derived(given, '--version')
  const found =
    (await fromPkgInfo(options.root, project.string('name') ?? '')) ??
    (await versionFromBackend(pyproject, options)) ??
    (await fromTag(options))
  if (found === undefined) {
    const isDynamic = (project.strings('dynamic') ?? []).includes('version')
    throw usageError('no-version', {
      reason: isDynamic
        ? 'it is dynamic, and not found in PKG-INFO, in the file that the build backend names or in a git tag at HEAD'
        : 'pyproject.toml has no project.version',
    })
  }
  return derived(checked(found.text, found.source), found.source)
}

function derived(version: string, source: string): ProjectVersion {
  return { version, source, findings: [finding('version-derived', 'note', {}, { version, source })] }
}

function checked(text: string, source: string): string {
  const version = normalizeVersion(text)
  if (version === undefined) throw usageError('bad-version', { version: text, source })
  return version
}

async function fromPkgInfo(root: string, name: string): Promise<FoundVersion | undefined> {
  const text = await readProjectText(root, 'PKG-INFO')
  if (text === undefined) return undefined
  const metadata = parseCoreMetadata(text)
  const version = header(metadata, 'Version')
  const isOurs = normalizeName(header(metadata, 'Name') ?? '') === normalizeName(name)
  return version === undefined || !isOurs ? undefined : { text: version, source: 'PKG-INFO' }
}

/** Finds the version that the backend's own table names as a plain literal; undefined if it names none. */
export async function versionFromBackend(
  pyproject: TomlView,
  options: VersionOptions,
): Promise<FoundVersion | undefined> {
  const read = async (path: string | undefined): Promise<string | undefined> => {
    const inside = projectPath(path ?? '')
    return inside === undefined || inside === '' ? undefined : readProjectText(options.root, inside)
  }
  return backendOf(pyproject).version?.({ pyproject, env: options.env, read })
}

/** Finds the version of a git tag at HEAD: `1.2.3`, `v1.2.3`, `name-1.2.3`; the highest of several. */
async function fromTag(options: VersionOptions): Promise<FoundVersion | undefined> {
  const tags = await tagsAtHead(options.root, options)
  return tags
    .flatMap((tag) => {
      const version = normalizeVersion(versionPart(tag))
      return version === undefined ? [] : [{ text: version, source: `git tag ${tag}` }]
    })
    .sort((a, b) => compareVersions(b.text, a.text))[0]
}

/** Takes the version from the end of a tag: `1.2.3` of `name/v1.2.3`; empty if there is none. */
function versionPart(tag: string): string {
  const whole = /^v?(\d.*)$/i.exec(tag)?.[1]
  if (whole !== undefined) return whole
  const mark = [...tag.matchAll(/[-/_]v?(?=\d)/gi)].at(-1)
  return mark === undefined ? '' : tag.slice(mark.index + mark[0].length)
}
