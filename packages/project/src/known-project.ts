import type { TomlView } from '@exuvia/files'
import { normalizeName, normalizeVersion } from '@exuvia/packaging'

/** What a project's tables say of it without running anything; unknown facts are undefined. */
export interface KnownProject {
  /** In its own spelling. */
  readonly name: string | undefined
  readonly normalizedName: string | undefined
  /** PEP 440, normalised. */
  readonly version: string | undefined
}

/** Reads name and version where they are written out, in `[project]` or in Poetry's own table. */
export function knownProject(pyproject: TomlView | undefined, given: string | undefined): KnownProject {
  const tables = [pyproject?.table('project'), pyproject?.table('tool', 'poetry')]
  const name = tables.map((table) => table?.string('name')).find((text) => text !== undefined)
  const isDynamic = pyproject?.table('project').strings('dynamic')?.includes('version') === true
  const written = isDynamic
    ? undefined
    : tables.map((table) => table?.string('version')).find((text) => text !== undefined)
  const version = given ?? written
  return {
    name,
    normalizedName: name === undefined ? undefined : normalizeName(name),
    version: version === undefined ? undefined : normalizeVersion(version),
  }
}
