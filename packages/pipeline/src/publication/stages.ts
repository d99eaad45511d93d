import type { Asset, Finding, Stage } from '@exuvia/model'
import type { ProvenanceMode } from '@exuvia/provenance'
import type { PreflightReport, Published } from '@exuvia/publisher'
import type { ProvenanceOutcome } from './attest-assets.ts'
import type { Intent, NotesPlan } from './describe.ts'
import type { PlannedProvenance } from './provenance.ts'
import type { PublishRequest } from './request.ts'

/** The intent of a publication, as far as it is known without the remote. */
interface Intention {
  readonly request: PublishRequest
  readonly intent: Intent
  readonly notes: NotesPlan
  readonly findings: readonly Finding[]
}

/** The intended release. Only `intend` makes one, and `complete` after a build. */
export interface Intended extends Intention, Stage<'intended'> {
  readonly provenance: PlannedProvenance | undefined
}

/** The same before the build, with only the files' names. Only `intendBuild` makes one. */
export interface IntendedBuild extends Intention, Stage<'intended-build'> {
  /** How to make the provenance; undefined if it is not requested. */
  readonly mode: ProvenanceMode | undefined
  /** Files besides the build's. */
  readonly loose: readonly Asset[]
  /** Names of the files that are not built yet. */
  readonly expected: readonly string[]
}

/**
 * An intent that passed the preflight, with the remote's answers. Only `permit` makes one, and
 * `complete` from the one before the build.
 */
export interface Permitted<What extends Intended | IntendedBuild> extends Stage<'permitted'> {
  readonly intended: What
  readonly remote: PreflightReport
  readonly token: string
}

/** Everything to send, with its provenance already stored. Only `attest` makes one. */
export interface Attested extends Stage<'attested'> {
  /** With the whole text. */
  readonly intent: Intent
  readonly token: string
  /** Undefined if provenance is not requested. */
  readonly provenance: ProvenanceOutcome | undefined
}

/** The release on GitHub, and the result for its provenance if requested. */
export interface Publishing extends Published {
  readonly provenance?: ProvenanceOutcome
}
