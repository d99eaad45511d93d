import type { TomlView } from '@exuvia/files'
import type { Config, Finding } from '@exuvia/model'
import { readOwnDistribution } from './own-distribution.ts'
import { nativeFiles } from './own-files.ts'
import type { OwnProject } from './own-project.ts'
import { readProjectMetadata } from './project-metadata.ts'
import { findVersion, type VersionOptions } from './project-version.ts'
import type { Tree } from './tree.ts'

/**
 * Reads the project from its files and tables, without running anything.
 * @throws usage errors that name file, line and key
 */
export async function readStaticProject(
  tree: Tree,
  pyproject: TomlView,
  config: Config,
  version: VersionOptions,
  license: (normalizedName: string) => string | undefined,
): Promise<OwnProject> {
  const metadata = await readProjectMetadata(version.root, pyproject, tree)
  const found = await findVersion(pyproject, version)
  const own = await readOwnDistribution(
    tree,
    pyproject,
    metadata,
    found.version,
    config,
    license(metadata.normalizedName),
  )
  const dynamic = pyproject.table('project').strings('dynamic') ?? []
  const contents = { distribution: own.distribution, dependencies: metadata.dependencies }
  const findings: Finding[] = [...found.findings, ...own.findings]
  return {
    name: metadata.name,
    normalizedName: metadata.normalizedName,
    version: found.version,
    versionSource: found.source,
    reading: { from: 'static', wheels: [] },
    wheels: [],
    contentsFor: () => contents,
    dependencies: metadata.dependencies,
    requiresPython: metadata.requiresPython,
    extras: Object.keys(metadata.optionalDependencies),
    optional: new Map(Object.entries(metadata.optionalDependencies)),
    hasUnknownDependencies: dynamic.includes('dependencies'),
    nativeSources: nativeFiles(own.distribution.files),
    findings,
  }
}
