import { existsSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ExuviaError, type ReleaseManifest } from '@exuvia/model'
import { type BundleVerdict, SBOM_PREDICATE_TYPE } from '@exuvia/provenance'
import { SBOM_BUNDLE } from '../publication/provenance.ts'
import { readBundleFile } from '../publication/reuse-bundle.ts'
import { readSbom } from '../release/read-sbom.ts'
import type { VerifyContext } from './digest.ts'
import { type Expectation, notOfRelease } from './expectation.ts'

/** A release's SBOM, and the bundle that says that it describes the archives. */
export interface AttestedSbom {
  /** The name of the SBOM. */
  readonly file: string
  /** What it says; undefined if it is unreadable. */
  readonly document: Readonly<Record<string, unknown>> | undefined
  /** The archives that it must describe, of those that are there. */
  readonly archives: readonly { readonly name: string; readonly sha256: string }[]
  /** Unproven; undefined if it is missing or no JSON. */
  readonly bundle: unknown
}

/**
 * Reads the SBOM of a release and its bundle. Undefined if the release has none, or if the SBOM does not lie in the
 * folder: if it should, the comparison with the manifest says so.
 */
export async function findSbom(
  folder: string,
  manifest: ReleaseManifest | undefined,
  { digests }: VerifyContext,
): Promise<AttestedSbom | undefined> {
  const { sbom, artifacts = [] } = manifest ?? {}
  if (sbom === undefined || !existsSync(path.join(folder, sbom.file))) return undefined
  const archives: { name: string; sha256: string }[] = []
  for (const { file: name } of artifacts) {
    const sha256 = (await digests.of(path.join(folder, name)))?.sha256
    if (sha256 !== undefined) archives.push({ name, sha256 })
  }
  const bundle = path.join(folder, SBOM_BUNDLE)
  return {
    file: sbom.file,
    document: await readSbom(path.join(folder, sbom.file)).catch(unlessRefused),
    archives,
    bundle: existsSync(bundle) ? ((await readBundleFile(bundle)) ?? {}) : undefined,
  }
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ExuviaError)) throw error
  return undefined
}

/** What a verified or refused bundle says of an SBOM. */
export type SbomVerdict =
  | { readonly kind: 'attested' }
  | { readonly kind: 'problem' | 'note'; readonly text: string }

/**
 * Judges the attestation of an SBOM: it must contain this very document, and name every archive by name and digest.
 * It is about these bytes, so it counts on every release that has them, whatever the tag.
 */
export function judgeSbom(
  verdict: BundleVerdict,
  { file, document, archives }: AttestedSbom,
  { site, signerWorkflow, sourceRef }: Omit<Expectation, 'tag' | 'commit'>,
): SbomVerdict {
  if (verdict.kind === 'unknown-root')
    return { kind: 'note', text: `${SBOM_BUNDLE}: could not verify an attestation: ${verdict.problem}` }
  if (verdict.kind === 'bad') return invalid(verdict.problem)
  const { statement } = verdict
  if (statement.predicateType !== SBOM_PREDICATE_TYPE)
    return invalid(`it is not an SBOM but ${statement.predicateType}`)
  const unfit = notOfRelease(verdict, { site, signerWorkflow, sourceRef })
  if (unfit !== undefined)
    return { kind: 'note', text: `${SBOM_BUNDLE}: an attestation does not count: ${unfit}` }
  if (!isDeepStrictEqual(statement.predicate, document))
    return invalid(`it contains another SBOM than ${file}`)
  const other = archives.find(
    ({ name, sha256 }) => !statement.subjects.some((each) => each.name === name && each.sha256 === sha256),
  )
  return other === undefined ? { kind: 'attested' } : invalid(`it does not name ${other.name}`)
}

function invalid(problem: string): SbomVerdict {
  return { kind: 'problem', text: `${SBOM_BUNDLE}: invalid attestation: ${problem}` }
}
