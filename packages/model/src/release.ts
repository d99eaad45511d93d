import type { BytecodeInfo, CompilerInfo } from './compiler-info.ts'
import type { DecisionKind } from './decision.ts'

export type ArtifactKind = 'application' | 'source'

/** One file inside an artifact, as the manifest and EXUVIA.json record it. */
export interface ManifestFile {
  /** Below `<name>-<version>/`. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  /** Permission bits, octal text: `0644`, `0755`. */
  readonly mode: string
  /** Symbolic links only: where it points. */
  readonly link?: string
  /** `built in` files (launchers, EXUVIA.json) have none. */
  readonly ship?: DecisionKind
  /** `distribution` as it writes its name. */
  readonly distribution?: string
  /** For bytecode: bytes of the source it was made from. */
  readonly sourceSize?: number
}

/**
 * Bytes of bytecode by what they are. Payload counts where it is written in full; `framing` is
 * the rest: headers, type codes, lengths, counts, references.
 */
export interface BytecodeKinds {
  /** Instructions, without the inline caches among them. */
  readonly code: number
  /** Inline caches, from 3.11 on. */
  readonly caches: number
  /** Names of variables, attributes, functions and classes. */
  readonly names: number
  /** Text constants that are no docstrings. */
  readonly strings: number
  readonly docstrings: number
  /** Numbers and bytes. */
  readonly constants: number
  readonly lineTables: number
  readonly exceptionTables: number
  /** `co_filename`. */
  readonly fileNames: number
  readonly framing: number
  /** Whole files whose form is not known (PyPy's code objects). */
  readonly unread: number
}

/** Sizes in bytes of the Python part of an artifact, and how the whole came about. */
export interface ArtifactSizes {
  /** Of all Python sources that the artifact stands for, whether or not they are inside. */
  readonly source: number
  /** Of all bytecode inside, headers included. */
  readonly bytecode: number
  /** Of everything inside, unpacked. */
  readonly unpacked: number
  /** Of the artifact as it is. */
  readonly compressed: number
  /** What the bytes of bytecode are; they add up to `bytecode`. Undefined where there is none. */
  readonly kinds?: BytecodeKinds
}

/** The file of a source twin, as other artifacts name it. */
export interface SourceTwinReference {
  readonly file: string
  readonly sha256: string
  readonly size: number
}

/** One tarball of the release. */
export interface ReleaseArtifact {
  readonly kind: ArtifactKind
  readonly file: string
  /** `cp312-any`; undefined for the source twin. */
  readonly target?: string
  readonly size: number
  readonly sha256: string
  readonly sizes: ArtifactSizes
  readonly compiler?: CompilerInfo
  readonly files: readonly ManifestFile[]
}

/** A wheel that files of the release come from. */
export interface ReleaseWheel {
  readonly file: string
  /** As the distribution writes it. */
  readonly name: string
  readonly version: string
  /** Of the whole wheel, lower-case hex. */
  readonly sha256: string
}

/** A rule that decided, and how many files. */
export interface DecisionSummary {
  readonly ship: DecisionKind
  readonly rule: string
  readonly reason: string
  readonly files: number
}

/** `<name>-<version>.manifest.json`: the release as data. */
export interface ReleaseManifest {
  readonly schema: 'exuvia.manifest/1'
  readonly name: string
  readonly version: string
  readonly commit?: string
  /** Seconds since 1970, the time of every entry in the archives. */
  readonly sourceDate: number
  readonly compilers: readonly CompilerInfo[]
  /** Sorted by file; undefined where it was built of the project alone. */
  readonly wheels?: readonly ReleaseWheel[]
  readonly decisions: readonly DecisionSummary[]
  readonly artifacts: readonly ReleaseArtifact[]
}

/** `EXUVIA.json` at the root of a tarball: what the customer holds. It does not list itself. */
export interface TarballManifest {
  readonly schema: 'exuvia.tarball/1'
  readonly name: string
  readonly version: string
  readonly kind: ArtifactKind
  readonly target?: string
  readonly commit?: string
  readonly sourceDate: number
  readonly compiler?: BytecodeInfo
  readonly policy: readonly DecisionSummary[]
  readonly sourceTwin?: SourceTwinReference
  readonly files: readonly ManifestFile[]
}

/** What a part saw of one distribution of the release. */
export interface PartDistribution {
  /** As in the inventory: normalised name, version, and the wheel's file name where it is one. */
  readonly id: string
  /** SHA-256 over what is known without reading its files: names, sizes, modes, decisions, licence. Lower-case hex. */
  readonly plan: string
  /** SHA-256 over the bytes of all its files; undefined where no tarball of the part holds it. Lower-case hex. */
  readonly contents?: string
}

/** A tarball that the whole release will have. */
export interface ExpectedArtifact {
  readonly file: string
  /** `cp312-any`; undefined for the source twin. */
  readonly target?: string
}

/**
 * `<name>-<version>-<first target>.part.json`: some tarballs of a release that is built on
 * several machines, with all that the parts of one release must have in common.
 */
export interface ReleasePart {
  readonly schema: 'exuvia.part/1'
  /** Version of the Exuvia that built it. */
  readonly exuvia: string
  /** Every setting that shapes the release: dotted key → its value as JSON. */
  readonly config: Readonly<Record<string, string>>
  /** Of the whole release, sorted by id. */
  readonly distributions: readonly PartDistribution[]
  /** Of the whole release, in its order. */
  readonly artifacts: readonly ExpectedArtifact[]
  /** Of the whole release. */
  readonly decisions: readonly DecisionSummary[]
  /** What this part holds. */
  readonly manifest: ReleaseManifest
}

/** A file that is to be on the release. */
export interface Asset {
  /** The name on the release: `[A-Za-z0-9._+@-]+`. */
  readonly name: string
  /** Absolute path. */
  readonly path: string
  readonly size: number
  readonly sha256: string
}
