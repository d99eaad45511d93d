/** One heading of a changelog and what stands below it. */
export interface Section {
  /** PEP 440, normalised; undefined for the section of what is to come. */
  readonly version: string | undefined
  /** The heading as a reader sees it. */
  readonly heading: string
  /** 1-based line of the heading. */
  readonly line: number
  /** 1-based line of what comes after the section; infinite for the last. */
  readonly end: number
  /** The heading says that the version is not released yet. */
  readonly unreleased: boolean
  /** What stands below the heading, as Markdown that can stand alone. */
  readonly render: () => SectionText
}

export interface SectionText {
  readonly text: string
  /** Lines of the changelog with markup that Markdown has no form for, and that was left as it stood. */
  readonly kept: readonly number[]
}
