import path from 'node:path'
import { type Asset, usageError } from '@exuvia/model'
import {
  type BuildFacts,
  type ProvenanceMode,
  type Subject,
  describeBuild,
  formatStatement,
  provenanceMode,
  serverUrlOf,
} from '@exuvia/provenance'
import { type ReleaseFolder, describeAsset } from '../release/folder.ts'
import type { ProjectConfig } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { writeSynced } from '@exuvia/files'
import { CHECKSUMS } from '../stages/manifest.ts'
import type { Intent } from './describe.ts'
import type { PublishRequest } from './request.ts'

/** The planned provenance of a release. */
export interface PlannedProvenance {
  readonly mode: ProvenanceMode
  /** The name of the file with the statement if it is unsigned. */
  readonly file: string
  readonly facts: BuildFacts
  /** The name of the SBOM, and of the archives that it describes; undefined if the release has none. */
  readonly sbom: { readonly file: string; readonly archives: readonly string[] } | undefined
}

/**
 * Decides how to make the provenance; undefined if it is not requested.
 * @throws usage errors `provenance-no-identity`, and `provenance-elsewhere`: an attestation names the
 *   repository that its workflow runs in, so one for another repository would not verify there
 */
export function wantedProvenance(
  { options, project }: PublishRequest,
  { repository }: Pick<Intent, 'repository'>,
  context: RunContext,
): ProvenanceMode | undefined {
  if (!(options.provenance ?? project.config.publish.provenance)) return undefined
  const mode = provenanceMode(context.env)
  const here = context.env['GITHUB_REPOSITORY']
  if (mode.kind === 'signed' && here !== undefined) refuseElsewhere(here, repository)
  return mode
}

/** @throws usage error `provenance-elsewhere` */
export function refuseElsewhere(here: string, repository: string): void {
  if (here.toLowerCase() === repository.toLowerCase()) return
  throw usageError('provenance-elsewhere', { here, repository })
}

/** The claims of a statement about a release that Exuvia built. */
type Built = Pick<ReleaseFolder, 'manifest' | 'manifestFile'>

/**
 * Collects the claims of the statement. Pure.
 * @throws usage error `provenance-no-manifest` for files that Exuvia did not build
 */
export function planProvenance(
  mode: ProvenanceMode,
  release: Built | undefined,
  loose: readonly string[],
  about: Pick<Intent, 'repository' | 'tag'> & Pick<PublishRequest, 'project'>,
  context: RunContext,
): PlannedProvenance {
  if (release === undefined) {
    throw usageError('provenance-no-manifest')
  }
  const { name, version, commit, sourceDate, artifacts, compilers, wheels = [], sbom } = release.manifest
  const facts: BuildFacts = {
    serverUrl: serverUrlOf(context.env),
    repository: about.repository,
    tag: about.tag,
    name,
    version,
    commit,
    sourceDate,
    artifacts,
    compilers,
    wheels,
    config: configFacts(about.project),
    alongside: loose.map((file) => path.basename(file)),
  }
  const [file = ''] = statementNames([release.manifestFile])
  const described =
    sbom === undefined ? undefined : { file: sbom.file, archives: artifacts.map((artifact) => artifact.file) }
  return { mode, file, facts, sbom: described }
}

/** The config with its digest from the time of reading. */
function configFacts({ config, sha256 }: ProjectConfig): BuildFacts['config'] {
  return config.file === undefined || sha256 === undefined ? undefined : { path: config.file, sha256 }
}

/**
 * Writes the unsigned statement as a file of the release. It contains nothing about this run,
 * so that every run writes the same bytes.
 */
export async function writeStatement(
  { file, facts }: PlannedProvenance,
  assets: readonly Asset[],
  scratch: string,
  signal: AbortSignal,
): Promise<Asset> {
  const written = path.join(scratch, file)
  await writeSynced(written, formatStatement(subjectsOf(assets), describeBuild(facts)))
  return describeAsset(written, signal)
}

/**
 * The name of the file with an unsigned statement, beside the release's manifest.
 * `.intoto.jsonl` is for signed envelopes.
 */
export function statementNames(files: readonly string[]): string[] {
  const manifest = /\.manifest\.json$/
  return files.filter((name) => manifest.test(name)).map((name) => name.replace(manifest, STATEMENT_SUFFIX))
}

/** Whether a file of a release is an unsigned statement, by its name. */
export function isStatementName(name: string): boolean {
  return name.endsWith(STATEMENT_SUFFIX)
}

/** The Sigstore bundle of a release. Sigstore's tools look for this name beside the file that it signs. */
export const BUNDLE = `${CHECKSUMS}.sigstore.json`

/** The Sigstore bundle with the SBOM of a release, about its archives. */
export const SBOM_BUNDLE = 'SBOM.sigstore.json'

/** Whether a file of a release is one of its bundles. SHA256SUMS lists none, because each new signature differs. */
export function isBundleName(name: string): boolean {
  return name === BUNDLE || name === SBOM_BUNDLE
}

const STATEMENT_SUFFIX = '.provenance.json'

export function subjectsOf(assets: readonly Asset[]): Subject[] {
  return assets.map(({ name, sha256 }) => ({ name, sha256 }))
}
