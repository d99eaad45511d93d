import {
  type Config,
  type Distribution,
  type Finding,
  type LicenseInfo,
  refusal,
  type SourceFile,
  sortedBy,
  usageError,
} from '@exuvia/model'
import {
  commandsOf,
  distributionStem,
  formatCoreMetadata,
  formatEntryPoints,
  readLicenseTexts,
  settleLicense,
} from '@exuvia/packaging'
import { withContentFacts } from './content-facts.ts'
import { findLayout } from './layouts/find-layout.ts'
import { nativeFiles, placeOwnFiles } from './own-files.ts'
import { projectCoreMetadata, type ProjectMetadata } from './project-metadata.ts'
import type { TomlView } from '@exuvia/files'
import type { Tree } from './tree.ts'
import { readProjectText } from './project-text.ts'

/** Reads the project itself as a distribution: its files, its own `.dist-info`, its licence texts. */
export async function readOwnDistribution(
  tree: Tree,
  pyproject: TomlView,
  metadata: ProjectMetadata,
  version: string,
  config: Config,
  configuredLicense: string | undefined,
): Promise<{ readonly distribution: Distribution; readonly findings: readonly Finding[] }> {
  const layout = findLayout({ tree, pyproject, ...metadata }, config.project.sources)
  const placed = await placeOwnFiles(tree, layout, config)
  const hasFiles = placed.files.some(
    (file) => file.role === 'python' || file.path.startsWith('lib/') || file.role === 'script',
  )
  // A project may consist of its dependencies alone.
  if (!hasFiles && metadata.dependencies.length === 0) {
    throw usageError('no-packages', {
      backend: 'Exuvia',
      name: metadata.name,
      reason: layout.found,
      lines: ['[tool.exuvia.project]', 'sources = ["src"]'],
    })
  }
  const distInfo = `lib/${distributionStem(metadata.name, version)}.dist-info`
  const core = await projectCoreMetadata(tree.root, pyproject, metadata, version)
  const files: SourceFile[] = [...placed.files, memoryFile(`${distInfo}/METADATA`, formatCoreMetadata(core))]
  const entryPoints = formatEntryPoints(metadata.entryPoints)
  if (entryPoints !== '') files.push(memoryFile(`${distInfo}/entry_points.txt`, entryPoints))
  for (const path of metadata.licenseFiles) {
    const file = tree.files.get(path)
    if (file?.state === 'outside') {
      throw refusal('link-outside', { file: path, target: 'another place', folder: 'the project' })
    }
    if (file?.state !== 'file') continue
    const common = {
      role: 'license' as const,
      size: file.size,
      executable: false,
      content: { kind: 'disk' as const, path: file.absolute },
      origin: path,
    }
    files.push({ ...common, path: `${distInfo}/licenses/${path}` })
    files.push({ ...common, path: `LICENSES/${metadata.normalizedName}/${path}` })
  }
  return {
    distribution: {
      id: `${metadata.normalizedName}==${version}`,
      name: metadata.name,
      normalizedName: metadata.normalizedName,
      version,
      license: await ownLicense(tree.root, metadata, configuredLicense),
      requiresPython: metadata.requiresPython,
      entryPoints: commandsOf(metadata.entryPoints),
      files: sortedBy(await withContentFacts(files), (file) => file.path),
      wheel: undefined,
      native: nativeFiles(files).length > 0,
    },
    findings: placed.findings,
  }
}

/** Finds the licence that a project declares. */
export async function ownLicense(
  root: string,
  metadata: ProjectMetadata,
  configured: string | undefined,
): Promise<LicenseInfo> {
  const files: { readonly path: string; readonly text: string }[] = []
  for (const path of metadata.licenseFiles) {
    const text = await readProjectText(root, path)
    if (text !== undefined) files.push({ path, text })
  }
  return settleLicense(
    {
      expression: metadata.licenseExpression,
      classifiers: metadata.classifiers,
      field: metadata.licenseText,
      texts: await readLicenseTexts(files),
    },
    configured,
  )
}

function memoryFile(path: string, text: string): SourceFile {
  const bytes = Buffer.from(text, 'utf8')
  return {
    path,
    role: 'metadata',
    size: bytes.length,
    executable: false,
    content: { kind: 'memory', bytes },
    origin: 'pyproject.toml',
  }
}
