import {
  type DecisionSummary,
  type ReleaseArtifact,
  type ReleaseManifest,
  type StartMeasurements,
} from '@exuvia/model'
import { compareRuntimes } from '@exuvia/packaging'

import { nameOf } from './artifact-name.ts'
import { compareManifests } from './compare-manifests.ts'
import { compilerInWords } from './compiler-words.ts'
import { type KindTable, kindChanges, tabulateKinds } from './kinds.ts'
import { compiledSizes, formatBytes, formatChange, formatRatio } from './sizes.ts'
import { type StartTable, tabulateStart } from './start-table.ts'

/** The content of a report, independent of its format. Names are unescaped. */
export interface ReportData {
  /** `tidemark 1.2.0`. */
  readonly title: string
  /** `commit 0123456789ab`; empty if unknown. */
  readonly commit: string
  readonly sizes: readonly SizeRow[]
  /** `3 tarballs, 1 zip, 4.2 MB`. */
  readonly total: string
  /** What the ratio compares, if the columns beside it count more. */
  readonly ratio: string | undefined
  /** Artifacts whose bytecode is larger than its source. */
  readonly larger: readonly { readonly name: string; readonly ratio: string }[]
  /** Bytecode by kind. */
  readonly kinds: KindTable
  readonly decisions: readonly DecisionSummary[]
  /** `CPython 3.12.1, embedded, magic 3531`. */
  readonly compilers: readonly string[]
  readonly digests: readonly { readonly file: string; readonly sha256: string }[]
  /** Start-up times of these very tarballs. */
  readonly start: readonly StartTable[]
  /** Undefined without an earlier release. */
  readonly changes: ReportChanges | undefined
}

/** Sizes as text; `-` for none. */
interface SizeRow {
  readonly name: string
  readonly source: string
  readonly bytecode: string
  readonly ratio: string
  readonly unpacked: string
  readonly compressed: string
  readonly files: string
  readonly larger: boolean
}

interface ReportChanges {
  readonly since: string
  /** Of all archives together. */
  readonly total: string
  readonly rows: readonly ChangeRow[]
  /** Changed kinds of bytecode, the largest change first. */
  readonly kinds: readonly { readonly name: string; readonly changes: readonly string[] }[]
}

interface ChangeRow {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly change: string
  /** `3 added, 1 removed, 12 changed`. */
  readonly files: string
}

const RATIO = 'The ratio compares bytecode with its own source; files that ship as source do not count.'

/** Computes the content of a report. */
export function describeReport(
  manifest: ReleaseManifest,
  previous: ReleaseManifest | undefined,
  start: StartMeasurements | undefined,
): ReportData {
  const { artifacts } = manifest
  const total = sizeOf(manifest)
  const sizes = artifacts.map(sizeRow)
  return {
    title: `${manifest.name} ${manifest.version}`,
    commit: manifest.commit === undefined ? '' : `commit ${manifest.commit.slice(0, 12)}`,
    sizes,
    total: `${countArtifacts(artifacts)}, ${formatBytes(total)}`,
    larger: sizes.filter(({ larger }) => larger).map(({ name, ratio }) => ({ name, ratio })),
    kinds: tabulateKinds(artifacts, nameOf),
    decisions: manifest.decisions,
    compilers: manifest.compilers
      .toSorted((a, b) => compareRuntimes(a.runtime, b.runtime))
      .map(compilerInWords),
    ratio: artifacts.some(countsMore) ? RATIO : undefined,
    digests: artifacts.map(({ file, sha256 }) => ({ file, sha256 })),
    start: startOf(manifest, start),
    changes: previous === undefined ? undefined : describeChanges(previous, manifest),
  }
}

/** The measurements of tarballs that the manifest names; those of an earlier build say nothing about this one. */
function startOf({ artifacts }: ReleaseManifest, start: StartMeasurements | undefined): StartTable[] {
  const digests = new Set(artifacts.map(({ sha256 }) => sha256))
  return tabulateStart({ artifacts: start?.artifacts.filter(({ sha256 }) => digests.has(sha256)) ?? [] })
}

/** `3 tarballs, 1 zip, 1 wheel`. */
function countArtifacts(artifacts: readonly ReleaseArtifact[]): string {
  const counts = { tarball: 0, zip: 0, wheel: 0 }
  for (const { file, kind } of artifacts)
    counts[kind === 'wheel' ? 'wheel' : file.endsWith('.zip') ? 'zip' : 'tarball'] += 1
  const found = Object.entries(counts).filter(([, count]) => count > 0)
  return found.length === 0
    ? numbered(0, 'tarball')
    : found.map(([word, count]) => numbered(count, word)).join(', ')
}

function numbered(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function sizeOf({ artifacts }: ReleaseManifest): number {
  return artifacts.reduce((sum, { size }) => sum + size, 0)
}

function sizeRow(artifact: ReleaseArtifact): SizeRow {
  const { sizes, files } = artifact
  const { source, bytecode } = compiledSizes(artifact)
  return {
    name: nameOf(artifact),
    source: sizeOrDash(sizes.source),
    bytecode: sizeOrDash(sizes.bytecode),
    ratio: formatRatio(bytecode, source) ?? '-',
    unpacked: formatBytes(sizes.unpacked),
    compressed: formatBytes(sizes.compressed),
    files: String(files.length),
    larger: source > 0 && bytecode > source,
  }
}

/** Whether the source and bytecode columns count more than the ratio. */
function countsMore(artifact: ReleaseArtifact): boolean {
  const { source, bytecode } = compiledSizes(artifact)
  return source > 0 && (source !== artifact.sizes.source || bytecode !== artifact.sizes.bytecode)
}

function sizeOrDash(bytes: number): string {
  return bytes === 0 ? '-' : formatBytes(bytes)
}

function describeChanges(previous: ReleaseManifest, manifest: ReleaseManifest): ReportChanges {
  const { added, removed, changed, same } = compareManifests(previous, manifest)
  const rows = new Map<ReleaseArtifact, ChangeRow>()
  for (const artifact of added) {
    rows.set(artifact, {
      name: nameOf(artifact),
      before: '-',
      after: formatBytes(artifact.size),
      change: 'new',
      files: countFiles({ added: artifact.files.length }),
    })
  }
  for (const artifact of same) {
    const size = formatBytes(artifact.size)
    rows.set(artifact, {
      name: nameOf(artifact),
      before: size,
      after: size,
      change: 'same bytes',
      files: '-',
    })
  }
  for (const { before, after, files } of changed) {
    rows.set(after, {
      name: nameOf(after),
      before: formatBytes(before.size),
      after: formatBytes(after.size),
      change: formatChange(before.size, after.size),
      files: countFiles({
        added: files.added.length,
        removed: files.removed.length,
        changed: files.changed.length,
      }),
    })
  }
  const gone = removed.map((artifact) => ({
    name: nameOf(artifact),
    before: formatBytes(artifact.size),
    after: '-',
    change: 'removed',
    files: countFiles({ removed: artifact.files.length }),
  }))
  return {
    since: previous.version,
    total: formatChange(sizeOf(previous), sizeOf(manifest)),
    rows: [...manifest.artifacts.flatMap((artifact) => rows.get(artifact) ?? []), ...gone],
    kinds: changed
      .map((artifact) => ({ name: nameOf(artifact.after), changes: kindChanges(artifact) }))
      .filter(({ changes }) => changes.length > 0),
  }
}

function countFiles(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  return parts.length === 0 ? '-' : parts.map(([what, count]) => `${count} ${what}`).join(', ')
}
