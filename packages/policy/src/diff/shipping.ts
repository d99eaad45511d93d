import type { CodeLevel, DecisionKind } from '@exuvia/model'

/** How a file ships. */
export interface ShippedForm {
  readonly ship: Exclude<DecisionKind, 'exclude'>
  /** Of a module that ships as bytecode alone; undefined if it is not known. */
  readonly level?: CodeLevel | undefined
}

/** What ships of a distribution. */
export interface ShippedDistribution {
  /** In its own spelling. */
  readonly name: string
  /** Undefined if the side does not say it. */
  readonly version: string | undefined
  /** SPDX expression; `unknown` if the distribution has none; undefined if the side does not say it. */
  readonly license: string | undefined
  /** Target → path in the tarball, as source → form. Only what ships. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, ShippedForm>>
}

/** What a side of a comparison does not say. */
export interface Untold {
  readonly what: 'dependencies' | 'licenses' | 'levels' | 'files'
  /** In words. */
  readonly reason: string
}

/** What ships, by a project's policy or in a finished release. */
export interface Shipping {
  /** As `cp312-any`. */
  readonly targets: readonly string[]
  /** By normalised name (PEP 503). */
  readonly distributions: ReadonlyMap<string, ShippedDistribution>
  readonly untold: readonly Untold[]
}
