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

/** What became of a release's provenance. */
export interface ProvenanceOutcome {
  readonly state: 'signed' | 'unsigned'
  /** Whether this run signed it; `false` where it was there. */
  readonly new: boolean
  /** Files that it names. */
  readonly files: number
}

/**
 * Has the provenance of all assets signed and stored, once: signatures differ from run to run, so
 * GitHub is asked first for one of this tag that names these very files, under the digest of SHA256SUMS, in
 * which every other file's is. A run that was killed between signing and storing signs again.
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

/** Whether it was made for this tag, and names these files and no others. Who signed it is for those who verify. */
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
