import path from 'node:path'
import type { ReleaseManifest } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { readManifestFile } from '../release/folder.ts'
import type { ProvenanceReport } from './attestations.ts'
import type { VerifiedItem } from './item.ts'
import type { VerifyOptions } from './options.ts'
import type { VerifiedRelease } from './release.ts'

/**
 * What everything was compared with: the EXUVIA.json inside, what lies beside it, a manifest that
 * was given, or a release as GitHub holds it. Who can change a file can change the first two.
 */
export type VerifiedAgainst = 'inside' | 'beside' | 'given' | 'release'

export interface VerifyReport extends VerifiedRelease {
  readonly against: VerifiedAgainst
  /** Of a release on GitHub: who vouches for it. */
  readonly provenance?: ProvenanceReport
  /** Whether nothing differs from what it was compared with. */
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

/** Sums up what was found. */
export function reportOf(
  release: VerifiedRelease,
  against: VerifiedAgainst,
  provenance?: ProvenanceReport,
): VerifyReport {
  const same = release.items.every(isIntact)
  if (provenance === undefined) return { against, ...release, intact: same }
  return { against, ...release, provenance, intact: same && provenance.problems.length === 0 }
}

function isIntact({ problems, comparison }: VerifiedItem): boolean {
  if (problems.length > 0) return false
  if (comparison === undefined) return true
  const { changed, missing, extra, modeChanged } = comparison
  return [changed, missing, extra, modeChanged].every((files) => files.length === 0)
}
