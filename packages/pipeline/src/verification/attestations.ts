import path from 'node:path'
import { readBounded } from '@exuvia/files'
import { ExuviaError, usageError } from '@exuvia/model'
import {
  type BundleVerdict,
  type ExpectedSigner,
  type SignerIdentity,
  type TrustedRoots,
  BUILD_TYPE,
  PREDICATE_TYPE,
  fetchTrustedRoots,
  parseTrustedRoots,
  serverUrlOf,
  shippedTrustedRoots,
  tokenIssuer,
  verifyBundle,
} from '@exuvia/provenance'
import { type Attestations, openAttestations, readTagCommit } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import type { Access } from '../publication/access.ts'
import { SBOM_BUNDLE } from '../publication/provenance.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { statFile } from '../release/folder.ts'
import { type Expectation, notOfRelease } from './expectation.ts'
import type { VerifyOptions } from './options.ts'
import { type AttestedSbom, judgeSbom } from './sbom-attestation.ts'

/** Many times the size of a file of trusted roots. */
const MAX_ROOTS_BYTES = 8 * 1024 * 1024

/** A downloaded file of a release, with its digest. */
export interface ReleaseFile {
  readonly name: string
  /** Lower-case hex. */
  readonly sha256: string
}

/** The result of verifying a release's attestations. */
export interface ProvenanceReport {
  /** Files that a verified attestation names. */
  readonly attested: readonly string[]
  /** The signers, without duplicates. */
  readonly signers: readonly SignerIdentity[]
  /** Files without an attestation. */
  readonly unattested: readonly string[]
  /** Problems; with any of them verification fails. */
  readonly problems: readonly string[]
  /** What could not be checked. */
  readonly notes: readonly string[]
  /** Archives whose SBOM a verified attestation contains; absent if the release has no SBOM. */
  readonly sbom?: readonly string[]
}

/**
 * Maximum lookups of files without an attestation if there is no token, because GitHub then
 * allows 60 requests per hour. The remaining files count as unattested.
 */
const LOOKUPS_WITHOUT_TOKEN = 10

/**
 * Finds and verifies attestations of a release's files. One attestation usually names all
 * files, so files that a verified one names are not looked up again; SHA256SUMS comes first.
 */
export async function verifyAttestations(
  files: readonly ReleaseFile[],
  access: Access,
  options: AttestationOptions,
  context: RunContext,
): Promise<ProvenanceReport> {
  const { offline = false } = options
  const site = serverUrlOf(context.env)
  const expected: ExpectedSigner = { repository: `${site}/${access.repository}`, issuer: tokenIssuer(site) }
  const search: Search = {
    files,
    bundlesOf: bundlesOf(options, offline ? undefined : openAttestations(access)),
    expected,
    ...options,
    expectation: expectationOf(options, site, access),
    most: access.token === undefined && !offline ? LOOKUPS_WITHOUT_TOKEN : Number.POSITIVE_INFINITY,
    attested: new Map(),
    unfit: new Map(),
    problems: new Set(),
    notes: new Set(),
  }
  await lookFor(search, context)
  const described = options.sbom === undefined ? undefined : await verifySbom(search, options.sbom, site)
  const { attested, unfit, problems, notes } = search
  const unattested = files.filter(({ name }) => !attested.has(name)).map(({ name }) => name)
  if (options.required)
    for (const name of unattested)
      problems.add(`${name}: ${unfit.get(name) ?? 'no attestation: origin unproven'}`)
  else if (unattested.length > 0) for (const reason of unfit.values()) notes.add(reason)
  return {
    attested: files.filter(({ name }) => attested.has(name)).map(({ name }) => name),
    signers: unique([...attested.values()]),
    unattested,
    problems: [...problems],
    notes: [...notes],
    ...(described === undefined ? {} : { sbom: described }),
  }
}

/** @returns the archives that the attestation of the SBOM names */
async function verifySbom(search: Search, sbom: AttestedSbom, site: string): Promise<string[]> {
  if (sbom.bundle === undefined) {
    if (search.required) search.notes.add(`${SBOM_BUNDLE} is missing: no attestation of the SBOM`)
    return []
  }
  const roots = await rootsOf(search)
  if (roots === undefined) return []
  const verdict = judgeSbom(verifyBundle(sbom.bundle, roots, search.expected), sbom, { ...search, site })
  if (verdict.kind === 'attested') return sbom.archives.map(({ name }) => name)
  search[verdict.kind === 'note' ? 'notes' : 'problems'].add(verdict.text)
  return []
}

/** The bundle beside the files signs SHA256SUMS; GitHub has those that it stored. */
function bundlesOf({ bundle }: AttestationOptions, stored: Attestations | undefined): Search['bundlesOf'] {
  return async ({ name, sha256 }) => [
    ...(name === CHECKSUMS && bundle !== undefined ? [bundle] : []),
    ...((await stored?.list(sha256, PREDICATE_TYPE)) ?? []),
  ]
}

/** Asks GitHub for the commit of the tag, once. */
function expectationOf(
  { tag, signerWorkflow, sourceRef }: Omit<Expectation, 'site' | 'commit'>,
  site: string,
  access: Access,
): () => Promise<Expectation> {
  let commit: Promise<string | undefined> | undefined
  return async () => {
    if (tag !== undefined) commit ??= readTagCommit({ ...access, tag })
    return { site, tag, commit: await commit, signerWorkflow, sourceRef }
  }
}

