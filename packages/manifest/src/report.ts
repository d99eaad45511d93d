import type { ReleaseManifest } from '@exuvia/model'

import { describeReport } from './report-data.ts'
import { type ReportDetail, renderMarkdown } from './report-markdown.ts'
import { renderTerminal } from './report-terminal.ts'

export interface ReportOptions {
  readonly format: 'terminal' | 'markdown'
  /** Terminal only; default false. Whether to is the caller's to know (`NO_COLOR`, TTY). */
  readonly color?: boolean | undefined
  /** Terminal only: columns; default 80. */
  readonly width?: number | undefined
  /**
   * Markdown only: how much is told. `full` where it is not given; `sizes` leaves out kinds of
   * bytes, decisions and digests; `totals` the table, too.
   */
  readonly detail?: ReportDetail | undefined
  /** An earlier release to say the change since. */
  readonly previous?: ReleaseManifest | undefined
}

/**
 * A release in words and figures: sizes of each tarball, what the policy decided, digests,
 * and the change since an earlier release. Ends with a line feed.
 */
export function renderReport(manifest: ReleaseManifest, options: ReportOptions): string {
  const report = describeReport(manifest, options.previous)
  if (options.format === 'markdown') return renderMarkdown(report, options.detail ?? 'full')
  return renderTerminal(report, { color: options.color ?? false, width: options.width ?? 80 })
}
