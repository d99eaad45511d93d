import { createHash } from 'node:crypto'
import type { ReleaseManifest, ReleaseSoftware } from '@exuvia/model'
import { serializeManifest } from '@exuvia/manifest'
import type { KeptResults } from '@exuvia/project'
import { sbomName } from '../stages/manifest.ts'
import { EXUVIA_VERSION } from '../version.ts'

/** The files that describe a release, as text. */
export interface ReleaseTexts {
  /** Undefined if nobody knows what is in the release. */
  readonly sbom: string | undefined
  readonly manifest: string
}

/** A change of what the texts say is a new version: kept ones are of the old one. */
const TEXTS = 'exuvia release texts 1'

/** Characters; the cache keeps no larger ones. */
const LARGEST_KEPT = 8 * 2 ** 20

/**
 * Writes the SBOM and the manifest of a release as text, or takes what an earlier run wrote of the same: the check of
 * a manifest against its schema and the library for SBOMs take longer than all else in a build without a change.
 * @param software for the SBOM; undefined for none
 * @returns the texts, and the manifest that names the SBOM
 */
export async function releaseTexts(
  stem: string,
  described: ReleaseManifest,
  software: readonly ReleaseSoftware[] | undefined,
  results: KeptResults | undefined,
): Promise<{ readonly texts: ReleaseTexts; readonly manifest: ReleaseManifest }> {
  const fields = [TEXTS, EXUVIA_VERSION, JSON.stringify([described, software])]
  const kept = await results?.find(fields)
  if (isTexts(kept)) return { texts: kept, manifest: withSbom(stem, described, kept.sbom) }
  const sbom = software === undefined ? undefined : await sbomOf(described, software)
  const manifest = withSbom(stem, described, sbom)
  const texts = { sbom, manifest: serializeManifest(manifest) }
  if ((sbom ?? '').length + texts.manifest.length <= LARGEST_KEPT) await results?.store(fields, texts)
  return { texts, manifest }
}

async function sbomOf(described: ReleaseManifest, software: readonly ReleaseSoftware[]): Promise<string> {
  // Only a build with a change loads CycloneDX's library.
  const { renderSbom } = await import('./sbom.ts')
  return renderSbom(described, software, EXUVIA_VERSION)
}

function withSbom(stem: string, described: ReleaseManifest, sbom: string | undefined): ReleaseManifest {
  if (sbom === undefined) return described
  const bytes = Buffer.from(sbom, 'utf8')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { ...described, sbom: { file: sbomName(stem), size: bytes.length, sha256 } }
}

function isTexts(kept: unknown): kept is ReleaseTexts {
  if (typeof kept !== 'object' || kept === null || !('manifest' in kept)) return false
  return typeof kept.manifest === 'string' && (!('sbom' in kept) || typeof kept.sbom === 'string')
}
