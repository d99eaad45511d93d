import path from 'node:path'
import { writeSynced } from '@exuvia/files'
import type { Asset } from '@exuvia/model'
import {
  type ActionsRun,
  type Statement,
  type Subject,
  formatBundle,
  formatStatement,
  readUnproven,
  requestIdentity,
  signStatement,
  signingServices,
} from '@exuvia/provenance'
import { openAttestations } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { describeAsset } from '../release/folder.ts'
import { accessOf } from './access.ts'
import type { Intent } from './describe.ts'
import { refuseElsewhere } from './provenance.ts'
import { readReleaseBundle } from './reuse-bundle.ts'
import { tellEvent } from './tell-event.ts'

/** What one signature says, and of which files. */
export interface Claim {
  /** The name of its bundle on the release. */
  readonly bundle: string
  readonly predicateType: string
  readonly subjects: readonly Subject[]
  /** The digest under which GitHub is asked for it: that of a subject. */
  readonly key: string
  readonly predicate: (run: ActionsRun) => Readonly<Record<string, unknown>>
  /** Whether a statement says the same. Verification checks who signed it. */
  readonly fits: (statement: Statement) => boolean
}

/** A signed claim. */
export interface SignedClaim {
  /** Whether this run signed it; `false` if it existed before. */
  readonly new: boolean
  /** The id of the attestation, if this run stored it and GitHub's answer has it. */
  readonly id: number | undefined
  /** Its Sigstore bundle, as a file for the release. */
  readonly bundle: Asset
}

/**
 * Signs and stores a claim, once. Signatures differ from run to run, so it first looks on GitHub for one that says
 * the same: on the release, then among the attestations. After a run that was killed between signing and storing,
 * it signs again. Every run puts the same bundle on the release: the one that is there, or else the first that was
 * stored.
 * @param scratch a folder for files that are written for the release alone
 */
export async function attestClaim(
  claim: Claim,
  serverUrl: string,
  intent: Pick<Intent, 'repository' | 'tag'>,
  token: string,
  scratch: string,
  context: RunContext,
): Promise<SignedClaim> {
  const { signal } = context
  const access = { ...accessOf(intent.repository, context), token }
  const attestations = openAttestations(access, (event) => {
    tellEvent(event, 'publish', context)
  })
  const fits = (bundle: unknown): boolean => {
    const statement = readUnproven(bundle)
    return statement !== undefined && statement.predicateType === claim.predicateType && claim.fits(statement)
  }
  // GitHub lists the newest first.
  const firstStored = async (): Promise<unknown> =>
    (await attestations.list(claim.key, claim.predicateType)).findLast(fits)
  const isThere = async (): Promise<boolean> => (await firstStored()) !== undefined
  const done = async (bundle: unknown, isNew: boolean, id?: number): Promise<SignedClaim> => ({
    new: isNew,
    id,
    bundle: await writeBundle(bundle, path.join(scratch, claim.bundle), signal),
  })
  const onRelease = await readReleaseBundle(access, intent.tag, claim.bundle, scratch)
  const kept = fits(onRelease) ? onRelease : undefined
  const stored = await firstStored()
  if (stored !== undefined) return done(kept ?? stored, false)
  const bundle = kept ?? (await sign(claim, serverUrl, intent.repository, context))
  signal.throwIfAborted()
  const id = await attestations.store(bundle, isThere)
  signal.throwIfAborted()
  // Another run can have stored one in the meantime; both publish the first.
  return done(kept ?? (await firstStored()) ?? bundle, kept === undefined, id)
}

async function sign(
  { subjects, predicate, predicateType }: Claim,
  serverUrl: string,
  repository: string,
  { env, signal }: RunContext,
): Promise<object> {
  const identity = await requestIdentity(env, serverUrl, signal)
  refuseElsewhere(identity.run.repository, repository)
  const statement = formatStatement(subjects, predicate(identity.run), predicateType)
  return signStatement(statement, identity, signingServices(identity, env), signal)
}

async function writeBundle(bundle: unknown, file: string, signal: AbortSignal): Promise<Asset> {
  await writeSynced(file, formatBundle(bundle))
  return describeAsset(file, signal)
}
