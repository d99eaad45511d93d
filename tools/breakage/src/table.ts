import { compareText } from '@exuvia/model'
import { aligned } from '@exuvia/test-needs'
import { type Program, WAYS, type Way } from './program.ts'
import type { Row } from './score.ts'
import type { Tried } from './try-ways.ts'

/** Characters of a note: tracebacks name long paths. */
const LONGEST_NOTE = 100

/** One line for each break and each error; a program without any has one line. */
export function tableOf(rows: readonly Row[], notes: ReadonlyMap<Program, ReadonlyMap<Way, string>>): string {
  const programs = [...new Set(rows.map(({ program }) => program))].toSorted((a, b) =>
    compareText(a.pin, b.pin),
  )
  const lines = programs.flatMap((program) => {
    const own = rows.filter((row) => row.program === program && row.outcome !== 'same')
    if (own.length === 0) return [[program.pin, '', 'same', '']]
    return own.map(({ way, outcome }) => [
      program.pin,
      way,
      outcome,
      notes.get(program)?.get(way)?.slice(0, LONGEST_NOTE) ?? '',
    ])
  })
  return aligned([['package', 'way', 'judged', 'what happens'], ...lines])
}

/** Sentences about ways in which the program broke but is not declared to, and the reverse. */
export function differenceFromDeclared(program: Program, { broken, untried }: Tried): string[] {
  const declared = new Set(program.breaks.filter((way) => !untried.has(way)))
  const wrong = WAYS.filter((way) => broken.has(way) !== declared.has(way))
  return wrong.map((way) =>
    broken.has(way)
      ? `${program.pin}: breaks in the way ${way}, which its header does not say`
      : `${program.pin}: does not break in the way ${way}, as its header says`,
  )
}
