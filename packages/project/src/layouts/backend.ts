import type { TomlView } from '@exuvia/files'
import { readLiteral } from '../python-literal.ts'
import type { Tree } from '../tree.ts'
import type { Doubts, DoubtSubject } from './doubts.ts'
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

/** How a backend treats licences where PEP 639 leaves it the choice. */
export interface LicenseHabits {
  /** Globs for a project that names no licence files. */
  readonly globs: readonly string[]
  /** Whether `**` in a glob stands for folders of any depth. */
  readonly isRecursive: boolean
  /** What `license = { file = … }` does: the globs apply as if it were not there, the file alone ships, or both. */
  readonly named: 'globs' | 'alone' | 'both'
  /** Whether a licence table becomes the header `License`, with the text of the file. */
  readonly writesText: boolean
  /** Whether `License-File` names only the files that `license-files` names, and not those that the globs find. */
  readonly listsOnlyNamed: boolean
}

/** A build backend (PEP 517), understood without running it. Each has its own file and a row in backends.ts. */
export interface Backend {
  /** The first part of `build-system.build-backend`. */
  readonly modules: readonly string[]
  /** The distribution that `build-system.requires` names. */
  readonly distribution?: string
  /** The release since which its rules are those of the static reader. */
  readonly since?: string
  /** The files that it would put into a wheel. */
  readonly layout: (project: BackendProject) => Layout
  /** The version that its own table names, if Exuvia can read it; undefined if the table names none. */
  readonly version?: (places: VersionPlaces) => Promise<FoundVersion | undefined>
  /** Fields that it computes unless `[project]` states them, as if they were dynamic. */
  readonly computes?: readonly string[]
  /** Whether METADATA names the first author and maintainer alone. */
  readonly namesFirstPerson?: boolean
  /** Whether METADATA has the extra of a requirement before its marker. */
  readonly putsExtraFirst?: boolean
  /** How it writes a marker, if Exuvia knows it. Default: as it is. */
  readonly marker?: (text: string) => string | undefined
  /** Whether an extra that names the project's own extras becomes what those require. */
  readonly expandsOwnExtras?: boolean
  /** `Description-Content-Type` of a readme whose suffix says nothing; undefined: none. */
  readonly unknownReadmeType?: string
  /** Default: setuptools' habits. */
  readonly licenses?: Partial<LicenseHabits>
  /** A dynamic description that it takes from the sources. */
  readonly description?: (places: Omit<VersionPlaces, 'env'>) => Promise<string | undefined>
  /** What only it does with a version that its own table names. */
  readonly versionDoubts?: (written: string) => Doubts
  /** What it knows and the static reader does not. */
  readonly doubts: (subject: DoubtSubject) => Promise<Doubts>
  /** Dynamic fields beside the version that the static reader finds as the backend does. */
  readonly findsField?: (field: string, pyproject: TomlView) => boolean
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
