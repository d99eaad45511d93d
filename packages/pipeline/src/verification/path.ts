import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { type ReleaseManifest, usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { TARBALL_MANIFEST } from '../stages/pack.ts'
import {
  readManifestFile,
  readReleaseFolder,
  readReleaseOf,
  refusePart,
  statFile,
} from '../release/folder.ts'
import { type ProvenanceReport, refuseProvenanceOptions } from '../verification/attestations.ts'
import { type VerifiedItem, verifyFolder, verifyTarball } from '../verification/item.ts'
import { type VerifiedRelease, verifyListed, verifyRelease } from '../verification/release.ts'

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

export interface VerifyOptions {
  /** A manifest from a place that is trusted, to compare with instead of the EXUVIA.json inside. */
  readonly manifest?: string | undefined
  /** Refuse a release on GitHub of which a file has no verified attestation. */
  readonly requireProvenance?: boolean | undefined
  /** A file with Sigstore's trusted root, or several, instead of the one that is kept up to date. */
  readonly trustedRoot?: string | undefined
}

/**
 * Compares a tarball, a folder that one was unpacked to, or a folder with a whole
 * release, with what the manifest says: every file's digest, size and executability.
 * @throws usage error `not-verifiable` where there is nothing to compare with
 */
export async function verifyPath(
  subject: string,
  options: VerifyOptions,
  context: RunContext,
): Promise<VerifyReport> {
  const file = path.resolve(context.cwd, subject)
  const { isFolder } = await statFile(file)
  refusePart(file)
  refuseProvenanceOptions(options)
  const trusted = await readTrusted(options, context)
  const ofManifest = trusted === undefined ? undefined : { manifest: trusted }
  const ofItem = (item: VerifiedItem): VerifyReport =>
    reportOf({ items: [item], notes: [] }, trusted === undefined ? 'inside' : 'given')
  const ofRelease = (release: VerifiedRelease): VerifyReport =>
    reportOf(release, trusted === undefined ? 'beside' : 'given')
  if (!isFolder) {
    if (file.endsWith('.manifest.json'))
      return ofRelease(await verifyRelease(await readReleaseOf(file), trusted, context))
    if (path.basename(file) === CHECKSUMS)
      return ofRelease(await verifyListed(path.dirname(file), [], trusted, context))
    return ofItem(await verifyTarball(file, subject, ofManifest, context))
  }
  const inside = await readdir(file)
  if (inside.includes(TARBALL_MANIFEST)) return ofItem(await verifyFolder(file, subject, ofManifest, context))
  const release = await readReleaseFolder(file)
  if (release !== undefined) return ofRelease(await verifyRelease(release, trusted, context))
  if (inside.includes(CHECKSUMS)) return ofRelease(await verifyListed(file, [], trusted, context))
  throw usageError(
    'not-verifiable',
    `${subject} holds neither ${TARBALL_MANIFEST} nor a manifest nor ${CHECKSUMS} to compare with`,
    {
      hint: 'name a tarball, the folder it was unpacked to, a folder with a release, or OWNER/NAME@TAG',
    },
  )
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
