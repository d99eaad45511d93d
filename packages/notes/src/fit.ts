import { closeBlocks } from './close-blocks.ts'
import { cutAtBlock } from './cut.ts'
import { normalizeText } from './markdown.ts'

/** The parts of a release's text, all Markdown. */
export interface NotesParts {
  /** The notes that people or GitHub wrote. */
  readonly notes: string
  /** Reports about the release, the fullest first, each with what it leaves out. */
  readonly reports: readonly Report[]
  /** How to verify a download. */
  readonly verification: string
  /** Where to read the complete notes if these are cut. */
  readonly more: string | undefined
}

export interface Report {
  readonly text: string
  /** Empty for the first. */
  readonly without: readonly string[]
}

export interface FittedNotes {
  readonly text: string
  /** What the report leaves out. */
  readonly without: readonly string[]
  /** UTF-16 units of the notes, and how many of them are kept. */
  readonly length: number
  readonly kept: number
}

/** Separates the notes from Exuvia's own part; invisible when rendered. */
const REPORT_MARK = '<!-- exuvia:report -->'

/**
 * Joins the parts within a limit. If they are too long, it first shortens the report, form by form,
 * then cuts the notes between two blocks and tells the reader where the rest is.
 * @param limit UTF-16 units
 */
export function fitNotes(parts: NotesParts, limit: number): FittedNotes {
  const given = normalizeText(parts.notes).trim()
  // Notes that are too long get cut between two blocks, where nothing is open.
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

/** Returns the notes on a release before Exuvia's own part. */
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
