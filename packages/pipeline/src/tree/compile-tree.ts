import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, utimes } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { writeWheel } from '@exuvia/archiver'
import { makeHeader, sourceHash } from '@exuvia/bytecode'
import { type BytecodeCache, type SourceUnit, compileSources, selectToolchain } from '@exuvia/compiler'
import { type CompilerInfo, type Finding, finding, refusal, usageError } from '@exuvia/model'
import { withCache } from '../compilation/with-cache.ts'
import type { RunContext } from '../context.ts'
import { describeCompilation } from '../compilation/describe.ts'
import { type PlannedEntry, bytecodeEntry, textEntry } from '../stages/entries.ts'
import {
  cachePath,
  isRecordName,
  legacyPath,
  parseDistInfoPath,
  retagWheelFile,
  retagWheelName,
} from '@exuvia/packaging'
import { mapParallel } from '../stages/parallel.ts'
import { listOutput, withStaging } from '../release/staging.ts'
import { type CompileOptions, checkCompileOptions, invalidationOf } from './options.ts'
import { type Gathered, type InputFile, gatherDisk, gatherWheel } from './gather.ts'

export interface CompileReport {
  readonly out: string
  readonly compiler: CompilerInfo
  /** Modules compiled, and how many of them came from the cache. */
  readonly compiled: number
  readonly cached: number
  readonly copied: number
  /** Bytes. */
  readonly sourceSize: number
  readonly bytecodeSize: number
  /** File names of wheels that were made. */
  readonly wheels: readonly string[]
  readonly findings: readonly Finding[]
}

/**
 * The compile step alone: folders to a folder, wheels to wheels; everything that is not
 * Python is copied. Nothing appears in the output folder unless all of it compiles.
 */
export async function compileTree(options: CompileOptions, context: RunContext): Promise<CompileReport> {
  checkCompileOptions(options)
  const out = path.resolve(context.cwd, options.out)
  const sources = options.sources.map((source) => path.resolve(context.cwd, source))
  const wheels = sources.filter((source) => source.endsWith('.whl'))
  const others = sources.filter((source) => !source.endsWith('.whl'))
  refuseOverlap(out, others)
  if (others.length > 0 && !options.clean) await refuseFullOut(out)
  const inputs: NamedInput[] = []
  if (others.length > 0)
    inputs.push({
      gathered: joinTrees(await mapParallel(others, 4, (source) => gatherDisk(source, options.exclude))),
    })
  for (const wheel of wheels)
    inputs.push({ wheel: path.basename(wheel), gathered: await gatherWheel(wheel, options.exclude) })
  return withCache(options.cache, context, (cache) => compileInputs(inputs, out, options, cache, context))
}

interface NamedInput {
  /** The wheel's file name; undefined for what goes into the folder. */
  readonly wheel?: string
  readonly gathered: Gathered
}

async function compileInputs(
  inputs: readonly NamedInput[],
  out: string,
  options: CompileOptions,
  cache: BytecodeCache,
  context: RunContext,
): Promise<CompileReport> {
  const search = { env: context.env, cwd: context.cwd, signal: context.signal }
  const selected = await selectToolchain(options.runtime, options.toolchain, search)
  const { toolchain, form, compiler, findings: said } = describeCompilation(selected, options)
  const python = inputs.flatMap(({ gathered }) => gathered.files.filter((file) => file.python))
  if (python.length === 0) throw usageError('no-python', `no .py file in ${options.sources.join(', ')}`)
  const invalidation = invalidationOf(options)
  const hashes = new Map<InputFile, Uint8Array>()
  const outcome = await compileSources(
    python.map((file): SourceUnit => ({
      filename: moduleFilename(file.path),
      label: file.label,
      optimize: options.optimize,
      async read() {
        const source = await readAll(file)
        if (invalidation !== 'timestamp') hashes.set(file, sourceHash(options.runtime, source))
        return source
      },
    })),
    {
      toolchain,
      cache,
      form,
      signal: context.signal,
      onProgress: (done, total) =>
        context.progress({
          kind: 'count',
          stage: 'compile',
          label: `${options.runtime}, ${toolchain.kind} ${toolchain.version}`,
          done,
          total,
        }),
    },
  )
  const findings: Finding[] = [...outcome.findings, ...said]
  const failed = findings.filter(({ severity }) => severity === 'error').length
  if (failed > 0) {
    throw refusal(
      'compile-failed',
      failed === 1 ? '1 file does not compile' : `${failed} files do not compile`,
      {
        findings,
        hint: 'correct them, or leave out with --exclude GLOB what is not for this Python; nothing was written',
      },
    )
  }
  const codes = new Map(python.map((file, index) => [file, outcome.compiled[index]]))
  let bytecodeSize = 0
  const entriesOf = (file: InputFile): TimedEntry[] => {
    const code = codes.get(file)
    if (code === undefined) return [copyEntry(file)]
    const header = makeHeader(options.runtime, invalidation, {
      mtime: file.mtime,
      sourceSize: code.sourceSize,
      sourceHash: hashes.get(file) ?? new Uint8Array(8),
    })
    const at =
      options.layout === 'pycache'
        ? cachePath(file.path, options.runtime, options.optimize)
        : legacyPath(file.path)
    const entry = bytecodeEntry(at, header, code)
    bytecodeSize += entry.size
    return options.keepSource ? [copyEntry(file), entry] : [entry]
  }
  for (const { gathered } of inputs) {
    for (const { path: at, reason } of gathered.leftOut)
      findings.push(finding('file-skipped', 'note', { path: at }, { reason }))
  }
  const planned = inputs.map(({ wheel, gathered }) => ({ wheel, entries: gathered.files.flatMap(entriesOf) }))
  for (const { entries } of planned) refuseDoubles(entries)
  const wheels = await withStaging(out, async (staging) => {
    const made: string[] = []
    for (const { wheel, entries } of planned) {
      context.signal.throwIfAborted()
      if (wheel === undefined) await writeFolder(staging, entries, context.signal)
      else made.push(await makeWheel(staging, wheel, entries, options, context))
    }
    if (options.clean) await emptyFolder(out)
    for (const name of await readdir(staging)) await rename(path.join(staging, name), path.join(out, name))
    return made
  })
  return {
    out,
    compiler,
    compiled: python.length,
    cached: outcome.hits,
    copied: inputs.reduce((sum, { gathered }) => sum + gathered.files.length, 0) - python.length,
    sourceSize: python.reduce((sum, file) => sum + file.size, 0),
    bytecodeSize,
    wheels,
    findings,
  }
}

