import type { TomlView } from '@exuvia/files'
import { readLiteral } from '../python-literal.ts'
import type { Tree } from '../tree.ts'
import type { Layout } from './layout.ts'

/** The project that a backend describes. */
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
  /** Reads the text of a project file; undefined if the file does not exist. */
  readonly read: (path: string | undefined) => Promise<string | undefined>
}

export interface FoundVersion {
  readonly text: string
  /** In words: `src/app/__init__.py (__version__)`. */
  readonly source: string
}

/** A build backend (PEP 517), understood without running it. Each has its own file and a row in backends.ts. */
export interface Backend {
  /** The first part of `build-system.build-backend`. */
  readonly modules: readonly string[]
  /** The files that it would put into a wheel. */
  readonly layout: (project: BackendProject) => Layout
  /** The version that its own table names, if Exuvia can read it; undefined if the table names none. */
  readonly version?: (places: VersionPlaces) => Promise<FoundVersion | undefined>
}

/** Finds the version that a file's text assigns to a name as a plain literal. */
export function literalVersion(
  text: string | undefined,
  path: string | undefined,
  name: string,
): FoundVersion | undefined {
  const value = text === undefined ? undefined : readLiteral(text, name)
  return value === undefined ? undefined : { text: value, source: `${path} (${name})` }
}
