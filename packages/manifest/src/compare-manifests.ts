import {
  type ArtifactSizes,
  type BytecodeKinds,
  type ManifestFile,
  type ReleaseArtifact,
  type ReleaseManifest,
  sortedBy,
} from '@exuvia/model'

import { nameOf } from './artifact-name.ts'

/** Bytes. */
export interface Change {
  readonly before: number
  readonly after: number
}

type Totals = Omit<ArtifactSizes, 'kinds'>

/** The same artifact in two releases, by kind and target: the file name contains the version. */
export interface ArtifactDifference {
  readonly before: ReleaseArtifact
  readonly after: ReleaseArtifact
  readonly sizes: { readonly [Size in keyof Totals]: Change }
  /** Bytecode by kind; undefined if one of the two does not record it. */
  readonly kinds: { readonly [Kind in keyof BytecodeKinds]: Change } | undefined
  readonly files: {
    readonly added: readonly ManifestFile[]
    readonly removed: readonly ManifestFile[]
    /** Different content, link or mode. */
    readonly changed: readonly {
      readonly path: string
      readonly before: ManifestFile
      readonly after: ManifestFile
    }[]
    readonly same: number
  }
}

export interface ManifestComparison {
  readonly added: readonly ReleaseArtifact[]
  readonly removed: readonly ReleaseArtifact[]
  /** Artifacts with different bytes, in the later manifest's order. */
  readonly changed: readonly ArtifactDifference[]
  /** Artifacts with the same bytes. */
  readonly same: readonly ReleaseArtifact[]
}

/** Compares the artifacts, files and sizes of two releases. */
export function compareManifests(before: ReleaseManifest, after: ReleaseManifest): ManifestComparison {
  const earlier = new Map(before.artifacts.map((artifact) => [nameOf(artifact), artifact]))
  const added: ReleaseArtifact[] = []
  const changed: ArtifactDifference[] = []
  const same: ReleaseArtifact[] = []
  for (const artifact of after.artifacts) {
    const old = earlier.get(nameOf(artifact))
    earlier.delete(nameOf(artifact))
    if (old === undefined) added.push(artifact)
    else if (old.sha256 === artifact.sha256) same.push(artifact)
    else changed.push(compareArtifacts(old, artifact))
  }
  return { added, removed: [...earlier.values()], changed, same }
}

function compareArtifacts(before: ReleaseArtifact, after: ReleaseArtifact): ArtifactDifference {
  const earlier = new Map(before.files.map((file) => [file.path, file]))
  const added: ManifestFile[] = []
  const changed: ArtifactDifference['files']['changed'][number][] = []
  let same = 0
  for (const file of sortedBy(after.files, ({ path }) => path)) {
    const old = earlier.get(file.path)
    earlier.delete(file.path)
    if (old === undefined) added.push(file)
    else if (old.sha256 === file.sha256 && old.link === file.link && old.mode === file.mode) same += 1
    else changed.push({ path: file.path, before: old, after: file })
  }
  const sizeOf = (name: keyof Totals) => ({ before: before.sizes[name], after: after.sizes[name] })
  return {
    before,
    after,
    sizes: {
      source: sizeOf('source'),
      bytecode: sizeOf('bytecode'),
      unpacked: sizeOf('unpacked'),
      compressed: sizeOf('compressed'),
    },
    kinds: compareKinds(before.sizes.kinds, after.sizes.kinds),
    files: { added, removed: sortedBy(earlier.values(), ({ path }) => path), changed, same },
  }
}

function compareKinds(
  before: BytecodeKinds | undefined,
  after: BytecodeKinds | undefined,
): ArtifactDifference['kinds'] {
  if (before === undefined || after === undefined) return undefined
  const change = (kind: keyof BytecodeKinds): Change => ({ before: before[kind], after: after[kind] })
  return {
    code: change('code'),
    caches: change('caches'),
    names: change('names'),
    strings: change('strings'),
    docstrings: change('docstrings'),
    constants: change('constants'),
    lineTables: change('lineTables'),
    exceptionTables: change('exceptionTables'),
    fileNames: change('fileNames'),
    framing: change('framing'),
    unread: change('unread'),
  }
}
