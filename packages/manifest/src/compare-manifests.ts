import {
  type ArtifactSizes,
  type ManifestFile,
  type ReleaseArtifact,
  type ReleaseManifest,
  sortedBy,
} from '@exuvia/model'

/** The same artifact (by kind and target: its file's name holds the version) in two releases. */
export interface ArtifactDifference {
  readonly before: ReleaseArtifact
  readonly after: ReleaseArtifact
  readonly sizes: {
    readonly [Size in keyof ArtifactSizes]: { readonly before: number; readonly after: number }
  }
  readonly files: {
    readonly added: readonly ManifestFile[]
    readonly removed: readonly ManifestFile[]
    /** Other content, link or mode. */
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
  /** Artifacts with other bytes, in the later manifest's order. */
  readonly changed: readonly ArtifactDifference[]
  /** Artifacts with the same bytes. */
  readonly same: readonly ReleaseArtifact[]
}

/** What became of a release from `before` to `after`: artifacts, files, sizes. */
export function compareManifests(before: ReleaseManifest, after: ReleaseManifest): ManifestComparison {
  const earlier = new Map(before.artifacts.map((artifact) => [artifactKey(artifact), artifact]))
  const added: ReleaseArtifact[] = []
  const changed: ArtifactDifference[] = []
  const same: ReleaseArtifact[] = []
  for (const artifact of after.artifacts) {
    const old = earlier.get(artifactKey(artifact))
    earlier.delete(artifactKey(artifact))
    if (old === undefined) added.push(artifact)
    else if (old.sha256 === artifact.sha256) same.push(artifact)
    else changed.push(compareArtifacts(old, artifact))
  }
  return { added, removed: [...earlier.values()], changed, same }
}

/** What makes an artifact the same one in another release, or in another part of this one. */
export function artifactKey({ kind, target }: Pick<ReleaseArtifact, 'kind' | 'target'>): string {
  return target ?? kind
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
  const sizeOf = (name: keyof ArtifactSizes) => ({ before: before.sizes[name], after: after.sizes[name] })
  return {
    before,
    after,
    sizes: {
      source: sizeOf('source'),
      bytecode: sizeOf('bytecode'),
      unpacked: sizeOf('unpacked'),
      compressed: sizeOf('compressed'),
    },
    files: { added, removed: sortedBy(earlier.values(), ({ path }) => path), changed, same },
  }
}
