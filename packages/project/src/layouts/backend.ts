import type { TomlView } from '@exuvia/files'
import { readLiteral } from '../python-literal.ts'
import type { Tree } from '../tree.ts'
import type { Layout } from './layout.ts'

/** What a backend is asked about. */
export interface BackendProject {
  readonly tree: Tree
  readonly pyproject: TomlView
  /** As `project.name` writes it. */
  readonly name: string
  readonly licenseFiles: readonly string[]
}

/** Where a dynamic version may be. */
export interface VersionPlaces {
  readonly pyproject: TomlView
  readonly env: NodeJS.ProcessEnv
  /** The text of a file of the project; undefined where there is none. */
  readonly read: (path: string | undefined) => Promise<string | undefined>
}

export interface FoundVersion {
  readonly text: string
  /** In words: `src/app/__init__.py (__version__)`. */
  readonly source: string
}

/** A build backend (PEP 517), read without running it. One file each, and a row in backends.ts. */
export interface Backend {
  /** What `build-system.build-backend` begins with. */
  readonly modules: readonly string[]
  /** What it would put into a wheel. */
  readonly layout: (project: BackendProject) => Layout
  /** The version that its own table names, where that can be read; undefined where it names none. */
  readonly version?: (places: VersionPlaces) => Promise<FoundVersion | undefined>
}

/** The version that a file's text assigns to a name as a plain literal. */
export function literalVersion(
  text: string | undefined,
  path: string | undefined,
  name: string,
): FoundVersion | undefined {
  const value = text === undefined ? undefined : readLiteral(text, name)
  return value === undefined ? undefined : { text: value, source: `${path} (${name})` }
}
