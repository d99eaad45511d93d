import path from 'node:path'
import {
  type Asset,
  type Packed,
  type Plan,
  type ReleaseManifest,
  type Tried,
  compareText,
} from '@exuvia/model'
import { formatChecksums } from '@exuvia/manifest'
import { summarizeDecisions } from './decisions.ts'
import { writeProven } from '../release/write-proven.ts'

/** The name of the file with all digests, in the format of `sha256sum -c`. */
export const CHECKSUMS = 'SHA256SUMS'

/** `tidemark-1.2.0.manifest.json`. */
export function manifestName(stem: string): string {
  return `${stem}.manifest.json`
}

/** `tidemark-1.2.0.cdx.json`: CycloneDX's own ending. */
export function sbomName(stem: string): string {
  return `${stem}.cdx.json`
}

/** `tidemark-1.2.0.report.html`: the release as a page. */
export function pageName(stem: string): string {
  return `${stem}.report.html`
}

/** `tidemark-1.2.0.start.json`: the start-up times that somebody measured. */
export function startName(stem: string): string {
  return `${stem}.start.json`
}

/** Names all files that the build of a plan makes. */
export function releaseFileNames({ artifacts, building, stem, checked }: Plan): string[] {
  const made = artifacts.filter(({ madeFor }) => madeFor === undefined || building.includes(madeFor))
  const page = checked.config.report.html ? [pageName(stem)] : []
  return [...made.map(({ file }) => file), sbomName(stem), ...page, manifestName(stem), CHECKSUMS]
}

/** Tried → the release as data. Pure. */
export function describeRelease({ packed, trials }: Tried): ReleaseManifest {
  return describePacked(packed, trials)
}

/** The same for tarballs of which some or all did not run yet: a budget measures them before. */
export function describePacked(packed: Packed, trials: Tried['trials']): ReleaseManifest {
  const { plan, compilers } = packed.compiled
  const { inventory } = plan.checked
  return {
    schema: 'exuvia.manifest/1',
    name: inventory.name,
    version: inventory.version,
    ...(inventory.commit === undefined ? {} : { commit: inventory.commit }),
    ...(inventory.uncommitted === undefined ? {} : { uncommitted: inventory.uncommitted }),
    sourceDate: inventory.sourceDate,
    compilers: [...compilers].sort((a, b) => compareText(a.runtime, b.runtime)),
    ...(packed.wheels.length === 0 ? {} : { wheels: packed.wheels }),
    decisions: summarizeDecisions(plan.checked, plan.building),
    artifacts: packed.artifacts.map((artifact) => {
      const trial = trials.get(artifact.file)
      return trial === undefined ? artifact : { ...artifact, trial }
    }),
  }
}

/** Names and digests of what a manifest lists: tarballs and SBOM, in publishing order. */
export function listedFiles({ artifacts, sbom }: ReleaseManifest): Pick<Asset, 'name' | 'size' | 'sha256'>[] {
  return [...artifacts, ...(sbom === undefined ? [] : [sbom])].map(({ file, size, sha256 }) => ({
    name: file,
    size,
    sha256,
  }))
}

/** A file in the folder of a release. */
type Written = Pick<Asset, 'name' | 'size' | 'sha256'>

/** Writes a text that describes a release into the folder with its tarballs. */
export async function writeText(folder: string, name: string, text: string): Promise<Written> {
  return { name, ...(await writeProven(path.join(folder, name), text)) }
}

/**
 * Writes the manifest and SHA256SUMS of a release into the folder with its tarballs.
 * @param text of the manifest
 * @param others files of the release that the manifest does not name
 * @returns the written manifest file
 */
export async function writeManifest(
  folder: string,
  stem: string,
  manifest: ReleaseManifest,
  text: string,
  others: readonly Written[],
): Promise<Written> {
  const written = await writeText(folder, manifestName(stem), text)
  const sums = [...listedFiles(manifest), ...others, written]
  await writeProven(
    path.join(folder, CHECKSUMS),
    formatChecksums(sums.sort((a, b) => compareText(a.name, b.name))),
  )
  return written
}
