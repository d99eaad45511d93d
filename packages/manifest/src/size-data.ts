import type { ReleaseManifest } from '@exuvia/model'

import { nameOf } from './artifact-name.ts'

/** The size of one artifact, bytes everywhere. */
export interface ArtifactSize {
  /** The same in every release: `cp312-any`, `source twin`. */
  readonly name: string
  /** Its file's name on the release. */
  readonly file: string
  /** Of the file. */
  readonly size: number
  /** Of the Python sources of all its modules, whether they ship or not. */
  readonly source: number
  /** Of all bytecode inside. */
  readonly bytecode: number
  /** Of everything inside. */
  readonly unpacked: number
  /** Number of files inside. */
  readonly files: number
}

/** Sizes of a release: its manifest without the files inside each artifact. */
export interface ReleaseSizes {
  readonly schema: 'exuvia.sizes/1'
  readonly name: string
  readonly version: string
  readonly commit?: string
  /** Of all artifacts. */
  readonly size: number
  readonly artifacts: readonly ArtifactSize[]
}

/** An artifact in two releases; in one of them it may be missing. */
export interface SizeChange {
  readonly name: string
  readonly before: ArtifactSize | undefined
  readonly after: ArtifactSize | undefined
}

/** Computes the sizes of a release. Pure. */
export function describeSizes(manifest: ReleaseManifest): ReleaseSizes {
  const { name, version, commit, artifacts } = manifest
  return {
    schema: 'exuvia.sizes/1',
    name,
    version,
    ...(commit === undefined ? {} : { commit }),
    size: artifacts.reduce((sum, { size }) => sum + size, 0),
    artifacts: artifacts.map((artifact) => ({
      name: nameOf(artifact),
      file: artifact.file,
      size: artifact.size,
      source: artifact.sizes.source,
      bytecode: artifact.sizes.bytecode,
      unpacked: artifact.sizes.unpacked,
      files: artifact.files.length,
    })),
  }
}

/** Compares each artifact, in the later release's order; removed artifacts come last. */
export function compareSizes(before: ReleaseSizes | undefined, after: ReleaseSizes): SizeChange[] {
  const earlier = new Map(before?.artifacts.map((artifact) => [artifact.name, artifact]))
  const changes = after.artifacts.map((artifact) => {
    const old = earlier.get(artifact.name)
    earlier.delete(artifact.name)
    return { name: artifact.name, before: old, after: artifact }
  })
  const gone = [...earlier.values()].map((old) => ({ name: old.name, before: old, after: undefined }))
  return [...changes, ...gone]
}
