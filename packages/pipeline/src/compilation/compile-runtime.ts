import { sourceHash } from '@exuvia/bytecode'
import {
  type BytecodeCache,
  type CompiledSource,
  type KnownSource,
  type SourceUnit,
  compileSources,
  selectToolchain,
} from '@exuvia/compiler'
import { type Finding, type Invalidation, type Runtime, refusal } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { type Compilation, type CompileSettings, describeCompilation } from './describe.ts'
import { headerHasHash } from './header.ts'

/** What a header and a manifest say about a source. */
export interface KnownRuntimeSource extends KnownSource {
  /** PEP 552's 8 bytes; empty if the header contains none. */
  readonly sourceHash: Uint8Array
}

/** A source for one runtime. */
export interface RuntimeSource extends SourceUnit {
  readonly known?: KnownRuntimeSource | undefined
}

/** A compiled source: the marshalled code object, without a header. */
export interface CompiledCode extends Pick<CompiledSource, 'code'>, KnownRuntimeSource {}

/** The results for all sources of one runtime. */
export interface RuntimeOutcome {
  /** By index of the source; undefined if it does not compile. */
  readonly codes: readonly (CompiledCode | undefined)[]
  /** Number of cache hits. */
  readonly hits: number
  /** One for each source that does not compile. */
  readonly findings: readonly Finding[]
}

/** Finds the compiler for a runtime. */
export async function chooseCompilation(
  runtime: Runtime,
  toolchain: string,
  settings: CompileSettings,
  { env, cwd, signal }: RunContext,
): Promise<Compilation> {
  return describeCompilation(await selectToolchain(runtime, toolchain, { env, cwd, signal }), settings)
}

/** Compiles sources for one runtime, or takes their code from the cache. Reports all failures together. */
export async function compileRuntime(
  sources: readonly RuntimeSource[],
  { toolchain, form }: Compilation,
  invalidation: Invalidation,
  cache: BytecodeCache,
  context: RunContext,
): Promise<RuntimeOutcome> {
  const { runtime, kind, version } = toolchain
  const withHash = invalidation !== 'timestamp' && headerHasHash(runtime)
  const hashes = sources.map(({ known }) => known?.sourceHash ?? new Uint8Array(0))
  const label = `${runtime}, ${kind} ${version}`
  const outcome = await compileSources(
    sources.map((source, index): SourceUnit => ({
      ...source,
      async read() {
        const bytes = await source.read()
        if (withHash) hashes[index] = sourceHash(runtime, bytes)
        return bytes
      },
    })),
    {
      toolchain,
      cache,
      form,
      signal: context.signal,
      onProgress: (done, total) => context.progress({ kind: 'count', stage: 'compile', label, done, total }),
    },
  )
  return {
    codes: outcome.compiled.map((code, index) =>
      code === undefined ? undefined : { ...code, sourceHash: hashes[index] as Uint8Array },
    ),
    hits: outcome.hits,
    findings: outcome.findings,
  }
}

/**
 * Ends a run if a source does not compile.
 * @param advice an alternative for a source that is not for this Python: `or …`
 * @throws refusal `compile-failed` with all findings
 */
export function refuseUncompiled(findings: readonly Finding[], advice: string): void {
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  const files = new Set(errors.map(({ subject }) => subject.path)).size
  const count = files === 1 ? '1 file' : `${files} files`
  throw refusal('compile-failed', { count, advice }, { findings })
}
