// Mutates real files and stops at the first case that neither passes nor gives a typed error, or that takes a
// second. It writes the file to this folder: npm run fuzz -w @exuvia/bytecode -- [--cases N] [--seed S]
// A case depends only on the seed and its number, not on the number of workers: --case I runs that one.
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { type Fate, check, makeCase } from '../test/fuzz/case.ts'
import { type Seed, makeSeed } from '../test/fuzz/mutate.ts'
import { mpySeeds, pycSeeds } from '../test/fuzz/seeds.ts'

interface Task {
  readonly seeds: readonly { readonly runtime: string; readonly bytes: Uint8Array }[]
  readonly seed: number
  readonly from: number
  readonly step: number
  readonly cases: number
}
type Told = { readonly at: number } & (
  | { readonly fates: Record<Fate, number> }
  | { readonly failure: string }
)

const SLOW = 1000
/** A worker without a message for this long hangs: in processor time, which stops while the process is suspended. */
const HANGS = 60_000
const LOOK = 5000
const REPORT = 2000

if (isMainThread) await main()
else work(workerData as Task)

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '10000000' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      case: { type: 'string' },
      jobs: { type: 'string', default: String(availableParallelism()) },
    },
  })
  const seed = Number(values.seed)
  // Small files have the same structures as large ones, and allow many more cases per hour.
  const seeds = pycSeeds(10, 2500)
  if (values.case !== undefined) return one(seeds, seed, Number(values.case))
  const cases = Number(values.cases)
  const jobs = Number(values.jobs)
  console.log(`seed ${seed}: ${cases} cases from ${seeds.length} files, ${jobs} workers`)
  const started = performance.now()
  const total: Record<Fate, number> = { refused: 0, read: 0, through: 0 }
  let printed = started
  const progress = (fates: Record<Fate, number>): void => {
    for (const fate of ['refused', 'read', 'through'] as const) total[fate] += fates[fate]
    if (performance.now() - printed < 10_000) return
    printed = performance.now()
    const done = total.refused + total.read + total.through
    console.log(`${done} cases, ${Math.round(done / ((printed - started) / 1000))} a second`)
  }
  const failures = await Promise.all(
    Array.from({ length: jobs }, (_, from) => {
      const task: Task = {
        seeds: seeds.map(({ runtime, bytes }) => ({ runtime, bytes })),
        seed,
        from,
        step: jobs,
        cases,
      }
      return run(task, progress)
    }),
  )
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  const { refused, read, through } = total
  const failed = failures.filter((failure) => failure !== undefined)
  for (const { at, why } of failed) {
    const file = `fuzz-${seed}-${at}.pyc`
    writeFileSync(file, makeCase(seeds, mpySeeds(), seed, at).bytes)
    console.log(`case ${at} of seed ${seed} (${file}): ${why}`)
  }
  console.log(
    `seed ${seed}: ${refused + read + through} cases in ${seconds} s: ${refused} refused when read, ` +
      `${read} by a later step, ${through} went through; ${failed.length} failures`,
  )
  process.exitCode = failed.length === 0 ? 0 : 1
}

/** Runs one worker; returns the case at which it failed. */
async function run(
  task: Task,
  progress: (fates: Record<Fate, number>) => void,
): Promise<{ at: number; why: string } | undefined> {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: task,
    // A case that requires more memory fails.
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  let last = task.from
  return new Promise((resolve) => {
    let heard = processTime()
    const end = (failure: { at: number; why: string } | undefined): void => {
      clearInterval(watch)
      void worker.terminate()
      resolve(failure)
    }
    const watch = setInterval(() => {
      // The workers share the processor time of the process.
      if (processTime() - heard < HANGS * task.step) return
      end({ at: last, why: `hangs at this case or one of the ${REPORT} after it` })
    }, LOOK)
    worker.on('message', (told: Told) => {
      if ('failure' in told) return end({ at: told.at, why: told.failure })
      last = told.at
      heard = processTime()
      progress(told.fates)
    })
    worker.on('error', (error) =>
      end({ at: last, why: `${String(error)}, at this case or one of those after it` }),
    )
    worker.on('exit', () => end(undefined))
  })
}

function work(task: Task): void {
  // Most cases end in an error, whose stack no one reads.
  Error.stackTraceLimit = 0
  const seeds = task.seeds.map(({ runtime, bytes }) => makeSeed(runtime, Buffer.from(bytes)))
  const mpys = mpySeeds()
  let fates: Record<Fate, number> = { refused: 0, read: 0, through: 0 }
  let count = 0
  for (let at = task.from; at < task.cases; at += task.step) {
    const failure = attempt(seeds, mpys, task.seed, at, fates)
    if (failure !== undefined) {
      parentPort?.postMessage({ at, failure } satisfies Told, [])
      return
    }
    count += 1
    if (count % REPORT === 0) {
      parentPort?.postMessage({ at, fates } satisfies Told, [])
      fates = { refused: 0, read: 0, through: 0 }
    }
  }
  parentPort?.postMessage({ at: task.cases, fates } satisfies Told, [])
}

/** Returns why the case fails; counts its fate if it does not. */
function attempt(
  seeds: readonly Seed[],
  mpys: readonly Seed[],
  seed: number,
  at: number,
  fates: Record<Fate, number>,
): string | undefined {
  const started = spent()
  try {
    fates[check(makeCase(seeds, mpys, seed, at))] += 1
  } catch (error) {
    return String(error)
  }
  const time = spent() - started
  if (time < SLOW) return undefined
  // The compiler or another case's garbage may be the cause: a slow case is slow again.
  const again = spent()
  check(makeCase(seeds, mpys, seed, at))
  const second = spent() - again
  return second < SLOW ? undefined : `took ${Math.round(time)} and ${Math.round(second)} ms of processor time`
}

/** Milliseconds of processor time of all threads. */
function processTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Milliseconds of processor time of this thread, which do not grow while other programs run. */
function spent(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

function one(seeds: readonly Seed[], seed: number, at: number): void {
  const made = makeCase(seeds, mpySeeds(), seed, at)
  const file = `fuzz-${seed}-${at}.pyc`
  writeFileSync(file, made.bytes)
  console.log(`${made.bytes.length} bytes, written to ${file}`)
  console.log(check(made))
}
