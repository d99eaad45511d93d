import type { ReleaseManifest, StartMeasurements } from '@exuvia/model'

import { describeReport } from './report-data.ts'
import { type ReportDetail, renderMarkdown } from './report-markdown.ts'
import { renderTerminal } from './report-terminal.ts'

export interface ReportOptions {
  readonly format: 'terminal' | 'markdown'
  /** Terminal only; default false. The caller decides (`NO_COLOR`, TTY). */
  readonly color?: boolean | undefined
  /** Terminal only: columns; default 80. */
  readonly width?: number | undefined
  /**
   * Markdown only: how much to show. Default `full`; `sizes` omits bytecode by kind, decisions
   * and digests; `totals` omits the table too.
   */
  readonly detail?: ReportDetail | undefined
  /** An earlier release to compare with. */
  readonly previous?: ReleaseManifest | undefined
  /** How long its commands take to start, where that was measured; not with the detail `totals`. */
  readonly start?: StartMeasurements | undefined
}

/**
 * Renders a report on a release: sizes of each tarball, the policy's decisions, digests,
 * and the change since an earlier release. Ends with a line feed.
 */
export function renderReport(manifest: ReleaseManifest, options: ReportOptions): string {
  const report = describeReport(manifest, options.previous, options.start)
  if (options.format === 'markdown') return renderMarkdown(report, options.detail ?? 'full')
  return renderTerminal(report, { color: options.color ?? false, width: options.width ?? 80 })
}
