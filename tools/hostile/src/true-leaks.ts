/** An error about a published file that is right, with what a person saw there. */
export interface TrueLeak {
  /** The beginning of `DISTRIBUTION!PATH`. */
  readonly place: string
  readonly why: string
}

/** Nothing yet. */
export const TRUE_LEAKS: readonly TrueLeak[] = []
