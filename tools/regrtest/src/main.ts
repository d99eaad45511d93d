// CPython's own regression tests on three copies of each interpreter's library: with its sources, source-free as
// compileall leaves it, and source-free through the codec: npm run prove:regrtest -- [3.12 ...] [--lines none]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { LineDetail } from '@exuvia/bytecode'
import { copySourceFree, copyTransformed, copyWithSources } from './installation.ts'
import { type Interpreter, findInterpreters } from './interpreters.ts'
import { explain } from './known.ts'
import list from './modules.json' with { type: 'json' }
import { type Outcome, type Outcomes, countStatus, differences } from './outcome.ts'
import { runModules } from './run-modules.ts'

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'exuvia-regrtest')
const SECONDS = 120

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: 'lines' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    modules: { type: 'string' },
  },
})
const lines = lineDetail(values.lines)
const modules = values.modules?.split(',') ?? list.modules
const jobs = Number(values.jobs)

const known = findInterpreters()
for (const minor of positionals) {
  if (!known.some((python) => python.minor === minor))
    throw new Error(`no CPython ${minor} here; there are ${known.map((python) => python.minor).join(', ')}`)
}
let unexplained = 0
for (const python of known) {
  if (positionals.length === 0 || positionals.includes(python.minor)) unexplained += await prove(python)
}
process.exitCode = unexplained === 0 ? 0 : 1

function lineDetail(name: string): LineDetail {
  if (name === 'full' || name === 'lines' || name === 'none') return name
  throw new Error(`--lines is full, lines or none, not ${name}`)
}

/** The number of differences without a known reason. */
async function prove(python: Interpreter): Promise<number> {
  const folder = join(CACHE, python.version)
  mkdirSync(folder, { recursive: true })
  const source = join(folder, 'source')
  const plain = join(folder, 'plain')
  const ours = join(folder, 'ours')
  if (!existsSync(source)) copyWithSources(python, source)
  if (!existsSync(plain)) copySourceFree(python, source, plain)
  const withSource = await cached(python, source)
  // Modules that fail with their sources prove nothing.
  const good = modules.filter((module) => withSource.get(module)?.status === 'passed')
  const before = await cached(python, plain, good)
  const files = copyTransformed(plain, ours, { lines })
  const run = { python, seconds: SECONDS, jobs }
  const after = await runModules({ ...run, modules: good, prefix: ours, done: told(`${python.minor} ours`) })

  // A difference must repeat on an idle machine: on our library, and not on the plain one.
  const suspects = differences(before, after).map((item) => item.module)
  const retry = { ...run, jobs: 1, modules: suspects }
  for (const [module, outcome] of await runModules({ ...retry, prefix: ours })) after.set(module, outcome)
  const still = differences(before, after).map((item) => item.module)
  const again = await runModules({ ...retry, modules: still, prefix: plain })
  const found = differences(again, after)

  const cases = [...before.values()].reduce((sum, outcome) => sum + outcome.cases.length, 0)
  console.log(
    `${python.version}: ${good.length} modules that pass with their sources; source-free ${countStatus(before, 'passed')} pass, ` +
      `${cases} cases; ${files} files normalised, lines ${lines}: ${countStatus(after, 'passed')} pass, ` +
      `${found.length} modules differ`,
  )
  let without = 0
  for (const difference of found) {
    const { reasons, unexplained: unknown } = explain(difference, python.minor, lines)
    if (unknown.length > 0) without += 1
    const what = difference.moduleFails ? 'fails' : 'fails in more cases'
    console.log(`  ${difference.module} ${what}, ${difference.cases.length} in all: ${reasons.join('; ')}`)
    for (const name of unknown) console.log(`    NO REASON KNOWN: ${name}`)
    for (const name of difference.cases) if (!unknown.includes(name)) console.log(`    ${name}`)
  }
  return without
}

/** Caches the outcomes on a library that does not change, by module. */
async function cached(
  python: Interpreter,
  prefix: string,
  names: readonly string[] = modules,
): Promise<Outcomes> {
  const file = `${prefix}.json`
  const kept = new Map(
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as [string, Outcome][]) : [],
  )
  const missing = names.filter((module) => !kept.has(module))
  const report = told(`${python.minor} ${prefix.endsWith('plain') ? 'source-free' : 'with source'}`)
  const done = (module: string, outcome: Outcome): void => {
    report(module, outcome)
    kept.set(module, outcome)
    writeFileSync(file, JSON.stringify([...kept]))
  }
  await runModules({ python, prefix, modules: missing, jobs, seconds: SECONDS, done })
  return new Map(names.map((module) => [module, kept.get(module) as Outcome]))
}

function told(where: string): (module: string, outcome: Outcome) => void {
  return (module, { status, seconds }) => console.error(`${where}: ${module} ${status}, ${seconds} s`)
}
