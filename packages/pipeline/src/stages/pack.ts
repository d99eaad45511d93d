import { availableParallelism } from 'node:os'
import type { KeptSegments } from '@exuvia/archiver'
import type { BytecodeCache } from '@exuvia/compiler'
import {
  type Compiled,
  type Packed,
  type ReleaseArtifact,
  type SourceTwinReference,
  type TargetContents,
  mapParallel,
} from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { keptResults } from '../compilation/kept-results.ts'
import type { RunContext } from '../context.ts'
import { type UnitIndex, applicationEntries, indexUnits, sourceEntries } from './contents.ts'
import { digestsOf, sourceFacts } from './known-facts.ts'
import type { KeptArtifacts } from './kept-artifacts.ts'
import { packArchives } from './pack-archives.ts'
import { packWheel } from './pack-wheel.ts'
import type { Packer } from './packing.ts'
import { describeWheels } from './wheels.ts'

/**
 * Compiled → Packed: writes the source twin, then every target's archives and wheels, into `folder`,
 * reopens each and judges it by the decisions. What is kept from an earlier build is there, and was judged then.
 * @throws refusal `packed-against-policy`, after removing the file
 */
export async function packRelease(
  compiled: Compiled,
  kept: KeptArtifacts,
  folder: string,
  cache: BytecodeCache,
  context: RunContext,
): Promise<Packed> {
  const segments: KeptSegments = {
    find: (key) => cache.read(key),
    store: (key, encoded) => void cache.store(key, encoded),
  }
  const packer: Packer = {
    compiled,
    folder,
    context,
    known: sourceFacts(compiled),
    texts: new Map(),
    segments,
    results: keptResults(cache),
  }
  const twin = kept.get(undefined)?.[0] ?? (await packSourceTwin(packer))
  const reference: SourceTwinReference | undefined =
    twin === undefined ? undefined : { file: twin.file, sha256: twin.sha256, size: twin.size }
  const units = indexUnits(compiled)
  const { building, artifacts } = compiled.plan
  let done = 0
  const made = await mapParallel(building, availableParallelism(), async (contents) => {
    const packed = kept.get(contents) ?? (await packTarget(packer, contents, units, reference))
    done += 1
    const label = packed[0]?.file ?? formatTarget(contents.target)
    context.progress({ kind: 'count', stage: 'pack', label, done, total: building.length })
    return packed
  })
  const byName = new Map(made.flat().map((artifact) => [artifact.file, artifact]))
  const all = artifacts.flatMap(({ file }) => byName.get(file) ?? [])
  const wheels = await describeWheels(compiled.plan, context.signal)
  // The mark is only a type, and only this function sets it.
  return {
    compiled,
    folder,
    artifacts: twin === undefined ? all : [...all, twin],
    wheels,
    digests: await digestsOf(packer.known),
  } as unknown as Packed
}

/** All files of the release for a target. */
async function packTarget(
  packer: Packer,
  contents: TargetContents,
  units: UnitIndex,
  sourceTwin: SourceTwinReference | undefined,
): Promise<ReleaseArtifact[]> {
  const { compiled } = packer
  const planned = compiled.plan.artifacts.filter(({ madeFor }) => madeFor === contents)
  const archives = planned.filter(({ kind }) => kind === 'application').map(({ file }) => file)
  const entries = applicationEntries(compiled, contents, units)
  const packed = await packArchives(packer, archives, contents, entries, sourceTwin)
  for (const wheel of planned) {
    if (wheel.kind === 'wheel') packed.push(await packWheel(packer, wheel, contents, units))
  }
  return packed
}

async function packSourceTwin(packer: Packer): Promise<ReleaseArtifact | undefined> {
  const { artifacts } = packer.compiled.plan
  const files = artifacts.filter(({ kind }) => kind === 'source').map(({ file }) => file)
  if (files.length === 0) return undefined
  packer.context.progress({ kind: 'stage', stage: 'pack', detail: 'source twin' })
  const [twin] = await packArchives(packer, files, undefined, sourceEntries(packer.compiled), undefined)
  return twin
}
