import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { isArchiveName } from '@exuvia/files'
import { usageError, TARBALL_MANIFEST } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { CHECKSUMS, listedFiles } from '../stages/manifest.ts'
import { readReleaseFolder, readReleaseOf, refusePart, statFile } from '../release/folder.ts'
import { BUNDLE } from '../publication/provenance.ts'
import { compareBeside, findBeside, isListedBeside } from './beside.ts'
import { verifying } from './digest.ts'
import { verifyFolderProvenance, wantsProvenance } from './folder-provenance.ts'
import { type VerifiedItem, verifyFolder, verifyListedFile } from './item.ts'
import { verifyArchive } from './archive-item.ts'
import { isWheelFolder, verifyWheelFolder } from './wheel-item.ts'
import { type VerifiedRelease, verifyListed, verifyRelease } from './release.ts'
import type { VerifyOptions } from './options.ts'
import { type VerifyReport, readTrusted, reportOf } from './report.ts'

/** A bundle proves nothing without the repository that should have signed it. */
const BUNDLE_HINT = `${BUNDLE} is beside it: verify who built it with --repo OWNER/NAME --offline`

/**
 * Compares a tarball, an unpacked tarball, or a folder with a whole release with the
 * manifest: every file's digest, size and executability. A tarball, or another file of a release such as its
 * SBOM, is compared with the files of the release that lie beside it.
 * @throws usage error `not-verifiable` if there is nothing to compare with
 */
export async function verifyPath(
  subject: string,
  options: VerifyOptions,
  run: RunContext,
): Promise<VerifyReport> {
  const context = verifying(run)
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
  const ofRelease = async (
    folder: string,
    verified: Promise<VerifiedRelease>,
    manifest = trusted,
  ): Promise<VerifyReport> => {
    const release = await verified
    const against = trusted === undefined ? 'beside' : 'given'
    if (!isProvenanceWanted) return reportOf(release, against)
    const names = release.items.map(({ name }) => name)
    return reportOf(release, against, await verifyFolderProvenance(folder, names, manifest, options, context))
  }
  const ofSingle = async (): Promise<VerifyReport> => {
    if (trusted !== undefined && !isProvenanceWanted) {
      const listed = listedFiles(trusted).find(({ name }) => name === path.basename(file))
      return ofItem(() =>
        isArchiveName(file, 'readable') || listed === undefined
          ? verifyArchive(file, subject, ofManifest, context)
          : verifyListedFile(file, subject, listed, context),
      )
    }
    const found = await findBeside(file)
    const item =
      isArchiveName(file, 'readable') || !isListedBeside(path.basename(file), found)
        ? await verifyArchive(file, subject, ofManifest ?? found.trusted, context)
        : await verifyListedFile(file, subject, found, context)
    const beside = await compareBeside(file, found, context)
    const hint = beside.hasBundle && !isProvenanceWanted ? [BUNDLE_HINT] : []
    const release = {
      items: [{ ...item, problems: [...item.problems, ...beside.problems] }],
      notes: hint,
      ...(beside.checksums === undefined ? {} : { checksums: beside.checksums }),
    }
    const against = trusted !== undefined ? 'given' : beside.proofs.length > 0 ? 'beside' : 'inside'
    if (!isProvenanceWanted) return { ...reportOf(release, against), proofs: beside.proofs }
    const folder = path.dirname(file)
    const manifest = trusted ?? found.trusted?.manifest
    const provenance = await verifyFolderProvenance(folder, [path.basename(file)], manifest, options, context)
    const isAttested = provenance.unattested.length === 0
    const report = reportOf(release, against === 'inside' && isAttested ? 'beside' : against, provenance)
    return { ...report, proofs: beside.hasBundle ? [...beside.proofs, BUNDLE] : beside.proofs }
  }
  if (!isFolder) {
    if (file.endsWith('.manifest.json')) {
      const release = await readReleaseOf(file)
      const manifest = trusted ?? release.manifest
      return ofRelease(path.dirname(file), verifyRelease(release, trusted, context), manifest)
    }
    if (path.basename(file) === CHECKSUMS)
      return ofRelease(path.dirname(file), verifyListed(path.dirname(file), [], trusted, context))
    return ofSingle()
  }
  const inside = await readdir(file)
  if (inside.includes(TARBALL_MANIFEST)) return ofItem(() => verifyFolder(file, subject, ofManifest, context))
  if (isWheelFolder(inside)) return ofItem(() => verifyWheelFolder(file, subject, ofManifest, context))
  const release = await readReleaseFolder(file)
  if (release !== undefined)
    return ofRelease(file, verifyRelease(release, trusted, context), trusted ?? release.manifest)
  if (inside.includes(CHECKSUMS)) return ofRelease(file, verifyListed(file, [], trusted, context))
  throw usageError('nothing-to-verify', { folder: subject })
}
