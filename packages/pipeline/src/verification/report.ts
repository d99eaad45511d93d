import path from 'node:path'
import { isSame } from '@exuvia/manifest'
import type { ReleaseManifest } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { readManifestFile } from '../release/folder.ts'
import type { ProvenanceReport } from './attestations.ts'
import type { VerifiedItem } from './item.ts'
import type { VerifyOptions } from './options.ts'
import type { VerifiedRelease } from './release.ts'

/**
 * The reference of the comparison: the EXUVIA.json inside, the files beside it, a given manifest,
 * or a release on GitHub. Anyone who can change a file can change the first two.
 */
export type VerifiedAgainst = 'inside' | 'beside' | 'given' | 'release'

/**
 * - `intact`: nothing differs from the manifest, the checksums or the release.
 * - `differs`: something does, or an attestation is invalid or missing although it is required.
 * - `not-proven`: nothing differs from the EXUVIA.json inside, and nothing else proves that file.
 */
export type VerifiedOutcome = 'intact' | 'differs' | 'not-proven'

export interface VerifyReport extends VerifiedRelease {
  readonly against: VerifiedAgainst
  /** For a single tarball: the files beside it that it was compared with. */
  readonly proofs?: readonly string[]
  /** For a release on GitHub: its attestations. */
  readonly provenance?: ProvenanceReport
  readonly outcome: VerifiedOutcome
  /** Whether the outcome is `intact`. */
  readonly intact: boolean
}

/** The manifest from a trusted place that `--manifest` names. */
export async function readTrusted(
  options: VerifyOptions,
  context: RunContext,
): Promise<ReleaseManifest | undefined> {
  if (options.manifest === undefined) return undefined
  return readManifestFile(path.resolve(context.cwd, options.manifest))
}

/** Sums up the results. */
export function reportOf(
  release: VerifiedRelease,
  against: VerifiedAgainst,
  provenance?: ProvenanceReport,
): VerifyReport {
  const same = release.items.every(isItemSame) && (provenance?.problems ?? []).length === 0
  const outcome = !same ? 'differs' : against === 'inside' ? 'not-proven' : 'intact'
  const proven = provenance === undefined ? {} : { provenance }
  return { against, ...release, ...proven, outcome, intact: outcome === 'intact' }
}

function isItemSame({ problems, comparison }: VerifiedItem): boolean {
  return problems.length === 0 && (comparison === undefined || isSame(comparison))
}
