import { isDeepStrictEqual } from 'node:util'
import { type Asset, compareText } from '@exuvia/model'
import {
  type BuildFacts,
  type Subject,
  PREDICATE_TYPE,
  SBOM_PREDICATE_TYPE,
  describeBuild,
  isReleaseBuild,
} from '@exuvia/provenance'
import type { RunContext } from '../context.ts'
import { readSbom } from '../release/read-sbom.ts'
import { checksumsDigest } from './assets.ts'
import { type Claim, attestClaim } from './attest-claim.ts'
import type { Intent } from './describe.ts'
import { BUNDLE, type PlannedProvenance, SBOM_BUNDLE, subjectsOf } from './provenance.ts'

/** The result for a release's provenance. */
export interface ProvenanceOutcome {
  readonly state: 'signed' | 'unsigned'
  /** Whether this run signed it; `false` if it existed before. */
  readonly new: boolean
  /** Files that it names. */
  readonly files: number
  /** The address of the Sigstore bundle on the release. */
  readonly bundle?: string
  /** The address of the attestation's page, if this run stored it. */
  readonly attestation?: string
  /** How many archives the signed SBOM is about; absent if it is unsigned, or the release has no SBOM. */
  readonly sbom?: number
}

/** The outcome, and the Sigstore bundles as files for the release. */
export interface SignedAssets {
  readonly outcome: ProvenanceOutcome
  readonly bundles: readonly Asset[]
}

/**
 * Signs and stores the provenance of all assets and, if the release has an SBOM, that it describes the archives:
 * each once, by `attestClaim`.
 * @param scratch a folder for files that are written for the release alone
 */
export async function attestAssets(
  planned: PlannedProvenance,
  intent: Intent,
  token: string,
  scratch: string,
  context: RunContext,
): Promise<SignedAssets> {
  const { mode, facts } = planned
  const subjects = subjectsOf(intent.assets)
  const files = subjects.length
  if (mode.kind === 'unsigned') return { outcome: { state: 'unsigned', new: false, files }, bundles: [] }
  const { serverUrl } = mode
  const attest = (claim: Claim, detail: string) => {
    context.progress({ kind: 'stage', stage: 'publish', detail })
    return attestClaim(claim, serverUrl, intent, token, scratch, context)
  }
  const described = await sbomClaim(planned, intent.assets)
  const built = await attest(buildClaim(facts, subjects, intent.tag), 'provenance')
  const sbom = described === undefined ? undefined : await attest(described, 'attestation of the SBOM')
  const page =
    built.id === undefined ? undefined : `${serverUrl}/${intent.repository}/attestations/${built.id}`
  return {
    outcome: {
      state: 'signed',
      new: built.new,
      files,
      ...(page === undefined ? {} : { attestation: page }),
      ...(described === undefined ? {} : { sbom: described.subjects.length }),
    },
    bundles: [built.bundle, ...(sbom === undefined ? [] : [sbom.bundle])],
  }
}

/** How all files were built, for this tag. SHA256SUMS contains every other file's digest. */
function buildClaim(facts: BuildFacts, subjects: readonly Subject[], tag: string): Claim {
  return {
    bundle: BUNDLE,
    predicateType: PREDICATE_TYPE,
    subjects,
    key: checksumsDigest(subjects) ?? '',
    predicate: (run) => describeBuild(facts, run),
    fits: (statement) => isReleaseBuild(statement, tag) && isAbout(statement.subjects, subjects),
  }
}

/** What the archives contain: the SBOM itself, as the action `actions/attest-sbom` attests it. */
async function sbomClaim({ sbom }: PlannedProvenance, assets: readonly Asset[]): Promise<Claim | undefined> {
  const file = assets.find(({ name }) => name === sbom?.file)
  const subjects = subjectsOf(assets.filter(({ name }) => sbom?.archives.includes(name)))
  const [first] = subjects
  if (file === undefined || first === undefined) return undefined
  const predicate = await readSbom(file.path)
  return {
    bundle: SBOM_BUNDLE,
    predicateType: SBOM_PREDICATE_TYPE,
    subjects,
    key: first.sha256,
    predicate: () => predicate,
    fits: (statement) =>
      isAbout(statement.subjects, subjects) && isDeepStrictEqual(statement.predicate, predicate),
  }
}

function isAbout(these: readonly Subject[], those: readonly Subject[]): boolean {
  return isDeepStrictEqual(byName(these), byName(those))
}

function byName(subjects: readonly Subject[]): Subject[] {
  return subjects.toSorted((a, b) => compareText(a.name, b.name))
}
