import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { TARBALL_MANIFEST } from '../stages/pack.ts'
import { readReleaseFolder, readReleaseOf, refusePart, statFile } from '../release/folder.ts'
import { verifyFolderProvenance, wantsProvenance } from './folder-provenance.ts'
import { type VerifiedItem, verifyFolder, verifyTarball } from './item.ts'
import { type VerifiedRelease, verifyListed, verifyRelease } from './release.ts'
import type { VerifyOptions } from './options.ts'
import { type VerifyReport, readTrusted, reportOf } from './report.ts'

/**
 * Compares a tarball, an unpacked tarball, or a folder with a whole release with the
 * manifest: every file's digest, size and executability.
 * @throws usage error `not-verifiable` if there is nothing to compare with
 */
export async function verifyPath(
  subject: string,
  options: VerifyOptions,
  context: RunContext,
): Promise<VerifyReport> {
  const file = path.resolve(context.cwd, subject)
  const { isFolder } = await statFile(file)
  refusePart(file)
  const isProvenanceWanted = wantsProvenance(options)
  const trusted = await readTrusted(options, context)
  const ofManifest = trusted === undefined ? undefined : { manifest: trusted }
  const ofItem = async (verified: () => Promise<VerifiedItem>): Promise<VerifyReport> => {
    if (isProvenanceWanted) throw usageError('provenance-needs-release')
    return reportOf({ items: [await verified()], notes: [] }, trusted === undefined ? 'inside' : 'given')
  }
  const ofRelease = async (folder: string, verified: Promise<VerifiedRelease>): Promise<VerifyReport> => {
    const release = await verified
    const against = trusted === undefined ? 'beside' : 'given'
    if (!isProvenanceWanted) return reportOf(release, against)
    const names = release.items.map(({ name }) => name)
    return reportOf(release, against, await verifyFolderProvenance(folder, names, options, context))
  }
  if (!isFolder) {
    if (file.endsWith('.manifest.json'))
      return ofRelease(path.dirname(file), verifyRelease(await readReleaseOf(file), trusted, context))
    if (path.basename(file) === CHECKSUMS)
      return ofRelease(path.dirname(file), verifyListed(path.dirname(file), [], trusted, context))
    return ofItem(() => verifyTarball(file, subject, ofManifest, context))
  }
  const inside = await readdir(file)
  if (inside.includes(TARBALL_MANIFEST)) return ofItem(() => verifyFolder(file, subject, ofManifest, context))
  const release = await readReleaseFolder(file)
  if (release !== undefined) return ofRelease(file, verifyRelease(release, trusted, context))
  if (inside.includes(CHECKSUMS)) return ofRelease(file, verifyListed(file, [], trusted, context))
  throw usageError('nothing-to-verify', { folder: subject })
}
