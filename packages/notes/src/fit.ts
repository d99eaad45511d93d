import { closeBlocks } from './close-blocks.ts'
import { cutAtBlock } from './cut.ts'
import { normalizeText } from './markdown.ts'

/** What the text of a release is made of. All of it Markdown. */
export interface NotesParts {
  /** What people wrote, or GitHub. */
  readonly notes: string
  /** What is said of the release itself, the fullest first, and each with what it leaves out. */
  readonly reports: readonly Report[]
  /** How to check what was downloaded. */
  readonly verification: string
  /** Where the whole of the notes is, for a reader whose notes were cut. */
  readonly more: string | undefined
}

export interface Report {
  readonly text: string
  /** Empty for the first. */
  readonly without: readonly string[]
}

export interface FittedNotes {
  readonly text: string
  /** What was left out of the report. */
  readonly without: readonly string[]
  /** UTF-16 units of the notes, and how many of them were kept. */
  readonly length: number
  readonly kept: number
}

/** Between what people wrote and what Exuvia adds; invisible where it is shown. */
const REPORT_MARK = '<!-- exuvia:report -->'

/**
 * Puts the parts together within a limit. Where they are too long, first the report gets shorter,
 * form by form, then the notes are cut between two blocks, and the reader is told where the rest is.
 * @param limit UTF-16 units
 */
export function fitNotes(parts: NotesParts, limit: number): FittedNotes {
  const given = normalizeText(parts.notes).trim()
  // What is too long is cut between two blocks, and so if nothing is open.
  const notes = given.length > limit ? given : closeBlocks(given)
  const reports = parts.reports.length === 0 ? [{ text: '', without: [] }] : parts.reports
  for (const { text, without } of reports) {
    const whole = join(notes, text, parts.verification)
    if (whole.length <= limit) return { text: whole, without, length: notes.length, kept: notes.length }
  }
  const { text, without } = reports.at(-1) ?? { text: '', without: [] }
  const tail =
    parts.more === undefined ? '*The notes are longer than GitHub takes, and end here.*' : parts.more
  const room = limit - join('', text, parts.verification).length - tail.length - 4
  const cut = cutAtBlock(notes, Math.max(room, 0))
  const kept = cut === '' ? tail : `${cut}\n\n${tail}`
  return { text: join(kept, text, parts.verification), without, length: notes.length, kept: cut.length }
}

/** What stands on a release before Exuvia's own part. */
export function ownNotes(body: string): string {
  const text = normalizeText(body)
  const mark = text.lastIndexOf(REPORT_MARK)
  return (mark === -1 ? text : text.slice(0, mark)).trim()
}

function join(notes: string, report: string, verification: string): string {
  const added = [report.trim(), verification.trim()].filter((part) => part !== '')
  const parts = [notes, ...(added.length === 0 ? [] : [REPORT_MARK, ...added])].filter((part) => part !== '')
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`
}