/** How attestations are found and what they must be. */
export interface AttestationOptions extends Omit<Expectation, 'site' | 'commit'> {
  readonly roots: RootsSource
  readonly required: boolean
  /** The bundle beside the files; undefined if there is none. */
  readonly bundle?: unknown
  /** The SBOM beside the files, with its own bundle; undefined if there is none. */
  readonly sbom?: AttestedSbom | undefined
  /** Make no request. */
  readonly offline?: boolean
}

interface Search {
  readonly files: readonly ReleaseFile[]
  /** The bundles that can name a file; nothing in them is proven. */
  readonly bundlesOf: (file: ReleaseFile) => Promise<readonly unknown[]>
  readonly expected: ExpectedSigner
  readonly roots: RootsSource
  readonly required: boolean
  readonly signerWorkflow?: string | undefined
  readonly sourceRef?: string | undefined
  readonly most: number
  /** Asked for when an attestation is verified. */
  readonly expectation: () => Promise<Expectation>
  readonly attested: Map<string, SignerIdentity>
  /** Files whose attestations are valid and of another release, and why. */
  readonly unfit: Map<string, string>
  readonly problems: Set<string>
  readonly notes: Set<string>
}

async function lookFor(search: Search, context: RunContext): Promise<void> {
  const { files, attested, notes } = search
  const ordered = files.toSorted((a, b) => Number(b.name === CHECKSUMS) - Number(a.name === CHECKSUMS))
  let without = 0
  for (const file of ordered) {
    if (attested.has(file.name)) continue
    if (without >= search.most) {
      notes.add(`without GITHUB_TOKEN only ${search.most} files were checked for attestations`)
      return
    }
    context.progress({ kind: 'stage', stage: 'verify', detail: `attestations of ${file.name}` })
    const bundles = await search.bundlesOf(file)
    if (bundles.length === 0) without += 1
    else {
      const roots = await rootsOf(search)
      if (roots === undefined) return
      for (const bundle of bundles) await takeIn(verifyBundle(bundle, roots, search.expected), file, search)
    }
  }
}

/** Records a verified attestation for every file that it names, and a problem for the file that was looked up. */
async function takeIn(verdict: BundleVerdict, file: ReleaseFile, search: Search): Promise<void> {
  if (verdict.kind === 'unknown-root') {
    search.notes.add(`${file.name}: could not verify an attestation: ${verdict.problem}`)
    return
  }
  const problem = verdict.kind === 'bad' ? verdict.problem : misfit(verdict, file)
  if (problem !== undefined) search.problems.add(`${file.name}: invalid attestation: ${problem}`)
  if (problem !== undefined || verdict.kind !== 'verified') return
  // The same files can be on several releases, so an attestation of another one is no problem in itself.
  const unfit = notOfRelease(verdict, await search.expectation())
  if (unfit !== undefined) {
    search.unfit.set(file.name, `an attestation does not count: ${unfit}`)
    return
  }
  for (const each of search.files)
    if (!search.attested.has(each.name) && misfit(verdict, each) === undefined)
      search.attested.set(each.name, verdict.signer)
}

/** Returns why a verified statement does not cover a file; undefined if it does. */
function misfit(
  { statement }: Extract<BundleVerdict, { kind: 'verified' }>,
  file: ReleaseFile,
): string | undefined {
  if (statement.predicateType !== PREDICATE_TYPE) return `it is not provenance but ${statement.predicateType}`
  const named = statement.subjects.filter(({ sha256 }) => sha256 === file.sha256)
  const [first] = named
  if (first === undefined) return 'it does not name the file'
  const definition = statement.predicate['buildDefinition'] as { buildType?: unknown } | undefined
  // Other tools name files freely; Exuvia's attestations must match by digest and name.
  if (definition?.buildType !== BUILD_TYPE || named.some(({ name }) => name === file.name)) return undefined
  return `it names a file with these bytes ${first.name}`
}

/** Loads the trusted roots. Failing to reach them is an error only if attestations are required. */
async function rootsOf({ roots, required, notes }: Search): Promise<TrustedRoots | undefined> {
  try {
    return await roots()
  } catch (error) {
    if (required || !(error instanceof ExuviaError)) throw error
    notes.add(`could not verify the attestations: ${error.message}`)
    return undefined
  }
}

/** Loads the trusted roots when there is something to verify. */
export type RootsSource = () => Promise<TrustedRoots>

/**
 * Reads the roots that the user named at once; loads Sigstore's only when needed.
 * @throws usage errors `no-such-file` and `trusted-root-invalid`
 */
export async function openRoots(
  { trustedRoot, offline }: VerifyOptions,
  context: RunContext,
): Promise<RootsSource> {
  if (trustedRoot !== undefined) {
    const roots = await readTrustedRoots(path.resolve(context.cwd, trustedRoot))
    return () => Promise.resolve(roots)
  }
  let roots: Promise<TrustedRoots> | undefined
  return () => (roots ??= offline === true ? shippedTrustedRoots() : fetchTrustedRoots())
}

async function readTrustedRoots(file: string): Promise<TrustedRoots> {
  await statFile(file)
  const bytes = await readBounded(file, MAX_ROOTS_BYTES)
  if (bytes === undefined)
    throw usageError('trusted-root-invalid', { where: file, reason: 'it is too large' })
  return parseTrustedRoots(bytes.toString('utf8'), file)
}

function unique(signers: readonly SignerIdentity[]): SignerIdentity[] {
  return [...new Map(signers.map((signer) => [JSON.stringify(signer), signer])).values()]
}
