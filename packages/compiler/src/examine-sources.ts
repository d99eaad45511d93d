import { availableParallelism } from 'node:os'
import { type Runtime, type SourceFacts, mapParallel } from '@exuvia/model'
import { fieldsKey, sha256 } from './cache-key.ts'
import type { BytecodeCache } from './cache.ts'
import { countTokens } from './count-tokens.ts'
import { startEmbeddedWorker } from './embedded-compiler.ts'
import { EXAMINER_SCRIPT } from './examiner-script.ts'
import { startNativeWorker } from './native-worker.ts'
import { type WorkerPool, openPool } from './pool.ts'
import { importsIn } from './imports-in.ts'
import { isFlagged, wordsInFull } from './source-words.ts'
import { throwIfStopped } from './stop.ts'
import type { Toolchain } from './toolchain.ts'

export interface ExamineOptions {
  /** The runtime whose grammar the sources are read with, from Python 3.8 on. */
  readonly runtime: Runtime
  /** Whether the modules are imported from a zip, so that uses of their folder matter; else most are not looked for. */
  readonly inZip?: boolean | undefined
  /** Finds its toolchain; called once, and only if the cache does not have all facts. */
  toolchain(): Promise<Toolchain | undefined>
  readonly cache: BytecodeCache
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
}

/**
 * Differs for each version of what examines sources, and of the words that let them through: a part of the keys under
 * which facts are kept.
 */
export const EXAMINER_VERSION = sha256(Buffer.from(EXAMINER_SCRIPT + wordsInFull()))

/** Larger sources are not examined. */
const MAX_SOURCE_BYTES = 4 * 1024 * 1024
/**
 * Sources of more tokens are not examined: a syntax tree takes up to 700 bytes for each. The largest of 16,000 modules
 * of popular packages and standard libraries has 203,000, but for one that is a single string.
 */
const MAX_TOKENS = 300_000
/** What one more source costs beside its tokens, in tokens: the way to the worker, and the cache. */
const SOURCE_COST = 300

const NO_USES: Uses = { uses: [], ignored: [] }

type Uses = Pick<SourceFacts, 'uses' | 'ignored'>

/** Test modules run in no application. */
const TESTS =
  /(?:^|\/)(?:tests?|testing|_tests?|idle_test)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|tests?|conftest|_?testing(?:_utils?)?|_?pytest_?plugin)\.py$/i

/** Whether a module runs in an application, as its path tells. Others need no examination. */
export function mayRun(path: string): boolean {
  return !TESTS.test(path)
}

/**
 * What the examination of a source costs, roughly in tokens: 0 if it needs none. A token takes about 10 µs.
 * @param inZip whether the source is imported from a zip
 */
export function examinationCost(source: Uint8Array, inZip = false): number {
  return isFlagged(source, inZip) ? SOURCE_COST + countTokens(source, MAX_TOKENS) : 0
}

/**
 * Finds what sources do with asserts, docstrings and their own text, in the order of `sources`. Undefined for a
 * source that was not examined: it is too large, has too many tokens or other syntax, or no toolchain was found. Facts are kept in the
 * cache, by runtime and source.
 */
export async function examineSources(
  sources: readonly (() => Promise<Uint8Array>)[],
  options: ExamineOptions,
): Promise<readonly (SourceFacts | undefined)[]> {
  const { signal } = options
  let pool: Promise<WorkerPool | undefined> | undefined
  const poolOnce = (): Promise<WorkerPool | undefined> => (pool ??= startPool(options))
  const stop = async (): Promise<void> => {
    const open = await pool?.catch(() => undefined)
    open?.close()
  }
  const onAbort = (): void => void stop()
  signal?.addEventListener('abort', onAbort)
  try {
    return await mapParallel(sources, availableParallelism() * 2, async (read) => {
      throwIfStopped(signal)
      const source = await read()
      const uses = await findUses(source, options, poolOnce)
      return uses && { ...uses, imports: importsIn(Buffer.from(source).toString('latin1')) }
    })
  } catch (error) {
    throwIfStopped(signal)
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await stop()
  }
}

async function findUses(
  source: Uint8Array,
  { runtime, cache, inZip }: ExamineOptions,
  poolOnce: () => Promise<WorkerPool | undefined>,
): Promise<Uses | undefined> {
  if (source.length > MAX_SOURCE_BYTES) return undefined
  if (!isFlagged(source, inZip)) return NO_USES
  const key = fieldsKey(['exuvia examine', EXAMINER_VERSION, runtime, sha256(source)])
  const found = cache.read(key)
  if (found !== undefined) return parseFacts(found)
  if (countTokens(source, MAX_TOKENS) > MAX_TOKENS) return undefined
  const pool = await poolOnce()
  const answer = await pool?.compile({ filename: '', optimize: 0, change: undefined, source })
  if (answer?.kind !== 'code') return undefined
  cache.store(key, answer.bytes)
  return parseFacts(answer.bytes)
}

/** The examiner answers `null` for a source that it cannot parse. */
function parseFacts(bytes: Uint8Array): Uses | undefined {
  return (JSON.parse(Buffer.from(bytes).toString('utf8')) as Uses | null) ?? undefined
}

async function startPool({
  toolchain: find,
  env,
}: Pick<ExamineOptions, 'toolchain' | 'env'>): Promise<WorkerPool | undefined> {
  const toolchain = await find()
  if (toolchain === undefined) return undefined
  return toolchain.kind === 'native'
    ? openPool(() => startNativeWorker(toolchain, env, 0, 'examine'), availableParallelism())
    : openPool(() => startEmbeddedWorker(toolchain, 'examine'), 1)
}