/** `co_filename`: where the module lies below `site-packages`. */
function moduleFilename(at: string): string {
  return at.replace(/^[^/]+\.data\/(?:purelib|platlib)\//, '')
}

async function writeFolder(
  folder: string,
  entries: readonly TimedEntry[],
  signal: AbortSignal,
): Promise<void> {
  const folders = new Set(entries.map((entry) => path.dirname(path.join(folder, entry.path))))
  for (const each of folders) await mkdir(each, { recursive: true })
  await mapParallel(entries, availableParallelism() * 4, async (entry) => {
    const file = path.join(folder, entry.path)
    await pipeline(entry.open(), createWriteStream(file, { mode: entry.mode, flags: 'wx' }), { signal })
    if (entry.mtime !== undefined) await utimes(file, entry.mtime, entry.mtime)
  })
}

async function makeWheel(
  folder: string,
  wheel: string,
  entries: PlannedEntry[],
  options: CompileOptions,
  context: RunContext,
): Promise<string> {
  const name = retagWheelName(wheel, options.runtime)
  const wheelFile = entries.find((entry) => isOwnMetadata(entry.path, (file) => file === 'WHEEL'))
  if (wheelFile === undefined) throw refusal('wheel-without-metadata', `${wheel} has no .dist-info/WHEEL`)
  const text = Buffer.concat(await collect(wheelFile.open())).toString('utf8')
  // The old RECORD and its signatures speak of files that are no longer the same.
  const kept = entries.filter((entry) => entry !== wheelFile && !isOwnMetadata(entry.path, isRecordName))
  const all = [...kept, textEntry(wheelFile.path, retagWheelFile(text, wheel, options.runtime))]
  await writeWheel(path.join(folder, name), all, {
    mtime: wheelTime(context.env),
    signal: context.signal,
  })
  return name
}

function isOwnMetadata(at: string, isMeant: (file: string) => boolean): boolean {
  const inside = parseDistInfoPath(at)
  return inside?.parent === '' && isMeant(inside.file)
}

/** SOURCE_DATE_EPOCH, else the first moment that a zip can tell. */
function wheelTime(env: NodeJS.ProcessEnv): number {
  const given = Number(env['SOURCE_DATE_EPOCH'] ?? Number.NaN)
  return Number.isInteger(given) && given >= 315_532_800 ? given : 315_532_800
}

/** An entry that keeps its time: a timestamp header names the time of the source beside it. */
interface TimedEntry extends PlannedEntry {
  /** Seconds since 1970. */
  readonly mtime?: number
}

function copyEntry(file: InputFile): TimedEntry {
  const { mtime, size, open } = file
  return { path: file.path, mode: file.executable ? 0o755 : 0o644, size, open, mtime }
}

function joinTrees(trees: readonly Gathered[]): Gathered {
  return { files: trees.flatMap(({ files }) => files), leftOut: trees.flatMap(({ leftOut }) => leftOut) }
}

function refuseDoubles(entries: readonly PlannedEntry[]): void {
  const seen = new Set<string>()
  for (const { path: at } of entries) {
    if (seen.has(at))
      throw usageError('path-collision', `two sources would both be written to ${at}`, {
        hint: 'compile them into folders of their own',
      })
    seen.add(at)
  }
}

function refuseOverlap(out: string, sources: readonly string[]): void {
  for (const source of sources) {
    if (isInside(source, out) || isInside(out, source)) {
      throw usageError(
        'out-overlaps',
        `the output folder ${out} and the source ${source} lie inside one another`,
        { hint: 'choose another --out' },
      )
    }
  }
}

function isInside(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : `${outer}${path.sep}`)
}

/** A stale .pyc from an earlier run would still import, so a folder with something in it is not written into. */
async function refuseFullOut(out: string): Promise<void> {
  if ((await listOutput(out)).length === 0) return
  throw usageError(
    'out-not-empty',
    `${out} is not empty, and a module left over from before would still be imported`,
    { hint: 'add --clean to empty it first, or choose another --out' },
  )
}

async function emptyFolder(out: string): Promise<void> {
  for (const name of await listOutput(out)) await rm(path.join(out, name), { recursive: true, force: true })
}

async function readAll(file: InputFile): Promise<Uint8Array> {
  return Buffer.concat(await collect(file.open()))
}

async function collect(content: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return chunks
}
