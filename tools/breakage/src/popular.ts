// Compares what `check` reports as errors of bytecode in popular wheels, and in the standard library of CPython 3.12, with
// programs that show each error to be true:
//   npm run prove:popular [-- [--every 2] [--programs NAME...]]
// It fails for an error without a program in popular/, and for a program that does not break as its header says. It
// names programs whose breaks `check` reports as warnings; `--programs` runs those too.
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '@exuvia/model'
import { checkFiles } from '@exuvia/pipeline'
import { aligned, popularWheels } from '@exuvia/test-needs'
import { type BreakError, breakErrors, confirming, isUnexamined, pinOf } from './confirm.ts'
import { LIBRARY, install, libraryFolder } from './install.ts'
import { POPULAR, type Program, readPrograms } from './program.ts'
import { differenceFromDeclared } from './table.ts'
import { tryWays } from './try-ways.ts'

/** Bytes; larger wheels are not read. */
const LARGEST = 30_000_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '1' }, programs: { type: 'boolean', default: false } },
})
const cwd = mkdtempSync(join(tmpdir(), 'exuvia-popular-'))
const problems: string[] = []
try {
  const all = readPrograms(POPULAR)
  const chosen = values.programs
    ? all.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
    : await confirmErrors(all)
  for (const program of chosen) await run(program)
  for (const problem of problems.toSorted()) console.log(problem)
  console.log(`${chosen.length} programs; not confirmed: ${problems.length}`)
  process.exitCode = problems.length > 0 ? 1 : 0
} finally {
  rmSync(cwd, { recursive: true, force: true })
}

/** A tarball of the standard library as another tool makes it, without its tests and what pip installed into it. */
function packLibrary(): string {
  const file = join(cwd, 'library.tar')
  const without = ['site-packages', 'test'].map((name) => `--exclude=./${name}`)
  execFileSync('tar', ['-cf', file, ...without, '-C', libraryFolder('3.12'), '.'])
  return file
}

/** Judges the wheels, prints the errors, and gives the programs that confirm them. */
async function confirmErrors(programs: readonly Program[]): Promise<readonly Program[]> {
  const folder = await popularWheels(Number(values.every))
  const wheels = readdirSync(folder).filter(
    (name) => name.endsWith('.whl') && lstatSync(join(folder, name)).size <= LARGEST,
  )
  const config = join(cwd, 'exuvia.toml')
  writeFileSync(config, 'targets = ["cp312-any"]\ncompile.optimize = 2\npolicy.preset = "source-free"\n')
  const errors: BreakError[] = []
  const distributions = wheels.map((name) => ({ file: join(folder, name), pin: pinOf(name) }))
  for (const { file, pin } of [...distributions, { file: packLibrary(), pin: LIBRARY }]) {
    const context = { cwd, env: process.env, signal: new AbortController().signal, progress: () => undefined }
    const findings = await checkFiles([file], { config }, context)
    if (isUnexamined(findings)) problems.push(`${pin}: not examined`)
    errors.push(...breakErrors(findings, pin))
  }
  const rows = errors.map((error) => {
    const program = confirming(error, programs)
    const { pin, way, place, what } = error
    if (program === undefined) problems.push(`${pin} ${way} ${place}: no program confirms "${what}"`)
    return [pin, way, place, program?.name ?? 'NOT CONFIRMED', what.slice(0, 100)]
  })
  console.log(aligned([['wheel', 'way', 'place', 'program', 'error'], ...rows]))
  console.log(`${wheels.length} wheels, ${errors.length} errors`)
  const needed = programs.filter((program) => errors.some((error) => confirming(error, programs) === program))
  const others = programs.filter((program) => !needed.includes(program)).map(({ name }) => name)
  if (values.every === '1' && others.length > 0) {
    console.log(`${others.length} true breaks are no errors: ${others.join(', ')}`)
  }
  return needed
}

async function run(program: Program): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'exuvia-breakage-'))
  try {
    const tried = await tryWays(program, await install(program), folder, program.breaks)
    const wrong = differenceFromDeclared(program, tried)
    problems.push(...wrong.map((each) => `${program.name}: ${each}`))
    console.error(`${program.name}: breaks ${[...tried.broken].join(' ') || 'nowhere'}`)
    if (wrong.length > 0) for (const [way, symptom] of tried.symptoms) console.error(`  ${way}: ${symptom}`)
  } catch (error) {
    problems.push(`${program.name}: ${messageOf(error)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
