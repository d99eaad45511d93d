import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Batch } from './batch.ts'
import { CONFIG, type Command, type HostileInput, plantProject } from './input.ts'
import { type Outcome, judge } from './outcome.ts'
import { type Ran, runCommand } from './run-command.ts'

/** One command on one input. */
export interface Row extends Outcome, Used {
  readonly kind: string
  readonly name: string
  readonly command: string
  /** How often it ran again, because the machine was busy or the input costs too much. */
  readonly repeated: number
}

type Used = Pick<Ran, 'cpu' | 'wall' | 'megabytes'>

/** How commands are run. */
export interface Runner {
  /** The program and its arguments before the command. */
  readonly exuvia: readonly string[]
  /** Runs commands in a process that stays; without it each command has a process of its own. */
  readonly batch?: Batch
  /** What `START_UP` uses: a command in a batch would use as much on top. */
  readonly baseline: Used
  /** Measures `START_UP` again. */
  readonly startUp?: () => Promise<Used>
}

/** The run that others are measured against: Exuvia starts and checks a project that has nothing special. */
export const START_UP: HostileInput = {
  kind: 'trivial',
  name: 'a small project',
  write: ({ folder }) => plantProject(folder, CONFIG),
  commands: [{ name: 'check', args: ['check'] }],
}

/**
 * Seconds of processor time that `START_UP` takes on the machine that the bound of time is stated for. The same run
 * takes 1.6 times as long on a slower machine, or beside others that use its caches, so times are scaled by this run.
 * It took 0.6 there before a check loaded less: whoever makes it start faster measures both versions side by side, and
 * lowers this number by their ratio.
 */
export const REFERENCE = 0.48

/** How often a command may run alone to stay within its bounds. */
export const ATTEMPTS = 3

/** Bytes; the promise is about inputs below this size. */
const LARGEST = 1_000_000

/** Writes an input into a folder of its own, runs its commands there and removes it. */
export async function proveInput(input: HostileInput, runner: Runner): Promise<Row[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'exuvia-hostile-'))
  const folder = path.join(root, 'here')
  const scratch = path.join(root, 'scratch')
  const canary = path.join(root, 'RAN')
  mkdirSync(folder)
  mkdirSync(scratch)
  try {
    await input.write({
      folder,
      canary: `touch ${canary}; false`,
      pythonCanary: `open(${JSON.stringify(canary)}, "a").write("ran")\n`,
    })
    const size = sizeOf(folder)
    const tooLarge = size > LARGEST ? [`an input of ${size} bytes proves nothing`] : []
    const rows: Row[] = []
    for (const command of input.commands) {
      const { ran, words, faults, excess } = await proveCommand(command, { folder, scratch }, runner)
      const ranAny = existsSync(canary) ? [`something of the input ran: ${readFileSync(canary, 'utf8')}`] : []
      rmSync(canary, { force: true })
      const { cpu, wall, megabytes, repeated = 0 } = ran
      const { kind, name } = input
      rows.push({
        kind,
        name,
        command: command.name,
        words,
        faults: [...faults, ...ranAny, ...tooLarge],
        excess,
        cpu,
        wall,
        megabytes,
        repeated,
      })
    }
    return rows
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

interface Judged extends Outcome {
  readonly ran: Ran & { readonly repeated?: number }
}

/**
 * Runs a command in the batch; one that has a fault or crosses a bound there gets a process of its own, which decides.
 * What else the machine does can only add to the time of a run: one that does nothing wrong but to cross a bound runs
 * again, and the run with the least processor time counts, scaled by a start of Exuvia just before it.
 */
async function proveCommand(
  command: Command,
  { folder, scratch }: { readonly folder: string; readonly scratch: string },
  { exuvia, batch, baseline, startUp }: Runner,
): Promise<Judged> {
  const shared = await batch?.run(command, folder)
  if (shared !== undefined) {
    const ran = scaled({ ...shared, cpu: shared.cpu + baseline.cpu }, baseline)
    const judged = judge(command, ran)
    if (judged.faults.length + judged.excess.length === 0) return { ...judged, ran }
  }
  let best: Judged | undefined
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    // Right before the run, because the machine is faster at one time than at another.
    const now = (await startUp?.()) ?? baseline
    const ran = scaled(await runCommand(command, { cwd: folder, scratch, exuvia }), now)
    const judged = { ...judge(command, ran), ran: { ...ran, repeated: attempt } }
    if (best === undefined || ran.cpu < best.ran.cpu) best = judged
    const isSlow = judged.excess.length > 0 || ran.stopped === 'wall'
    if (!isSlow || ran.stopped === 'cpu') break
  }
  if (best === undefined) throw new Error('no attempt')
  return best
}

/** What a run would take of the processor on the machine of the reference. */
function scaled(ran: Ran, startUp: Used): Ran {
  return startUp.cpu === 0 ? ran : { ...ran, cpu: (ran.cpu * REFERENCE) / startUp.cpu }
}

/** Bytes of the files below a folder that an input brought: copies of one file once, and git's own files not. */
function sizeOf(root: string): number {
  const sizes = new Map<string, number>()
  const slash = Buffer.from('/')
  // Names as bytes: an input may have some that are not UTF-8.
  const visit = (folder: Buffer): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
      const full = Buffer.concat([folder, slash, entry.name])
      const name = entry.name.toString('latin1')
      if (entry.isDirectory() && name !== '.git') visit(full)
      if (!entry.isFile()) continue
      const { size } = lstatSync(full)
      sizes.set(`${name}\0${size}`, size)
    }
  }
  visit(Buffer.from(root))
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}
