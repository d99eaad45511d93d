import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { LEVELS, type Level, type State, frames } from './corpus.ts'

/** A CPython in WebAssembly, from npm. */
export interface Embedded {
  readonly runtime: string
  readonly version: string
  /** `file:` URL of its entry module. */
  readonly entry: string
}

/** The worker's task. */
export interface EmbeddedTask {
  readonly entry: string
  readonly script: string
  readonly args: readonly string[]
  readonly input: Uint8Array
  readonly hashSeed: number
  /** A library to compile instead of its own: path in the library → source. */
  readonly files: ReadonlyMap<string, Uint8Array> | undefined
}

/** The content of each package under runtimes/, oldest first. */
const RUNTIMES = new URL('../../../runtimes/', import.meta.url)
export const EMBEDDED: readonly Embedded[] = await Promise.all(
  readdirSync(RUNTIMES)
    .toSorted()
    .map(async (folder) => (await import(new URL(`${folder}/index.js`, RUNTIMES).href)) as Embedded),
)

/** Does the same as `corpus` with an embedded CPython: for its own library, or for the given files. */
export async function embeddedCorpus(
  embedded: Embedded,
  step: number,
  state: State = {},
  levels: readonly Level[] = LEVELS,
  files?: ReadonlyMap<string, Uint8Array>,
): Promise<readonly Uint8Array[]> {
  const args = [String(step), levels.join(','), (state.states ?? []).join(','), 'LIBRARY']
  return [...frames(await runEmbedded(embedded, 'corpus.py', { args, files, hashSeed: state.hashSeed ?? 0 }))]
}

/** Runs a script from this folder and returns its standard output. */
export async function runEmbedded(
  { entry, version }: Embedded,
  script: string,
  options: {
    readonly args?: readonly string[]
    readonly input?: Uint8Array
    readonly hashSeed?: number
    readonly files?: ReadonlyMap<string, Uint8Array> | undefined
  },
): Promise<Uint8Array> {
  const task: EmbeddedTask = {
    entry,
    script: readFileSync(new URL(script, import.meta.url), 'utf8'),
    args: [script, ...(options.args ?? [])],
    input: options.input ?? new Uint8Array(),
    hashSeed: options.hashSeed ?? 0,
    files: options.files,
  }
  const worker = new Worker(fileURLToPath(new URL('embedded-worker.ts', import.meta.url)), {
    workerData: task,
    // WebAssembly's calls are on the thread's stack, and some sources nest deeply.
    resourceLimits: { stackSizeMb: 64 },
  })
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      worker.on('message', resolve)
      worker.on('error', reject)
      worker.on('exit', (status) => reject(new Error(`CPython ${version} ended with ${status}`)))
    })
  } finally {
    await worker.terminate()
  }
}
