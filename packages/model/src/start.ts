/**
 * The ways in which a command starts that are compared: from source without a bytecode cache; from source with
 * `__pycache__`; from what `compileall -b` makes; and as the release starts it, with `bin/NAME`.
 */
export const START_FORMS = ['source-cold', 'source-warm', 'bytecode', 'release'] as const

export type StartForm = (typeof START_FORMS)[number]

/** Milliseconds of some runs, rounded to hundredths: the median, and the quartiles around it. */
export interface StartTime {
  readonly median: number
  /** A quarter of the runs took less. */
  readonly lower: number
  /** A quarter of the runs took more. */
  readonly upper: number
}

/** How long one form took. A command that failed in it once has no time. */
export type StartResult =
  | ({ readonly form: StartForm; readonly kind: 'measured' } & StartTime)
  | { readonly form: StartForm; readonly kind: 'not-measured'; readonly reason: string }

/** The times of one command. */
export interface StartOfCommand {
  /** As it is typed: `tide --help`. */
  readonly command: string
  /**
   * A program of this Python that does nothing, run among the others: a part of each of their times. Absent if no form
   * was measured.
   */
  readonly empty?: StartTime | undefined
  readonly forms: readonly StartResult[]
}

/** Where something was measured. */
export interface MeasuringMachine {
  /** `linux x64`. */
  readonly system: string
  /** What the system calls its processor; empty if it does not. */
  readonly processor: string
  readonly cores: number
}

/** How long the commands of one tarball take to start. */
export interface StartOfArtifact {
  readonly file: string
  /** Of the tarball that was measured. */
  readonly sha256: string
  readonly target: string
  readonly machine: MeasuringMachine
  /** Exact version of the Python that ran it. */
  readonly python: string
  /** Whether each run was in a network namespace of its own, which a part of each time is. */
  readonly network: 'off' | 'open'
  /** Counted runs of each form. */
  readonly runs: number
  readonly commands: readonly StartOfCommand[]
}

/** `<name>-<version>.start.json`: what was measured of a release, beside its manifest. */
export interface StartMeasurements {
  readonly schema: 'exuvia.start/1'
  readonly name: string
  readonly version: string
  readonly artifacts: readonly StartOfArtifact[]
}
