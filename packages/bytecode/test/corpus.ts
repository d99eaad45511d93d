import { spawnSync } from 'node:child_process'
import { interpreter } from './interpreters.ts'

const SCRIPT = new URL('corpus.py', import.meta.url).pathname

/** How the interpreter is that compiles. */
export interface State {
  readonly hashSeed?: number
  /** Of `reverse`, `keep` and `import`; see corpus.py. */
  readonly states?: readonly string[]
}

/** Marshalled code of every `step`th standard library module at all three levels. */
export function* corpus(runtime: string, step: number, state: State = {}): Generator<Uint8Array> {
  const runs = runtime === 'cp27' ? [[], ['-O'], ['-OO']] : [[]]
  for (const flags of runs) {
    const levels = runtime === 'cp27' ? '0' : '0,1,2'
    const result = spawnSync(
      interpreter(runtime).path,
      [...flags, SCRIPT, String(step), levels, (state.states ?? []).join(',')],
      {
        env: { ...process.env, PYTHONHASHSEED: String(state.hashSeed ?? 0), PYTHONDONTWRITEBYTECODE: '1' },
        maxBuffer: 1 << 30,
      },
    )
    if (result.status !== 0) throw new Error(`${runtime}: ${result.stderr.toString()}`)
    yield* frames(new Uint8Array(result.stdout))
  }
}

function* frames(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at, true)
    yield bytes.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
}
