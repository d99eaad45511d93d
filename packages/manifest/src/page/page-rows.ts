// The page's script reads these too: this file imports nothing.

/** How a file differs from the earlier release. */
export const CHANGES = ['', 'same', 'changed', 'grew', 'shrank', 'new', 'gone'] as const

/** Numbers per row of `PageData.rows`: artifact, path, distribution, kind, bytes, change, bytes before. */
export const ROW_WIDTH = 7

/** The place of the change in a row. */
export const ROW_CHANGE = 5

/**
 * The files of a release for the page's script: tables of texts, and rows of numbers that refer to
 * them. With 100,000 files it is a third of the manifest.
 */
export interface PageData {
  readonly title: string
  readonly artifacts: readonly string[]
  /** Folders, which end in `/`; the first is empty. */
  readonly folders: readonly string[]
  /** The folder of each path by index. */
  readonly places: readonly number[]
  /** The last part of each path. */
  readonly names: readonly string[]
  readonly distributions: readonly string[]
  readonly kinds: readonly string[]
  readonly changes: readonly string[]
  /** Whether there is an earlier release to compare with. */
  readonly compared: boolean
  readonly rows: readonly number[]
}
