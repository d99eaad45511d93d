import type { MeasuredArtifact, MeasuredFile } from '@exuvia/manifest'
import {
  type ArtifactSizes,
  type BytecodeKinds,
  type Judged,
  type ReleaseArtifact,
  type ReleaseManifest,
} from '@exuvia/model'
import {
  cachePath,
  distributionStem,
  formatTarget,
  legacyPath,
  parseDistInfoPath,
  parseTarget,
} from '@exuvia/packaging'
import { levelOf } from '../stages/plan.ts'
import { type TargetFile, distributionById, targetFiles } from '../stages/target-files.ts'

/** Artifacts as a build would make them now, and those of which nobody knows. */
export interface EstimatedArtifacts {
  readonly estimated: readonly MeasuredArtifact[]
  readonly unknown: readonly MeasuredArtifact[]
}

type Known = Pick<Judged, 'inventory' | 'decisions' | 'sourceTwin'>

/**
 * Estimates what a build would make: each file of the inventory as it ships, bytecode by the ratio that it had in the last
 * build, and the packed size by the ratio of the whole artifact. A target that the last build does not have is
 * unknown, and so are wheels. Pure.
 */
export function estimateArtifacts(judged: Known, last: ReleaseManifest): EstimatedArtifacts {
  const { inventory, sourceTwin } = judged
  const stem = distributionStem(inventory.name, inventory.version)
  const before = distributionStem(last.name, last.version)
  const estimated: MeasuredArtifact[] = []
  const unknown: MeasuredArtifact[] = []
  const named = (artifact: ReleaseArtifact): ReleaseArtifact => ({
    ...artifact,
    file: artifact.file.startsWith(`${before}-`)
      ? `${stem}${artifact.file.slice(before.length)}`
      : artifact.file,
  })
  for (const contents of inventory.targets) {
    const target = formatTarget(contents.target)
    const known = last.artifacts.filter((each) => each.target === target)
    if (!known.some(({ kind }) => kind === 'application'))
      unknown.push({ ...NOTHING, kind: 'application', file: `${stem}-${target}`, target })
    for (const artifact of known) {
      if (artifact.kind === 'wheel') unknown.push({ ...NOTHING, ...keyOf(named(artifact)) })
      else estimated.push(estimate(named(artifact), shippedFiles(targetFiles(judged, contents), artifact)))
    }
  }
  const twin = last.artifacts.find(({ kind }) => kind === 'source')
  if (twin !== undefined && sourceTwin.length > 0) {
    const files = sourceTwin.flatMap((id) => twinFiles(judged, id))
    estimated.push(estimate(named(twin), files))
  }
  return { estimated, unknown }
}

const NOTHING: Pick<MeasuredArtifact, 'sizes' | 'files'> = {
  sizes: { source: 0, bytecode: 0, unpacked: 0, compressed: 0 },
  files: [],
}

function keyOf({ kind, file, target }: ReleaseArtifact): Pick<MeasuredArtifact, 'kind' | 'file' | 'target'> {
  return { kind, file, ...(target === undefined ? {} : { target }) }
}

/** The files of the inventory as they would ship, and what Exuvia wrote into the artifact the last time. */
function shippedFiles(files: readonly TargetFile[], last: ReleaseArtifact): MeasuredFile[] {
  const before = new Map(last.files.map((file) => [file.path, file]))
  const { bytecode, source } = compiled(last.files)
  const ratio = source === 0 ? 1 : bytecode / source
  const { runtime } = parseTarget(last.target ?? '')
  const shipped = files.flatMap(({ distribution, file, decision }): MeasuredFile[] => {
    const { ship } = decision
    const about = { ship, distribution: distribution.name }
    const asItIs = { ...about, path: file.path, size: file.size }
    if (ship !== 'bytecode' && ship !== 'both') return [asItIs]
    const path =
      ship === 'both' ? cachePath(file.path, runtime, levelOf(decision).optimize) : legacyPath(file.path)
    const then = before.get(path)
    const own = (then?.sourceSize ?? 0) > 0 ? (then?.size ?? 0) / (then?.sourceSize ?? 1) : ratio
    const size = then?.sourceSize === file.size ? then.size : Math.round(file.size * own)
    const pyc = { ...about, path, size, sourceSize: file.size }
    return ship === 'both' ? [asItIs, pyc] : [pyc]
  })
  const names = new Set(files.map(({ distribution }) => distribution.name))
  const made = last.files.filter(
    ({ path, ship, distribution = '' }) =>
      ship === undefined || (parseDistInfoPath(path)?.file === 'RECORD' && names.has(distribution)),
  )
  const there = new Set(shipped.map(({ path }) => path))
  return [...shipped, ...made.filter(({ path }) => !there.has(path))]
}

function twinFiles(judged: Known, id: string): MeasuredFile[] {
  const { name, version, files } = distributionById(judged, id)
  const folder = distributionStem(name, version)
  return files.map(({ path, size, role }) => ({
    path: `${folder}/${path}`,
    size,
    distribution: name,
    ship: role === 'python' ? 'source' : 'data',
  }))
}

function estimate(last: ReleaseArtifact, files: readonly MeasuredFile[]): MeasuredArtifact {
  const [now, then] = [compiled(files), compiled(last.files)]
  // Beside the listed files there is EXUVIA.json.
  const unpacked = sum(files) + Math.max(0, last.sizes.unpacked - sum(last.files))
  const scale = last.sizes.unpacked === 0 ? 1 : unpacked / last.sizes.unpacked
  const { kinds } = last.sizes
  const sizes: ArtifactSizes = {
    source: now.source,
    bytecode: now.bytecode,
    unpacked,
    compressed: Math.round(last.sizes.compressed * scale),
    ...(kinds === undefined
      ? {}
      : { kinds: scaled(kinds, then.bytecode === 0 ? 1 : now.bytecode / then.bytecode) }),
  }
  return { ...keyOf(last), sizes, files }
}

function scaled(kinds: BytecodeKinds, factor: number): BytecodeKinds {
  const result = { ...kinds }
  for (const kind of Object.keys(result) as (keyof BytecodeKinds)[])
    result[kind] = Math.round(result[kind] * factor)
  return result
}

function compiled(files: readonly MeasuredFile[]): { readonly bytecode: number; readonly source: number } {
  const modules = files.filter(({ sourceSize }) => sourceSize !== undefined)
  return {
    bytecode: sum(modules),
    source: modules.reduce((total, { sourceSize = 0 }) => total + sourceSize, 0),
  }
}

function sum(files: readonly MeasuredFile[]): number {
  return files.reduce((total, { size }) => total + size, 0)
}
