import { readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { filledOnce } from './cache.ts'
import { mustRun } from './run-program.ts'

/** Distributions whose wheels are hundreds of megabytes. */
const HUGE = /^(?:torch|tensorflow|nvidia|jax|triton|cupy|pyspark|xgboost|vllm)/

/**
 * A folder with the wheels that popular-wheels.txt pins, without huge ones. pip downloads them once for all later runs
 * and compares the digests.
 * @param every 1 for all of them, 2 for every second one, …
 * @throws with pip's output
 */
export async function popularWheels(every: number): Promise<string> {
  const list = readFileSync(join(import.meta.dirname, '../popular-wheels.txt'), 'utf8')
  const lines = list.split('\n').filter((line) => /^\w/.test(line) && !HUGE.test(line))
  const chosen = lines.filter((_, index) => index % every === 0).join('\n')
  return filledOnce('leak-wheels', chosen, async (folder) => {
    const requirements = join(folder, 'requirements.txt')
    writeFileSync(requirements, `${chosen}\n`)
    const how = ['--no-deps', '--only-binary', ':all:', '--python-version', '3.12', '--require-hashes']
    const quiet = ['--quiet', '--disable-pip-version-check', '--dest', folder]
    const pip = ['python3', '-m', 'pip', 'download', ...quiet, ...how, '-r', requirements]
    await mustRun(pip, folder, registrySettings())
    await rm(requirements)
  })
}

/** This process's own environment, for the registry's settings, without what would change how Python runs. */
export function registrySettings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('PYTHON'),
    ),
  )
}
