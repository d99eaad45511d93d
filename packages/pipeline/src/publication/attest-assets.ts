import { isDeepStrictEqual } from 'node:util'
import { compareText } from '@exuvia/model'
import {
  type Statement,
  type Subject,
  PREDICATE_TYPE,
  describeBuild,
  formatStatement,
  isReleaseBuild,
  readUnproven,
  requestIdentity,
  signStatement,
  signingServices,
} from '@exuvia/provenance'
import { openAttestations } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { accessOf } from './access.ts'
import { checksumsDigest } from './assets.ts'
import type { Intent } from './describe.ts'
import { type PlannedProvenance, refuseElsewhere, subjectsOf } from './provenance.ts'
import { tellEvent } from './tell-event.ts'

/** The result for a release's provenance. */
export interface ProvenanceOutcome {
  readonly state: 'signed' | 'unsigned'
  /** Whether this run signed it; `false` if it existed before. */
  readonly new: boolean
  /** Files that it names. */
  readonly files: number
}

/**
 * Signs and stores the provenance of all assets, once. Signatures differ from run to run, so it first
 * looks on GitHub for one of this tag that names these very files, under the digest of SHA256SUMS, which
 * contains every other file's digest. After a run that was killed between signing and storing, it signs again.
 */
export async function attestAssets(
  { mode, facts }: PlannedProvenance,
  intent: Intent,
  token: string,
  context: RunContext,
): Promise<ProvenanceOutcome> {
  const subjects = subjectsOf(intent.assets)
  const files = subjects.length
  if (mode.kind === 'unsigned') return { state: 'unsigned', new: false, files }
  const { env, signal } = context
  const say = (detail: string): void => {
    context.progress({ kind: 'stage', stage: 'publish', detail })
  }
  const attestations = openAttestations({ ...accessOf(intent.repository, context), token }, (event) => {
    tellEvent(event, 'publish', context)
  })
  const key = checksumsDigest(subjects) ?? ''
  const isThere = async (): Promise<boolean> =>
    (await attestations.list(key, PREDICATE_TYPE)).some((bundle) =>
      isOfRelease(readUnproven(bundle), subjects, intent.tag),
    )
  say('provenance')
  if (await isThere()) return { state: 'signed', new: false, files }
  const identity = await requestIdentity(env, mode.serverUrl, signal)
  refuseElsewhere(identity.run.repository, intent.repository)
  const statement = formatStatement(subjects, describeBuild(facts, identity.run))
  const bundle = await signStatement(statement, identity, signingServices(identity, env), signal)
  signal.throwIfAborted()
  await attestations.store(bundle, isThere)
  return { state: 'signed', new: true, files }
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
