import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, utimes } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isInside } from '@exuvia/files'
import { usageError, mapParallel } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { listOutput, withStaging } from '../release/staging.ts'
import type { TimedEntry } from './entries.ts'
import type { CompileOptions } from './options.ts'
import { makeWheel } from './wheel.ts'

/** The contents of the output folder, or of one wheel in it. */
export interface PlannedOutput {
  /** The wheel's file name; undefined for files of the folder. */
  readonly wheel: string | undefined
  readonly entries: readonly TimedEntry[]
}

/**
 * Writes everything, or nothing if one file fails.
 * @returns file names of the written wheels
 */
export async function writeOutputs(
  outputs: readonly PlannedOutput[],
  out: string,
  options: CompileOptions,
  context: RunContext,
): Promise<string[]> {
  return withStaging(out, async (staging) => {
    const made: string[] = []
    for (const { wheel, entries } of outputs) {
      context.signal.throwIfAborted()
      if (wheel === undefined) await writeFolder(staging, entries, context.signal)
      else made.push(await makeWheel(staging, wheel, entries, options, context))
    }
    if (options.clean) await emptyFolder(out)
    for (const name of await readdir(staging)) await rename(path.join(staging, name), path.join(out, name))
    return made
  })
}

/** Writes entries to a folder, each with its mode and time. */
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

/** @throws usage error `out-overlaps` */
export function refuseOverlap(out: string, sources: readonly string[]): void {
  for (const source of sources) {
    if (isInside(source, out) || isInside(out, source)) {
      throw usageError('out-overlaps', { out, source })
    }
  }
}

/** Refuses a folder that is not empty, because a stale .pyc from an earlier run would still import. */
export async function refuseFullOut(out: string): Promise<void> {
  if ((await listOutput(out)).length === 0) return
  throw usageError('out-not-empty', { out })
}

/** Removes everything except staging folders from the output folder. */
async function emptyFolder(out: string): Promise<void> {
  for (const name of await listOutput(out)) await rm(path.join(out, name), { recursive: true, force: true })
}
