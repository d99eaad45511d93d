import { availableParallelism } from 'node:os'
import {
  type CodeLevel,
  type CompilerLevel,
  type Finding,
  type StoredCode,
  compilerLevel,
  messageOf,
  usageError,
} from '@exuvia/model'
import { cacheKey, sha256 } from './cache-key.ts'
import type { BytecodeCache } from './cache.ts'
import { type CodeForm, formCode, whyAsCompiled } from './code-form.ts'
import { startEmbeddedWorker } from './embedded-compiler.ts'
import { startNativeWorker } from './native-worker.ts'
import { type WorkerPool, openPool } from './pool.ts'
import { throwIfStopped } from './stop.ts'
import { crashFinding, errorFinding, formFinding } from './syntax-finding.ts'
import type { Toolchain } from './toolchain.ts'

/** One source to compile. */
export interface SourceUnit extends CodeLevel {
  /** The `co_filename`. */
  readonly filename: string
  /** For messages: the file's place for people. */
  readonly label: string
  /** Its digest and size, where they are known before it is read: then it is not read if its code is in the cache. */
  readonly known?: KnownSource | undefined
  /** Reads the source's bytes; called once, when needed. */
  read(): Promise<Uint8Array>
}

/** What is known about a source. */
export interface KnownSource {
  /** Lower-case hex. */
  readonly sourceSha256: string
  /** Bytes. */
  readonly sourceSize: number
}

/** A compiled source. */
export interface CompiledSource extends KnownSource {
  /** Index of the unit in the given list. */
  readonly index: number
  /** The marshalled code, without a header, as long as the cache is open. */
  readonly code: StoredCode
}

export interface CompileOptions {
  readonly toolchain: Toolchain
  readonly cache: BytecodeCache
  /** The form of stored code objects; undefined keeps the compiler's own bytes. */
  readonly form?: CodeForm | undefined
  /** Maximum workers; default: the number of cores. */
  readonly jobs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** The environment of interpreters, without variables that could change their output. */
  readonly env?: NodeJS.ProcessEnv | undefined
  onProgress?(done: number, total: number): void
}

export interface CompileResult {
  /** By index of the unit; undefined if it does not compile. */
  readonly compiled: readonly (CompiledSource | undefined)[]
  /** A finding for each source that does not compile, in the order of the units. */
  readonly findings: readonly Finding[]
  /** Number of cache hits. */
  readonly hits: number
}

/** Keeps the next source ready in a worker while its answer is in transit. */
const SOURCES_PER_WORKER = 2
/** An embedded CPython takes as long to load as some fifty sources to compile, so start another only with enough work. */
const UNITS_PER_EMBEDDED_WORKER = 150

type Outcome =
  | { readonly kind: 'compiled'; readonly source: CompiledSource; readonly hit: boolean }
  | { readonly kind: 'failed'; readonly finding: Finding }

/**
 * Compiles sources on all cores, and uses the cache. The same units give the same bytes for
 * any number of workers and any order. At most two sources per worker are in memory.
 * @throws ExuviaError if the toolchain cannot compile at one of the levels or does not start, the cache cannot be written, or
 *   the signal stops it; whatever `read` throws
 */
export async function compileSources(
  units: readonly SourceUnit[],
  options: CompileOptions,
): Promise<CompileResult> {
  const { toolchain, signal } = options
  throwIfStopped(signal)
  refuseUnsupported(units, options)
  const jobs = Math.max(1, Math.min(options.jobs ?? availableParallelism(), units.length))
  const pools = poolsByLevel(toolchain, jobs, units.length, options.env ?? process.env)
  const outcomes: Outcome[] = []
  let next = 0
  let done = 0
  const ended = new AbortController()

  const lane = async (): Promise<void> => {
    for (let index = next++; index < units.length && !ended.signal.aborted; index = next++) {
      const unit = units[index] as SourceUnit
      outcomes[index] = await compileUnit(index, unit, options, pools)
      done += 1
      options.onProgress?.(done, units.length)
    }
  }
  const stop = (): void => {
    ended.abort()
    pools.close()
  }
  signal?.addEventListener('abort', stop)
  try {
    await Promise.all(Array.from({ length: jobs * SOURCES_PER_WORKER }, lane))
  } catch (error) {
    throwIfStopped(signal)
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
  }
  throwIfStopped(signal)
  return {
    compiled: outcomes.map((outcome) => (outcome.kind === 'compiled' ? outcome.source : undefined)),
    findings: outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.finding] : [])),
    hits: outcomes.filter((outcome) => outcome.kind === 'compiled' && outcome.hit).length,
  }
}

