import type { BytecodeCache } from '@exuvia/compiler'
import { type CompilerInfo, type Finding, finding, usageError } from '@exuvia/model'
import { cachePath, legacyPath } from '@exuvia/packaging'
import {
  type CompiledCode,
  type RuntimeOutcome,
  chooseCompilation,
  compileRuntime,
  refuseUncompiled,
} from '../compilation/compile-runtime.ts'
import type { Compilation } from '../compilation/describe.ts'
import { headerOf } from '../compilation/header.ts'
import type { RunContext } from '../context.ts'
import { bytecodeEntry } from '../stages/entries.ts'
import { collect } from '@exuvia/files'
import { type TimedEntry, copyEntry, refuseDoubles } from './entries.ts'
import type { InputFile, NamedInput } from './gather.ts'
import { type CompileOptions, invalidationOf } from './options.ts'
import { type PlannedOutput, writeOutputs } from './output.ts'

export interface CompileReport {
  readonly out: string
  readonly compiler: CompilerInfo
  /** Compiled modules, and how many of them came from the cache. */
  readonly compiled: number
  readonly cached: number
  readonly copied: number
  /** Bytes. */
  readonly sourceSize: number
  readonly bytecodeSize: number
  /** File names of the written wheels. */
  readonly wheels: readonly string[]
  readonly findings: readonly Finding[]
}

/** Compiles the gathered files and writes them to `out`; see `compileTree`. */
export async function compileInputs(
  inputs: readonly NamedInput[],
  out: string,
  options: CompileOptions,
  cache: BytecodeCache,
  context: RunContext,
): Promise<CompileReport> {
  const compilation = await chooseCompilation(options.runtime, options.toolchain, options, context)
  const files = inputs.flatMap(({ gathered }) => gathered.files)
  const python = files.filter((file) => file.python)
  if (python.length === 0) throw usageError('no-python', { sources: options.sources })
  const outcome = await compileFiles(python, options, compilation, cache, context)
  const codes = new Map(python.map((file, index) => [file, outcome.codes[index]]))
  const planned = inputs.map(({ wheel, gathered }): PlannedOutput => ({
    wheel,
    entries: gathered.files.flatMap((file) => entriesOf(file, codes.get(file), options)),
  }))
  for (const { entries } of planned) refuseDoubles(entries)
  const bytecode = planned.flatMap(({ entries }) =>
    entries.filter(({ sourceSize }) => sourceSize !== undefined),
  )
  const leftOut = inputs.flatMap(({ gathered }) => gathered.leftOut)
  return {
    out,
    compiler: compilation.compiler,
    compiled: python.length,
    cached: outcome.hits,
    copied: files.length - python.length,
    sourceSize: sum(python),
    bytecodeSize: sum(bytecode),
    wheels: await writeOutputs(planned, out, options, context),
    findings: [
      ...compilation.findings,
      ...leftOut.map(({ path, reason }) => finding('file-skipped', 'note', { path }, { reason })),
    ],
  }
}

async function compileFiles(
  python: readonly InputFile[],
  options: CompileOptions,
  compilation: Compilation,
  cache: BytecodeCache,
  context: RunContext,
): Promise<RuntimeOutcome> {
  const { optimize, docstrings } = options
  const sources = python.map((file) => ({
    filename: file.modulePath,
    label: file.label,
    optimize,
    docstrings,
    read: () => collect(file.open()),
  }))
  const outcome = await compileRuntime(sources, compilation, invalidationOf(options), cache, context)
  refuseUncompiled(
    [...outcome.findings, ...compilation.findings],
    'or leave out with --exclude GLOB what is not for this Python; nothing was written',
  )
  return outcome
}

/** The entries for a file: itself, its bytecode, or both. */
function entriesOf(
  file: InputFile,
  compiled: CompiledCode | undefined,
  options: CompileOptions,
): readonly TimedEntry[] {
  if (compiled === undefined) return [copyEntry(file)]
  const { runtime, optimize, layout, keepSource } = options
  const header = headerOf(runtime, invalidationOf(options), { ...compiled, mtime: file.mtime })
  const at = layout === 'pycache' ? cachePath(file.path, runtime, optimize) : legacyPath(file.path)
  const bytecode = { ...bytecodeEntry(at, header, compiled.code), sourceSize: compiled.sourceSize }
  return keepSource ? [copyEntry(file), bytecode] : [bytecode]
}

function sum(files: readonly { readonly size: number }[]): number {
  return files.reduce((total, { size }) => total + size, 0)
}
