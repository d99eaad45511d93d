import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { refuseUnportable } from '@exuvia/files'
import { type ReleaseManifest, refusal, usageError } from '@exuvia/model'
import { downloadAsset, readRelease } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { accessOf } from '../publication/access.ts'
import { BUNDLE, isBundleName } from '../publication/provenance.ts'
import { readBundleFile } from '../publication/reuse-bundle.ts'
import { readReleaseFolder } from '../release/folder.ts'
import { type VerifyContext, verifying } from './digest.ts'
import { checkExpectation, otherVersion } from './expectation.ts'
import type { VerifyOptions } from './options.ts'
import { findSbom } from './sbom-attestation.ts'
import { type VerifyReport, readTrusted, reportOf } from './report.ts'
import { type ProvenanceReport, type ReleaseFile, openRoots, verifyAttestations } from './attestations.ts'
import { verifyListed, verifyRelease } from './release.ts'

/**
 * Downloads a release and verifies all of it: the server's digests, SHA256SUMS, the
 * manifest, every file in every tarball, and the attestations.
 */
export async function verifyGitHubRelease(
  repository: string,
  tag: string,
  options: VerifyOptions,
  run: RunContext,
): Promise<VerifyReport> {
  const context: VerifyContext = verifying(run)
  if (options.offline === true) throw usageError('verify-offline-needs-folder')
  checkExpectation(options)
  const trusted = await readTrusted(options, context)
  const roots = await openRoots(options, context)
  const folder = await mkdtemp(path.join(tmpdir(), 'exuvia-verify-'))
  try {
    const files = await downloadFiles(repository, tag, folder, context)
    for (const { name, sha256 } of files) context.digests.know(path.join(folder, name), sha256)
    const names = files.map(({ name }) => name)
    const release = await readReleaseFolder(folder)
    const verified =
      release === undefined
        ? await verifyListed(folder, names, trusted, context)
        : await verifyRelease({ ...release, files: names, others: [] }, trusted, context)
    const access = accessOf(repository, context)
    const { signerWorkflow, sourceRef } = options
    const required = options.requireProvenance === true || (signerWorkflow ?? sourceRef) !== undefined
    const bundle = names.includes(BUNDLE) ? await readBundleFile(path.join(folder, BUNDLE)) : undefined
    const sbom = await findSbom(folder, trusted ?? release?.manifest, context)
    const wanted = { roots, required, tag, signerWorkflow, sourceRef, bundle, sbom }
    const attestable = files.filter(({ name }) => !isBundleName(name))
    const provenance = await verifyAttestations(attestable, access, wanted, context)
    const version = release === undefined ? undefined : otherVersion(tag, release.manifest)
    const notes = [
      ...verified.notes,
      ...(version === undefined ? [] : [version]),
      ...otherCommits(release?.manifest, provenance),
    ]
    return reportOf({ ...verified, notes }, trusted === undefined ? 'release' : 'given', provenance)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Notes a workflow that built another commit than its own, because only its own commit is proven. */
function otherCommits(manifest: ReleaseManifest | undefined, { signers }: ProvenanceReport): string[] {
  const built = manifest?.commit
  const proven = new Set(signers.map(({ commit }) => commit).filter((commit) => commit !== ''))
  if (built === undefined || proven.has(built)) return []
  return [...proven].map(
    (commit) => `the manifest names commit ${built}; only the workflow's commit ${commit} is proven`,
  )
}

/** Downloads every asset of a published release to a folder and returns their names. */
export async function downloadRelease(
  repository: string,
  tag: string,
  folder: string,
  context: RunContext,
): Promise<string[]> {
  return (await downloadFiles(repository, tag, folder, context)).map(({ name }) => name)
}

async function downloadFiles(
  repository: string,
  tag: string,
  folder: string,
  context: RunContext,
): Promise<ReleaseFile[]> {
  const access = accessOf(repository, context)
  const location = { ...access, tag }
  const release = await readRelease(location)
  if (release.assets.length === 0) throw refusal('release-empty', { repository, tag })
  const files: ReleaseFile[] = []
  for (const [index, asset] of release.assets.entries()) {
    context.progress({
      kind: 'count',
      stage: 'verify',
      label: asset.name,
      done: index,
      total: release.assets.length,
    })
    refuseUnportable(asset.name)
    const { sha256 } = await downloadAsset(location, asset, path.join(folder, asset.name))
    files.push({ name: asset.name, sha256 })
  }
  return files
}
