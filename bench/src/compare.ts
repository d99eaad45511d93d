import type { Measurement } from './measure.ts'

/** One way to do the job. The time excludes `prepare`. */
export interface Contender {
  readonly name: string
  prepare(): Promise<void>
  run(): Promise<Measurement>
}

/**
 * Runs the two alternately, A B A B …, so that a slow moment of the machine affects both, and
 * prints medians, the ratio of the first to the second, and the peak memory of each. The ratio of processor seconds
 * holds on a busy machine too.
 */
export async function compare(first: Contender, second: Contender, runs: number): Promise<void> {
  const results = new Map<Contender, Measurement[]>([
    [first, []],
    [second, []],
  ])
  for (let run = 1; run <= runs; run += 1) {
    for (const [contender, measurements] of results) {
      await contender.prepare()
      const measurement = await contender.run()
      measurements.push(measurement)
      console.log(`  run ${run}  ${contender.name.padEnd(28)} ${describe(measurement)}`)
    }
  }
  const medians = [first, second].map((contender) =>
    median((results.get(contender) ?? []).map((each) => each.seconds)),
  )
  const cpus = [first, second].map((contender) =>
    median((results.get(contender) ?? []).flatMap(({ cpu }) => (cpu === undefined ? [] : [cpu]))),
  )
  console.log()
  for (const [index, contender] of [first, second].entries()) {
    const peaks = (results.get(contender) ?? []).flatMap(({ peak }) => (peak === undefined ? [] : [peak]))
    const peak = peaks.length === 0 ? undefined : Math.max(...peaks)
    console.log(
      `  median ${contender.name.padEnd(28)} ${describe({ seconds: medians[index] ?? Number.NaN, cpu: cpus[index], peak })}`,
    )
  }
  console.log(
    `  ratio  ${first.name} / ${second.name} = ${ratioOf(medians)}, of processor seconds ${ratioOf(cpus)}`,
  )
}

function ratioOf([first = Number.NaN, second = Number.NaN]: readonly number[]): string {
  return (first / second).toFixed(2)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

function describe({ seconds, cpu, peak }: Measurement): string {
  const processor =
    cpu === undefined || Number.isNaN(cpu) ? '' : `  ${cpu.toFixed(2).padStart(7)} s processor`
  const memory = peak === undefined ? '' : `  peak ${Math.round(peak / 1e6)} MB`
  return `${seconds.toFixed(2).padStart(7)} s${processor}${memory}`
}
