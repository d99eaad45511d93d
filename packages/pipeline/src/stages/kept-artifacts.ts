import { copyFile, link, lstat, rm } from 'node:fs/promises'
import path from 'node:path'
import type { BytecodeCache } from '@exuvia/compiler'
import { sha256OfFile } from '@exuvia/files'
import type { Packed, ReleaseArtifact, TargetContents } from '@exuvia/model'
import { findResult, storeResult } from '../compilation/kept-results.ts'
import { type PackingInputs, areInputsOf, inputFields } from './packing-inputs.ts'

/** Artifacts that an earlier build made of the same inputs, by target; undefined for the source twin. */
export type KeptArtifacts = ReadonlyMap<TargetContents | undefined, readonly ReleaseArtifact[]>

/**
 * Puts the artifacts that an earlier build made of the same inputs into
 * `staging`, if the output folder still has them, byte for byte. Without the same source twin none is kept, because
 * the archives name its digest.
 * @param folder the output folder
 */
export async function takeKept(
  inputs: PackingInputs,
  folder: string,
  staging: string,
  cache: BytecodeCache,
): Promise<KeptArtifacts> {
  const kept = new Map<TargetContents | undefined, readonly ReleaseArtifact[]>()
  const take = async (
    contents: TargetContents | undefined,
    twin: string | undefined,
  ): Promise<readonly ReleaseArtifact[] | undefined> => {
    const found = (await findResult(cache, inputFields(inputs, contents, twin))) as
      | readonly ReleaseArtifact[]
      | undefined
    if (found === undefined || !(await takeAll(found, folder, staging))) return undefined
    kept.set(contents, found)
    return found
  }
  let twin: string | undefined
  if (inputs.plan.artifacts.some(({ kind }) => kind === 'source')) {
    const found = await take(undefined, undefined)
    if (found === undefined) return kept
    twin = found[0]?.sha256
  }
  for (const contents of inputs.plan.building) await take(contents, twin)
  return kept
}

/** All or none, so that no target is half kept. */
async function takeAll(
  artifacts: readonly ReleaseArtifact[],
  folder: string,
  staging: string,
): Promise<boolean> {
  const taken: string[] = []
  for (const { file, sha256 } of artifacts) {
    const to = path.join(staging, file)
    taken.push(to)
    const isThere = await place(path.join(folder, file), to)
    if (isThere && (await digestOf(to)) === sha256) continue
    await Promise.all(taken.map((each) => rm(each, { force: true })))
    return false
  }
  return true
}

/** Undefined for a file that this user may not read. */
async function digestOf(file: string): Promise<string | undefined> {
  return sha256OfFile(file).catch(() => undefined)
}

/** A second name for the file, or a copy where the file system has no links; false if it is no file. */
async function place(from: string, to: string): Promise<boolean> {
  const info = await lstat(from).catch(() => undefined)
  if (info?.isFile() !== true) return false
  try {
    await link(from, to)
    return true
  } catch {
    return copyFile(from, to).then(
      () => true,
      () => false,
    )
  }
}

/** Remembers the artifacts of a build for later ones, unless an input changed while it ran. */
export async function keepArtifacts(
  inputs: PackingInputs,
  packed: Packed,
  kept: KeptArtifacts,
  cache: BytecodeCache,
  signal: AbortSignal,
): Promise<void> {
  const { building, artifacts } = inputs.plan
  const ofTwin = packed.artifacts.filter(({ kind }) => kind === 'source')
  const made = building.filter((contents) => !kept.has(contents))
  const isTwinMade = ofTwin.length > 0 && !kept.has(undefined)
  if ((made.length === 0 && !isTwinMade) || !(await areInputsOf(inputs, packed, signal))) return
  if (isTwinMade) await storeResult(cache, inputFields(inputs, undefined, undefined), ofTwin)
  for (const contents of made) {
    const names = new Set(artifacts.filter(({ madeFor }) => madeFor === contents).map(({ file }) => file))
    const own = packed.artifacts.filter(({ file }) => names.has(file))
    await storeResult(cache, inputFields(inputs, contents, ofTwin[0]?.sha256), own)
  }
}
