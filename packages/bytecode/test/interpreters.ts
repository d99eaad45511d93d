import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { basename, dirname } from 'node:path'
import { PYTHONS, type PythonTag, python } from '@exuvia/test-needs'

export interface Interpreter {
  readonly runtime: PythonTag
  /** `3.12.1`. */
  readonly version: string
  readonly path: string
}

/**
 * The CPythons that the tests need, whether or not this machine has them. A test carries the
 * tag of the one that it uses; requesting the path of a missing one is an error.
 */
export const INTERPRETERS: readonly Interpreter[] = PYTHONS.map((runtime) => ({
  runtime,
  get version() {
    return basename(dirname(dirname(python(runtime))))
  },
  get path() {
    return python(runtime)
  },
}))

/** Runs a Python script (text) with a fixed hash seed and returns its standard output. */
export function runPython(
  runtime: string,
  script: string,
  args: readonly string[] = [],
  input?: Uint8Array,
): Uint8Array {
  const result: SpawnSyncReturns<Buffer> = spawnSync(python(runtime), ['-c', script, ...args], {
    input,
    env: { ...process.env, PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 1 << 30,
  })
  if (result.status !== 0) throw new Error(`${runtime}: ${result.stderr.toString()}`)
  return new Uint8Array(result.stdout)
}
