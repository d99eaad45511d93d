import { readFile } from 'node:fs/promises'
import path from 'node:path'
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
  tokenIssuer,
  verifyBundle,
} from '@exuvia/provenance'
import { type Attestations, openAttestations } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import type { Access } from '../publication/access.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { statFile } from '../release/folder.ts'
import type { VerifyOptions } from './options.ts'

/** A file of a release, and its digest as it came. */
export interface ReleaseFile {
  readonly name: string
  /** Lower-case hex. */
  readonly sha256: string
}

/** What attestations say of a release. */
export interface ProvenanceReport {
  /** Names of files that a verified attestation names. */
  readonly attested: readonly string[]
  /** Who attested them, each once. */
  readonly signers: readonly SignerIdentity[]
  /** Names of files that no attestation was found for. */
  readonly unattested: readonly string[]
  /** What is wrong; with one of these the release is not as it was built. */
  readonly problems: readonly string[]
  /** What could not be looked at. */
  readonly notes: readonly string[]
}

/**
 * Files without an attestation that are asked for before the rest is taken to be without, where
 * there is no token: then GitHub answers 60 requests an hour.
 */
const LOOKUPS_WITHOUT_TOKEN = 10

/**
 * Looks for attestations of a release's files and verifies each. One attestation mostly names
 * all files, so those that a verified one names are not asked for again; SHA256SUMS comes first.
 */
export async function verifyAttestations(
  files: readonly ReleaseFile[],
  access: Access,
  options: { readonly roots: RootsSource; readonly required: boolean },
  context: RunContext,
): Promise<ProvenanceReport> {
  const site = serverUrlOf(context.env)
  const expected: ExpectedSigner = { repository: `${site}/${access.repository}`, issuer: tokenIssuer(site) }
  const search: Search = {
    files,
    attestations: openAttestations(access),
    expected,
    ...options,
    most: access.token === undefined ? LOOKUPS_WITHOUT_TOKEN : Number.POSITIVE_INFINITY,
    attested: new Map(),
    problems: new Set(),
    notes: new Set(),
  }
  await lookFor(search, context)
  const { attested, problems, notes } = search
  const unattested = files.filter(({ name }) => !attested.has(name)).map(({ name }) => name)
  if (options.required) for (const name of unattested) problems.add(`${name}: no attestation vouches for it`)
  return {
    attested: files.filter(({ name }) => attested.has(name)).map(({ name }) => name),
    signers: unique([...attested.values()]),
    unattested,
    problems: [...problems],
    notes: [...notes],
  }
}

interface Search {
  readonly files: readonly ReleaseFile[]
  readonly attestations: Attestations
  readonly expected: ExpectedSigner
  readonly roots: RootsSource
  readonly required: boolean
  readonly most: number
  readonly attested: Map<string, SignerIdentity>
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
      notes.add(`attestations of more than ${search.most} files are looked for with GITHUB_TOKEN only`)
      return
    }
    context.progress({ kind: 'stage', stage: 'verify', detail: `attestations of ${file.name}` })
    const bundles = await search.attestations.list(file.sha256, PREDICATE_TYPE)
    if (bundles.length === 0) without += 1
    else {
      const roots = await rootsOf(search)
      if (roots === undefined) return
      for (const bundle of bundles) takeIn(verifyBundle(bundle, roots, search.expected), file, search)
    }
  }
}

/** Counts a verified attestation for every file that it names; anything else for the one it was found under. */
function takeIn(verdict: BundleVerdict, file: ReleaseFile, search: Search): void {
  if (verdict.kind === 'unknown-root') {
    search.notes.add(`${file.name}: an attestation was not verified: ${verdict.problem}`)
    return
  }
  const problem = verdict.kind === 'bad' ? verdict.problem : misfit(verdict, file)
  if (problem !== undefined) search.problems.add(`${file.name}: a bad attestation: ${problem}`)
  if (problem !== undefined || verdict.kind !== 'verified') return
  for (const each of search.files)
    if (!search.attested.has(each.name) && misfit(verdict, each) === undefined)
      search.attested.set(each.name, verdict.signer)
}

/** Why a verified statement does not vouch for a file; undefined where it does. */
function misfit(
  { statement }: Extract<BundleVerdict, { kind: 'verified' }>,
  file: ReleaseFile,
): string | undefined {
  if (statement.predicateType !== PREDICATE_TYPE) return `it is no provenance, but ${statement.predicateType}`
  const named = statement.subjects.filter(({ sha256 }) => sha256 === file.sha256)
  const [first] = named
  if (first === undefined) return 'it does not name the file'
  const definition = statement.predicate['buildDefinition'] as { buildType?: unknown } | undefined
  // Other tools name files as they like; what Exuvia attested is known by digest and name.
  if (definition?.buildType !== BUILD_TYPE || named.some(({ name }) => name === file.name)) return undefined
  return `it names these bytes as ${first.name}`
}

/** What is trusted; where nobody asked for attestations to be there, not to reach it is no error. */
async function rootsOf({ roots, required, notes }: Search): Promise<TrustedRoots | undefined> {
  try {
    return await roots()
  } catch (error) {
    if (required || !(error instanceof ExuviaError)) throw error
    notes.add(`there are attestations, and they were not verified: ${error.message}`)
    return undefined
  }
}

/** Gives the trusted roots, when there is something to verify. */
export type RootsSource = () => Promise<TrustedRoots>

/**
 * The roots that the user named, read at once, else Sigstore's, asked for once they are needed.
 * @throws usage errors `no-such-file` and `trusted-root-invalid`
 */
export async function openRoots({ trustedRoot }: VerifyOptions, context: RunContext): Promise<RootsSource> {
  if (trustedRoot !== undefined) {
    const roots = await readTrustedRoots(path.resolve(context.cwd, trustedRoot))
    return () => Promise.resolve(roots)
  }
  let roots: Promise<TrustedRoots> | undefined
  return () => (roots ??= fetchTrustedRoots())
}

async function readTrustedRoots(file: string): Promise<TrustedRoots> {
  await statFile(file)
  return parseTrustedRoots(await readFile(file, 'utf8'), file)
}

function unique(signers: readonly SignerIdentity[]): SignerIdentity[] {
  return [...new Map(signers.map((signer) => [JSON.stringify(signer), signer])).values()]
}

/** @throws usage error `provenance-needs-release` where something was asked that only a release on GitHub has */
export function refuseProvenanceOptions(options: VerifyOptions): void {
  if (options.requireProvenance !== true && options.trustedRoot === undefined) return
  throw usageError('provenance-needs-release', 'attestations are looked for with a release on GitHub only', {
    hint: 'verify OWNER/NAME@TAG, or leave out --require-provenance and --trusted-root',
  })
}
