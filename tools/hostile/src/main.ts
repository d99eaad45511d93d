// Hostile inputs of every kind against the real command line: npm run prove:hostile -- [--kind zip] [--name TEXT]
// [--every 1] [--jobs 2] [--alone] [--all] [--no-agreement] [--no-inputs]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startBatch } from './batch.ts'
import { allInputs } from './inputs.ts'
import { printAgreement } from './print-agreement.ts'
import { MOST } from './outcome.ts'
import { ATTEMPTS, REFERENCE, type Row, START_UP, proveInput } from './prove.ts'
import { BUILT } from './run-command.ts'
import { formatTable } from './table.ts'

const { values } = parseArgs({
  allowNegative: true,
  options: {
    kind: { type: 'string', multiple: true },
    name: { type: 'string', default: '' },
    every: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    agreement: { type: 'boolean', default: true },
    inputs: { type: 'boolean', default: true },
    alone: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
  },
})

const all = await allInputs()
const chosen = all.filter(
  ({ kind, name }) => values.inputs && (values.kind?.includes(kind) ?? true) && name.includes(values.name),
)
// A sample: each n-th input.
const inputs = chosen.filter((_, index) => index % Number(values.every) === 0)
const rows: Row[] = []

async function measureStartUp(): Promise<Row> {
  const [row] = await proveInput(START_UP, { exuvia: BUILT, baseline: { cpu: 0, wall: 0, megabytes: 0 } })
  if (row === undefined || row.faults.length > 0)
    throw new Error(`a run on a small project fails: ${row?.faults.join('; ')}`)
  return row
}

/** Takes inputs until none is left. */
async function work(): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'exuvia-hostile-batch-'))
  const batch = values.alone ? undefined : startBatch(scratch)
  const runner = {
    exuvia: BUILT,
    baseline,
    startUp: measureStartUp,
    ...(batch === undefined ? {} : { batch }),
  }
  for (let input = inputs.shift(); input !== undefined; input = inputs.shift()) {
    for (const row of await proveInput(input, runner)) {
      rows.push(row)
      if (values.all || isFaulty(row)) console.log(lineOf(row))
      for (const fault of [...row.faults, ...row.excess]) console.log(`    ${fault}`)
    }
  }
  await batch?.end()
  rmSync(scratch, { recursive: true, force: true })
}

function isFaulty({ faults, excess }: Row): boolean {
  return faults.length + excess.length > 0
}

function lineOf(row: Row): string {
  const { kind, name, command, words, cpu, wall, megabytes } = row
  const used = `${cpu.toFixed(1)} s CPU, ${wall.toFixed(1)} s, ${megabytes.toFixed(0)} MB`
  return `${isFaulty(row) ? 'FAULT ' : ''}${kind}, ${name}: ${command}: ${words} (${used})`
}

const baseline = await measureStartUp()
const total = inputs.length
await Promise.all(Array.from({ length: Number(values.jobs) }, work))
const order = new Map(all.map(({ kind, name }, index) => [`${kind}\0${name}`, index]))
rows.sort((a, b) => (order.get(`${a.kind}\0${a.name}`) ?? 0) - (order.get(`${b.kind}\0${b.name}`) ?? 0))
console.log(`\n${formatTable(rows)}\n`)
const faulty = rows.filter(isFaulty)
console.log(
  `${total} inputs, ${rows.length} runs; ${faulty.length} with a fault; limits ${MOST.cpu} s of processor time and ` +
    `${MOST.megabytes} MB, in the best of ${ATTEMPTS} runs; a small project took ${baseline.cpu.toFixed(2)} s and ` +
    `${baseline.megabytes.toFixed(0)} MB at first, and the times are scaled as if it took ${REFERENCE} s`,
)
const agree = !values.agreement || (await printAgreement())
process.exitCode = faulty.length === 0 && agree ? 0 : 1