async function compileUnit(
  index: number,
  unit: SourceUnit,
  { toolchain, cache, form }: CompileOptions,
  pools: Pools,
): Promise<Outcome> {
  const level = compilerLevel(unit)
  const keyOf = ({ sourceSha256 }: KnownSource): string =>
    cacheKey(toolchain, level, form, unit.filename, sourceSha256)
  const find = (about: KnownSource): Outcome | undefined => {
    const code = cache.find(keyOf(about))
    return code === undefined ? undefined : compiled(index, about, code, true)
  }
  const kept = unit.known === undefined ? undefined : find(unit.known)
  if (kept !== undefined) return kept
  const source = await unit.read()
  const about = { sourceSha256: sha256(source), sourceSize: source.length }
  const found = find(about)
  if (found !== undefined) return found
  const answer = await pools.of(level).compile({ filename: unit.filename, ...level, source })
  if (answer.kind === 'error') return failed(errorFinding(unit.label, source, answer.error, toolchain))
  if (answer.kind === 'crash') return failed(crashFinding(unit.label, answer, toolchain))
  let code = answer.bytes
  try {
    if (form !== undefined) code = formCode(code, toolchain.magic, form)
  } catch (error) {
    // In any case report all other files; the compiler's own bytes are an alternative.
    return failed(formFinding(unit.label, messageOf(error), toolchain))
  }
  return compiled(index, about, cache.store(keyOf(about), code), false)
}

function compiled(
  index: number,
  { sourceSha256, sourceSize }: KnownSource,
  code: StoredCode,
  hit: boolean,
): Outcome {
  return { kind: 'compiled', source: { index, code, sourceSha256, sourceSize }, hit }
}

function failed(finding: Finding): Outcome {
  return { kind: 'failed', finding }
}

/**
 * Only the normal form makes the bytes of a changed syntax tree independent of what the interpreter did before.
 * @throws usage error `docstrings-unsupported`
 */
function refuseUnsupported(units: readonly SourceUnit[], { toolchain, form }: CompileOptions): void {
  if (form !== undefined) return
  const unit = units.find((each) => compilerLevel(each).change !== undefined)
  if (unit === undefined) return
  const { optimize, docstrings } = unit
  throw usageError('docstrings-unsupported', {
    runtime: toolchain.runtime,
    docstrings,
    optimize,
    reason: whyAsCompiled(toolchain) ?? 'normalise = false keeps what the compiler writes',
  })
}

interface Pools {
  of(level: CompilerLevel): WorkerPool
  close(): void
}

/**
 * Python 2 has the level only as an interpreter flag, so each level needs its own pool. So do changed syntax trees,
 * which change what a compiler writes next (see worker-script.ts).
 */
function poolsByLevel(toolchain: Toolchain, jobs: number, units: number, env: NodeJS.ProcessEnv): Pools {
  const byFlag = /^..2/.test(toolchain.runtime)
  const size =
    toolchain.kind === 'native' ? jobs : Math.min(jobs, 1 + Math.floor(units / UNITS_PER_EMBEDDED_WORKER))
  const pools = new Map<string, WorkerPool>()
  return {
    of({ optimize, change }) {
      const flag = byFlag ? optimize : 0
      const name = `${flag} ${change === undefined}`
      const pool =
        pools.get(name) ??
        openPool(
          () =>
            toolchain.kind === 'native'
              ? startNativeWorker(toolchain, env, flag)
              : startEmbeddedWorker(toolchain),
          size,
        )
      pools.set(name, pool)
      return pool
    },
    close() {
      for (const pool of pools.values()) pool.close()
    },
  }
}
