// Compares the errors of `check` with what published packages do in each way Exuvia can ship them:
//   npm run prove:breakage [-- [--jobs 2] [PIN...]]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { install } from './install.ts'
import { judge } from './judge.ts'
import { type Program, type Way, readPrograms } from './program.ts'
import { type Row, compare, score } from './score.ts'
import { differenceFromDeclared, tableOf } from './table.ts'
import { tryWays } from './try-ways.ts'

const LEAST_RECALL = 0.9
const LEAST_PRECISION = 0.8

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string', default: '2' } },
})
const all = readPrograms()
const unknown = positionals.filter((pin) => !all.some((each) => each.pin === pin || each.name === pin))
if (unknown.length > 0) throw new Error(`no program for ${unknown.join(', ')}`)
const chosen =
  positionals.length === 0
    ? all
    : all.filter(({ pin, name }) => positionals.includes(pin) || positionals.includes(name))

const rows: Row[] = []
const notes = new Map<Program, ReadonlyMap<Way, string>>()
const problems: string[] = []
const waiting = chosen.values()
await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    for (const program of waiting) await prove(program)
  }),
)
const { recall, precision } = score(rows)
console.log(`\n${tableOf(rows, notes)}`)
for (const problem of problems.toSorted()) console.log(problem)
console.log(
  `${chosen.length} programs, recall ${recall.toFixed(2)}, precision ${precision.toFixed(2)}, ` +
    `not as declared ${problems.length}`,
)
process.exitCode = recall < LEAST_RECALL || precision < LEAST_PRECISION || problems.length > 0 ? 1 : 0

async function prove(program: Program): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'exuvia-breakage-'))
  try {
    const installed = await install(program)
    const tried = await tryWays(program, installed, folder)
    const errors = await judge(program, installed, folder)
    rows.push(...compare(program, tried.broken, new Set(errors.keys())))
    notes.set(program, new Map([...errors, ...tried.symptoms]))
    problems.push(...differenceFromDeclared(program, tried))
    console.error(`${program.pin}: breaks ${[...tried.broken].join(' ') || 'nowhere'}`)
  } catch (error) {
    problems.push(`${program.pin}: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
