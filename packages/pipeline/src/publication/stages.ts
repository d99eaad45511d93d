import type { Asset, Finding, Stage } from '@exuvia/model'
import type { ProvenanceMode } from '@exuvia/provenance'
import type { PreflightReport, Published } from '@exuvia/publisher'
import type { ProvenanceOutcome } from './attest-assets.ts'
import type { Intent, NotesPlan } from './describe.ts'
import type { PlannedProvenance } from './provenance.ts'
import type { PublishRequest } from './request.ts'

/** What a publication should bring about, as far as it is known without asking the remote. */
interface Intention {
  readonly request: PublishRequest
  readonly intent: Intent
  readonly notes: NotesPlan
  readonly findings: readonly Finding[]
}

/** What should be on a release. Only `intend` makes one, and `complete` once a build is done. */
export interface Intended extends Intention, Stage<'intended'> {
  readonly provenance: PlannedProvenance | undefined
}

/** The same before the build, whose files are names by now. Only `intendBuild` makes one. */
export interface IntendedBuild extends Intention, Stage<'intended-build'> {
  /** How provenance will be made; undefined if it is not wanted. */
  readonly mode: ProvenanceMode | undefined
  /** Files besides the build's. */
  readonly loose: readonly Asset[]
  /** Names of the files that are still to be made. */
  readonly expected: readonly string[]
}

/**
 * An intention that one preflight passed, with all that the remote answered. Only `permit` makes
 * one, and `complete` of the one before the build.
 */
export interface Permitted<What extends Intended | IntendedBuild> extends Stage<'permitted'> {
  readonly intended: What
  readonly remote: PreflightReport
  readonly token: string
}

/** Everything that is to be sent, its provenance stored before. Only `attest` makes one. */
export interface Attested extends Stage<'attested'> {
  /** With the whole text. */
  readonly intent: Intent
  readonly token: string
  /** Undefined if provenance is not wanted. */
  readonly provenance: ProvenanceOutcome | undefined
}

/** What is on GitHub now, and what became of its provenance where that was wanted. */
export interface Publishing extends Published {
  readonly provenance?: ProvenanceOutcome
}
