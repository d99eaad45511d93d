import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Ran, mustRun, python, runProgram } from '@exuvia/test-needs'
import { type Installed, copyProgram } from './install.ts'
import { type Program, WAYS, type Way } from './program.ts'

/** What a program did in each way, compared with its source. */
export interface Tried {
  readonly broken: ReadonlySet<Way>
  /** Ways in which it was not tried, or cannot be: Python loads no native modules from a zip. */
  readonly untried: ReadonlySet<Way>
  /** The last line of what it printed where it broke. */
  readonly symptoms: ReadonlyMap<Way, string>
}

const LAY_OUT = join(import.meta.dirname, 'lay-out.py')

/** @throws if the program fails from source: then the ways say nothing */
export async function tryWays(
  program: Program,
  installed: Installed,
  folder: string,
  ways: readonly Way[] = WAYS,
): Promise<Tried> {
  const app = join(folder, 'app')
  copyProgram(program, app)
  const isNative = readdirSync(installed.own, { recursive: true }).some((name) =>
    /\.(?:so|pyd)$/.test(String(name)),
  )
  const untried = new Set(WAYS.filter((way) => !ways.includes(way) || (way === 'zip' && isNative)))
  const from = [app, installed.own]
  const source = await tryWay(program, 'source', from, installed, folder)
  if (source.status !== 0) throw new Error(`${program.name} fails from source: ${source.stderr.slice(-800)}`)
  const symptoms = new Map<Way, string>()
  for (const way of WAYS) {
    if (untried.has(way)) continue
    const ran = await tryWay(program, way, from, installed, folder)
    if (ran.status !== source.status || ran.stdout !== source.stdout) symptoms.set(way, symptomOf(ran))
  }
  return { broken: new Set(symptoms.keys()), untried, symptoms }
}

async function tryWay(
  { python: version }: Program,
  way: Way | 'source',
  from: readonly string[],
  installed: Installed,
  folder: string,
): Promise<Ran> {
  const into = join(folder, way)
  const [cwd, home] = [join(into, 'cwd'), join(into, 'home')]
  mkdirSync(cwd, { recursive: true })
  mkdirSync(home)
  const env = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', HOME: home, PYTHONDONTWRITEBYTECODE: '1' }
  const places = await mustRun([python(version), LAY_OUT, way, ...from, into], folder, env)
  const ran = await runProgram([python(version), '-W', 'ignore', '-m', 'program'], cwd, {
    ...env,
    PYTHONNOUSERSITE: '1',
    PYTHONHASHSEED: '0',
    PYTHONPATH: `${places.trim()}:${installed.others}`,
  })
  return { ...ran, stdout: ran.stdout.replaceAll(into, 'FOLDER') }
}

function symptomOf({ status, stdout, stderr }: Ran): string {
  const text = status === 0 ? `prints ${stdout}` : stderr
  return text.trimEnd().split('\n').at(-1)?.trim() ?? ''
}
