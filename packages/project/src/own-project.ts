import type { Distribution, Finding, ProjectReading, Target } from '@exuvia/model'
import type { Requirement } from '@exuvia/packaging'
import type { WheelFile } from './wheelhouse.ts'

/** The project itself for one target. */
export interface OwnContents {
  readonly distribution: Distribution
  readonly dependencies: readonly Requirement[]
}

/** The project itself, from its files or from its wheels. */
export interface OwnProject {
  /** In its own spelling. */
  readonly name: string
  readonly normalizedName: string
  readonly version: string
  /** In words. */
  readonly versionSource: string
  readonly reading: ProjectReading
  /** Its wheels; none if it was read from its files. */
  readonly wheels: readonly WheelFile[]
  /** Its distribution for a target; undefined if no wheel fits. */
  readonly contentsFor: (target: Target) => OwnContents | undefined
  /** What it requires on any target, to find the platforms of its dependencies. */
  readonly dependencies: readonly Requirement[]
  readonly requiresPython: string | undefined
  /** Its extras, normalised. */
  readonly extras: readonly string[]
  /** Extra, normalised → its requirements, where `dependencies` does not have them under a marker. */
  readonly optional: ReadonlyMap<string, readonly Requirement[]>
  /** Whether only its backend knows its dependencies. */
  readonly hasUnknownDependencies: boolean
  /** Native files that were found beside the sources: their platform is not known. */
  readonly nativeSources: readonly string[]
  readonly findings: readonly Finding[]
}
