import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { writeSynced } from '@exuvia/files'
import { type Asset, compareText } from '@exuvia/model'
import {
  type BuildFacts,
  type Statement,
  type Subject,
  PREDICATE_TYPE,
  describeBuild,
  formatBundle,
  formatStatement,
  isReleaseBuild,
  readUnproven,
  requestIdentity,
  signStatement,
  signingServices,
} from '@exuvia/provenance'
import { openAttestations } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { describeAsset } from '../release/folder.ts'
import { accessOf } from './access.ts'
import { checksumsDigest } from './assets.ts'
import type { Intent } from './describe.ts'
import { BUNDLE, type PlannedProvenance, refuseElsewhere, subjectsOf } from './provenance.ts'
import { readReleaseBundle } from './reuse-bundle.ts'
import { tellEvent } from './tell-event.ts'

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
}

/** The outcome, and the Sigstore bundle as a file for the release. */
export interface SignedAssets {
  readonly outcome: ProvenanceOutcome
  readonly bundle: Asset | undefined
}

/**
 * Signs and stores the provenance of all assets, once. Signatures differ from run to run, so it first
 * looks on GitHub for one of this tag that names these very files: on the release, then among the
 * attestations under the digest of SHA256SUMS, which contains every other file's digest. After a run that was
 * killed between signing and storing, it signs again. Every run puts the same bundle on the release: the one that
 * is there, or else the first that was stored.
 * @param scratch a folder for files that are written for the release alone
 */
export async function attestAssets(
  { mode, facts }: PlannedProvenance,
  intent: Intent,
  token: string,
  scratch: string,
  context: RunContext,
): Promise<SignedAssets> {
  const subjects = subjectsOf(intent.assets)
  const files = subjects.length
  if (mode.kind === 'unsigned')
    return { outcome: { state: 'unsigned', new: false, files }, bundle: undefined }
  const { signal } = context
  const say = (detail: string): void => {
    context.progress({ kind: 'stage', stage: 'publish', detail })
  }
  const access = { ...accessOf(intent.repository, context), token }
  const attestations = openAttestations(access, (event) => {
    tellEvent(event, 'publish', context)
  })
  const key = checksumsDigest(subjects) ?? ''
  const fits = (bundle: unknown): boolean => isOfRelease(readUnproven(bundle), subjects, intent.tag)
  // GitHub lists the newest first.
  const firstStored = async (): Promise<unknown> =>
    (await attestations.list(key, PREDICATE_TYPE)).findLast(fits)
  const isThere = async (): Promise<boolean> => (await firstStored()) !== undefined
  const done = async (bundle: unknown, isNew: boolean, id?: number): Promise<SignedAssets> => ({
    outcome: {
      state: 'signed',
      new: isNew,
      files,
      ...(id === undefined
        ? {}
        : { attestation: `${mode.serverUrl}/${intent.repository}/attestations/${id}` }),
    },
    bundle: await writeBundle(bundle, scratch, signal),
  })
  say('provenance')
  const onRelease = await readReleaseBundle(access, intent.tag, scratch)
  const kept = fits(onRelease) ? onRelease : undefined
  const stored = await firstStored()
  if (stored !== undefined) return done(kept ?? stored, false)
  const bundle = kept ?? (await sign(facts, mode.serverUrl, intent, subjects, context))
  signal.throwIfAborted()
  const id = await attestations.store(bundle, isThere)
  signal.throwIfAborted()
  // Another run can have stored one in the meantime; both publish the first.
  return done(kept ?? (await firstStored()) ?? bundle, kept === undefined, id)
}

async function sign(
  facts: BuildFacts,
  serverUrl: string,
  intent: Intent,
  subjects: readonly Subject[],
  { env, signal }: RunContext,
): Promise<object> {
  const identity = await requestIdentity(env, serverUrl, signal)
  refuseElsewhere(identity.run.repository, intent.repository)
  const statement = formatStatement(subjects, describeBuild(facts, identity.run))
  return signStatement(statement, identity, signingServices(identity, env), signal)
}

/** SHA256SUMS does not list the bundle, because the bundle signs SHA256SUMS. */
async function writeBundle(bundle: unknown, scratch: string, signal: AbortSignal): Promise<Asset> {
  const file = path.join(scratch, BUNDLE)
  await writeSynced(file, formatBundle(bundle))
  return describeAsset(file, signal)
}

/** Whether it is for this tag and names exactly these files. Verification checks who signed it. */
function isOfRelease(statement: Statement | undefined, subjects: readonly Subject[], tag: string): boolean {
  return (
    statement !== undefined &&
    isReleaseBuild(statement, tag) &&
    isDeepStrictEqual(byName(statement.subjects), byName(subjects))
  )
}

function byName(subjects: readonly Subject[]): Subject[] {
  return subjects.toSorted((a, b) => compareText(a.name, b.name))
}
