import { existsSync } from 'node:fs'
import path from 'node:path'
import { type ReleaseManifest, usageError } from '@exuvia/model'
import { accessOf } from '../publication/access.ts'
import { BUNDLE, isBundleName } from '../publication/provenance.ts'
import { readBundleFile } from '../publication/reuse-bundle.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { type ProvenanceReport, type ReleaseFile, openRoots, verifyAttestations } from './attestations.ts'
import type { VerifyContext } from './digest.ts'
import { checkExpectation } from './expectation.ts'
import type { VerifyOptions } from './options.ts'
import { findSbom } from './sbom-attestation.ts'

/** Whether the options ask for the provenance of a path. */
export function wantsProvenance(options: VerifyOptions): boolean {
  const { requireProvenance, offline, repository, trustedRoot, signerWorkflow, sourceRef } = options
  const names = [repository, trustedRoot, signerWorkflow, sourceRef]
  return requireProvenance === true || offline === true || names.some((each) => each !== undefined)
}

/**
 * Verifies the provenance of a folder with a release: by the Sigstore bundle in it and, unless it is
 * offline, by the attestations that GitHub has. Every file except the bundle must be attested.
 * @param names the files of the release
 * @param manifest of the release, if it is there
 * @throws usage errors `verify-needs-repository`, `signer-workflow-form`, `source-ref-form`
 */
export async function verifyFolderProvenance(
  folder: string,
  names: readonly string[],
  manifest: ReleaseManifest | undefined,
  options: VerifyOptions,
  context: VerifyContext,
): Promise<ProvenanceReport> {
  const { repository, signerWorkflow, sourceRef, offline = false } = options
  checkExpectation(options)
  if (repository === undefined) throw usageError('verify-needs-repository', { folder })
  const roots = await openRoots(options, context)
  const files: ReleaseFile[] = []
  for (const name of new Set([CHECKSUMS, ...names])) {
    if (isBundleName(name)) continue
    // What is missing or not a file is a problem already.
    const sha256 = (await context.digests.of(path.join(folder, path.basename(name))))?.sha256
    if (sha256 !== undefined) files.push({ name, sha256 })
  }
  const file = path.join(folder, BUNDLE)
  const bundle = existsSync(file) ? await readBundleFile(file) : undefined
  const sbom = await findSbom(folder, manifest, context)
  const wanted = { roots, required: true, offline, bundle, sbom, signerWorkflow, sourceRef }
  return verifyAttestations(files, accessOf(repository, context), wanted, context)
}
