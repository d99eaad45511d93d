import { spawnSync } from 'node:child_process'
import { python } from '@exuvia/test-needs'

const SCRIPT = new URL('corpus.py', import.meta.url).pathname

/** The state of the interpreter that compiles. */
export interface State {
  readonly hashSeed?: number
  /** Of `reverse`, `keep` and `import`; see corpus.py. */
  readonly states?: readonly string[]
}

export type Level = 0 | 1 | 2
export const LEVELS: readonly Level[] = [0, 1, 2]
const LEVEL_FLAGS = [[], ['-O'], ['-OO']] as const

/** Marshalled code of every `step`th standard library module at the given levels (optimize 0, 1, 2). */
export function* corpus(
  runtime: string,
  step: number,
  state: State = {},
  levels: readonly Level[] = LEVELS,
): Generator<Uint8Array> {
  // 2.7 compiles at the level at which it runs.
  const runs =
    runtime === 'cp27'
      ? levels.map((level) => ({ flags: LEVEL_FLAGS[level], passed: [0] }))
      : [{ flags: [], passed: levels }]
  for (const { flags, passed } of runs) {
    const result = spawnSync(
      python(runtime),
      [...flags, SCRIPT, String(step), passed.join(','), (state.states ?? []).join(',')],
      {
        env: { ...process.env, PYTHONHASHSEED: String(state.hashSeed ?? 0), PYTHONDONTWRITEBYTECODE: '1' },
        maxBuffer: 1 << 30,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    if (result.status !== 0) throw new Error(`${runtime}: ${result.stderr.toString()}`)
    yield* frames(new Uint8Array(result.stdout))
  }
}

/** Splits the output of corpus.py: values, each after its length in 4 bytes. */
export function* frames(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at, true)
    yield bytes.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
}
