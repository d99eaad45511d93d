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
  /** Native files that were found beside the sources: their platform is not known. */
  readonly nativeSources: readonly string[]
  readonly findings: readonly Finding[]
}
