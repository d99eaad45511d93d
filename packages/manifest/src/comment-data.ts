import { JsonError, readJson } from '@exuvia/files'
import { problemOptions, refusal } from '@exuvia/model'
import { z } from 'zod'

import { type BudgetLine, MOST_BUDGET_LINES } from './budget/lines.ts'
import { firstProblems, problemLines } from './problems.ts'
import { MOST_COUNTS, type ShippingCounts } from './shipping-counts.ts'
import type { ReleaseSizes } from './size-data.ts'
import { visible } from './text.ts'

/** The figures that a build of a pull request passes to the job that comments on it; no prose. */
export interface CommentData {
  readonly schema: 'exuvia.comment/1'
  /** The number of the pull request. */
  readonly pull: number
  /** The commit that was built. */
  readonly head: string
  readonly sizes: ReleaseSizes
  /** Number of findings of the build. */
  readonly findings: { readonly error: number; readonly warning: number; readonly note: number }
  /** Absent if the build knew no earlier release. */
  readonly shipping?: ShippingCounts | undefined
  /** At most 100. Absent without a budget. */
  readonly budget?: readonly BudgetLine[] | undefined
}

/** In bytes; enough for some thousand artifacts. */
export const MOST_COMMENT_DATA = 1024 * 1024

// A pull request from a fork writes this file, so the reader must not trust it: every text
// is limited to an alphabet that cannot form Markdown, HTML, an address or a mention.

function plain(pattern: RegExp, expected: string) {
  return z.string().regex(pattern, { error: `expected ${expected}` })
}

const bytes = z.int().min(0)

const VERSION = plain(/^[A-Za-z0-9][A-Za-z0-9.!+_-]{0,99}$/, 'a version')

const SIZES = z.strictObject({
  schema: z.literal('exuvia.sizes/1'),
  name: plain(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/, 'the name of a project'),
  version: VERSION,
  commit: plain(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'a commit').optional(),
  size: bytes,
  artifacts: z
    .array(
      z.strictObject({
        name: plain(/^[A-Za-z0-9](?:[A-Za-z0-9._+ ()-]{0,118}[A-Za-z0-9)])?$/, 'a target'),
        file: plain(/^[A-Za-z0-9._+@-]{1,255}$/, "a file's name"),
        size: bytes,
        source: bytes,
        bytecode: bytes,
        unpacked: bytes,
        files: bytes,
      }),
    )
    .max(10_000),
})

const FORM = plain(
  /^(?:bytecode|source|both|data)(?: \(optimize [012], docstrings (?:keep|empty|strip)\))?$/,
  'how files ship',
)
const TARGETS = z.array(plain(/^[a-z0-9][a-z0-9_.-]{0,98}$/, 'a target')).max(MOST_COUNTS)

const SHIPPING = z.strictObject({
  since: VERSION,
  changes: z
    .array(
      z.strictObject({
        distribution: plain(
          /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/,
          'the name of a distribution',
        ),
        state: z.enum(['added', 'removed', 'changed']),
        old: FORM.nullable(),
        new: FORM.nullable(),
        files: bytes,
      }),
    )
    .max(MOST_COUNTS),
  more: bytes,
  targets: z.strictObject({ added: TARGETS, removed: TARGETS }),
  unknown: z.array(z.enum(['dependencies', 'licenses', 'levels', 'files'])).max(4),
})

const BUDGET = z
  .array(
    z.strictObject({
      // Globs have no other characters after `budgetForComment`; the renderer shows them as code.
      what: plain(/^[A-Za-z0-9][A-Za-z0-9 ._*?{},/+=-]{0,199}$/, 'what a limit counts'),
      artifact: plain(/^[A-Za-z0-9](?:[A-Za-z0-9._+ ()-]{0,118}[A-Za-z0-9)])?$/, 'an artifact'),
      limit: plain(/^\+?[0-9][0-9A-Za-z.,% ]{0,30}$/, 'a limit'),
      most: bytes.nullable(),
      now: bytes.nullable(),
      before: bytes.nullable(),
      state: z.enum(['kept', 'over', 'not-measured']),
    }),
  )
  .max(MOST_BUDGET_LINES)

const DATA = z.strictObject({
  schema: z.literal('exuvia.comment/1'),
  pull: z.int().min(1),
  head: plain(/^[0-9a-f]{40}$/, 'a commit'),
  sizes: SIZES,
  findings: z.strictObject({ error: bytes, warning: bytes, note: bytes }),
  shipping: SHIPPING.optional(),
  budget: BUDGET.optional(),
})

/** A budget as far as it fits into comment data: the first lines, without the characters that only odd globs have. */
export function budgetForComment(lines: readonly BudgetLine[]): BudgetLine[] {
  return lines
    .slice(0, MOST_BUDGET_LINES)
    .map((line) => ({ ...line, what: line.what.replaceAll(/[^A-Za-z0-9 ._*?{},/+=-]/g, '?').slice(0, 200) }))
}

/** Formats comment data as the text of a file. Ends with a line feed. */
export function serializeCommentData(data: CommentData): string {
  const result = DATA.safeParse(data)
  if (!result.success) throw invalid('what this build made', problemLines(result.error.issues, data))
  return `${JSON.stringify(result.data, undefined, 2)}\n`
}

/**
 * Reads comment data of unknown origin.
 * @param where the file's name in messages
 * @throws refusal `comment-data-invalid`
 */
export function parseCommentData(text: string, where: string): CommentData {
  let value: unknown
  try {
    value = readJson(text, { length: MOST_COMMENT_DATA })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw invalid(where, [visible(error.message)])
  }
  const result = DATA.safeParse(value, problemOptions(value))
  if (!result.success) throw invalid(where, problemLines(result.error.issues, value))
  return result.data as CommentData
}

function invalid(where: string, problems: readonly string[]): Error {
  return refusal('comment-data-invalid', { where, problems: firstProblems(problems, 5) })
}
