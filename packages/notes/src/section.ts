/** One heading of a changelog and the text below it. */
export interface Section {
  /** PEP 440, normalised; undefined for the section of unreleased changes. */
  readonly version: string | undefined
  /** The heading as a reader sees it. */
  readonly heading: string
  /** 1-based line of the heading. */
  readonly line: number
  /** 1-based line after the section; infinite for the last. */
  readonly end: number
  /** The heading says that the version is not released yet. */
  readonly unreleased: boolean
  /** The text below the heading, as self-contained Markdown. */
  readonly render: () => SectionText
}

export interface SectionText {
  readonly text: string
  /** Lines of the changelog with markup that Markdown does not support; they stay unchanged. */
  readonly kept: readonly number[]
}
