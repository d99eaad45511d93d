import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface Interpreter {
  readonly runtime: string
  /** `3.12.1`. */
  readonly version: string
  readonly path: string
}

/** CPythons that pyenv holds, by version: one of each minor version. */
export const INTERPRETERS: readonly Interpreter[] = find()

function find(): Interpreter[] {
  const root = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions')
  if (!existsSync(root))
    throw new Error(`no pyenv interpreters in ${root}; the tests need 2.7 and 3.6 to 3.13`)
  const found = new Map<string, Interpreter>()
  for (const version of readdirSync(root)) {
    const match = /^([23])\.(\d+)\.\d+$/.exec(version)
    const path = join(root, version, 'bin', 'python')
    if (match === null || !existsSync(path)) continue
    const runtime = `cp${match[1]}${match[2]}`
    found.set(runtime, { runtime, version, path })
  }
  return [...found.values()].sort((a, b) => runtimeOrder(a.runtime) - runtimeOrder(b.runtime))
}

function runtimeOrder(runtime: string): number {
  return Number(runtime.slice(2, 3)) * 100 + Number(runtime.slice(3))
}

/** The interpreter of a runtime; an error where it is missing, so that no test passes unrun. */
export function interpreter(runtime: string): Interpreter {
  const found = INTERPRETERS.find((item) => item.runtime === runtime)
  if (found === undefined) throw new Error(`the tests need ${runtime} from pyenv`)
  return found
}

/** Runs a Python script (text) with a fixed hash seed and gives back its standard output. */
export function runPython(
  runtime: string,
  script: string,
  args: readonly string[] = [],
  input?: Uint8Array,
): Uint8Array {
  const result: SpawnSyncReturns<Buffer> = spawnSync(interpreter(runtime).path, ['-c', script, ...args], {
    input,
    env: { ...process.env, PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 1 << 30,
  })
  if (result.status !== 0) throw new Error(`${runtime}: ${result.stderr.toString()}`)
  return new Uint8Array(result.stdout)
}
