import { resolve } from 'node:path'
import { compareText, ExuviaError, type LicenseInfo } from '@exuvia/model'
import { commandsOf } from '@exuvia/packaging'
import { findLayout } from './layouts/find-layout.ts'
import { ownLicense } from './own-distribution.ts'
import { readProjectMetadata } from './project-metadata.ts'
import { findVersion } from './project-version.ts'
import { readPyproject } from './pyproject.ts'
import { filesIn, readTree } from './tree.ts'

/** What is known about a project before it has a config; unknown facts are left out. */
export interface ProjectFacts {
  readonly name: string
  readonly version: string | undefined
  readonly requiresPython: string | undefined
  /** How its files were found, in words: `setuptools, src layout`. */
  readonly layout: string | undefined
  /** Top-level packages and modules. */
  readonly packages: readonly string[]
  /** Names of the commands that a release gets for it: entry points, and scripts that the backend's tables name. */
  readonly commands: readonly string[]
  readonly license: LicenseInfo | undefined
  /** Names of the declared dependencies. */
  readonly dependencies: readonly string[]
  /** Folders in the project that contain wheels. */
  readonly wheelhouses: readonly string[]
  /** What is unknown, and why. */
  readonly problems: readonly ExuviaError[]
}

/**
 * Reads a project for `exuvia init`. It never fails on what a person can still decide.
 * @throws usage errors if pyproject.toml is missing, is not TOML, or does not contain a valid name
 */
export async function findProjectFacts(
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProjectFacts> {
  const absolute = resolve(root)
  const pyproject = await readPyproject(absolute)
  const tree = await readTree(absolute, { env })
  const metadata = await readProjectMetadata(absolute, pyproject, tree)
  const problems: ExuviaError[] = []
  const attempt = async <T>(make: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await make()
    } catch (error) {
      if (!(error instanceof ExuviaError)) throw error
      problems.push(error)
      return undefined
    }
  }
  const version = await attempt(() => findVersion(pyproject, { root: absolute, given: undefined, env }))
  const layout = await attempt(() => findLayout({ tree, pyproject, ...metadata }, []))
  const entryPoints = commandsOf(metadata.entryPoints)
  const top = layout?.files.map((file) => file.path.split('/')[0]?.replace(/\.pyi?$/, '') ?? '') ?? []
  return {
    name: metadata.name,
    version: version?.version,
    requiresPython: metadata.requiresPython,
    layout: layout?.found,
    packages: [...new Set(top)],
    commands: [
      ...new Set([...entryPoints.map(({ name }) => name), ...Object.keys(layout?.scripts ?? {})]),
    ].sort(compareText),
    license: await ownLicense(absolute, metadata, undefined),
    dependencies: [...new Set(metadata.dependencies.map((requirement) => requirement.name))],
    wheelhouses: [...tree.folders.keys()].filter((folder) =>
      filesIn(tree, folder).some((file) => file.path.endsWith('.whl')),
    ),
    problems,
  }
}
