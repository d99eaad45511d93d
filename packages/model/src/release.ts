import type { Finding } from './finding.ts'
import type { DocstringMode, OptimizeLevel } from './code-level.ts'
import type { BytecodeInfo, CompilerInfo } from './compiler-info.ts'
import type { DecisionKind } from './decision.ts'
import type { LicenseInfo, Uncommitted } from './inventory.ts'
import type { ReleaseTrial } from './trial.ts'

/** An archive of the application for a target, the source twin, or a wheel of the project alone. */
export type ArtifactKind = 'application' | 'source' | 'wheel'

/**
 * The file beside `bin/` and `lib/` through which the Pythons that an application starts find `lib/`; the launchers
 * put it on PYTHONPATH.
 */
export const CHILDREN_ARCHIVE = 'EXUVIA.children.zip'

/** The file with the licences of everything in a tarball, and their texts. */
export const NOTICES = 'THIRD-PARTY-NOTICES'

/** The file that describes a tarball's contents. */
export const TARBALL_MANIFEST = 'EXUVIA.json'

/** Files at the root of a tarball that Exuvia writes. */
export const BUILT_IN_FILES: ReadonlySet<string> = new Set([CHILDREN_ARCHIVE, NOTICES, TARBALL_MANIFEST])

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
  /** Symbolic links only: the target. */
  readonly link?: string
  /** Files that Exuvia writes (launchers, those of `BUILT_IN_FILES`) have none. */
  readonly ship?: DecisionKind
  /** `distribution` in its own spelling. */
  readonly distribution?: string
  /** For bytecode: size of its source in bytes. */
  readonly sourceSize?: number
}

/**
 * Bytecode by kind, in bytes. Payload counts where it is written in full; `framing` is the rest:
 * headers, type codes, lengths, counts, references.
 */
export interface BytecodeKinds {
  /** Instructions, without the inline caches among them. */
  readonly code: number
  /** Inline caches, from 3.11 on. */
  readonly caches: number
  /** Names of variables, attributes, functions and classes. */
  readonly names: number
  /** Text constants other than docstrings. */
  readonly strings: number
  readonly docstrings: number
  /** Numbers and bytes. */
  readonly constants: number
  readonly lineTables: number
  readonly exceptionTables: number
  /** `co_filename`. */
  readonly fileNames: number
  readonly framing: number
  /** Whole files in an unknown format (PyPy's code objects). */
  readonly unread: number
}

/** Sizes in bytes of an artifact and its Python part. */
export interface ArtifactSizes {
  /** Of the Python sources of all its modules, whether or not they ship. */
  readonly source: number
  /** Of all bytecode inside, headers included. */
  readonly bytecode: number
  /** Of everything inside, unpacked. */
  readonly unpacked: number
  /** Of the artifact itself. */
  readonly compressed: number
  /** Bytecode by kind; adds up to `bytecode`. Undefined without bytecode. */
  readonly kinds?: BytecodeKinds
}

/** The file of a source twin, as other artifacts reference it. */
export interface SourceTwinReference {
  readonly file: string
  readonly sha256: string
  readonly size: number
}

/** One archive or wheel of the release. */
export interface ReleaseArtifact {
  readonly kind: ArtifactKind
  readonly file: string
  /** `cp312-any`; undefined for the source twin. */
  readonly target?: string
  readonly size: number
  readonly sha256: string
  /** SHA-256 of the EXUVIA.json inside, lower-case hex. A wheel has none: its RECORD lists its files. */
  readonly tarballManifest?: string
  readonly sizes: ArtifactSizes
  readonly compiler?: CompilerInfo
  /** What happened when it ran; undefined for the source twin, and in releases of Exuvia 0.1. */
  readonly trial?: ReleaseTrial
  readonly files: readonly ManifestFile[]
}

/** A wheel whose files are in the release. */
export interface ReleaseWheel {
  readonly file: string
  /** In its own spelling. */
  readonly name: string
  readonly version: string
  /** Of the whole wheel, lower-case hex. */
  readonly sha256: string
}

/** The release's SBOM. */
export interface ReleaseSbom {
  readonly file: string
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
}

/** A distribution of a release, as its SBOM describes it. */
export interface ReleaseSoftware {
  /** In its own spelling. */
  readonly name: string
  readonly version: string
  /** The wheel's file name; undefined for the project itself. */
  readonly wheel?: string
  readonly license: ReleaseLicense
  /** Targets whose tarballs can contain it: `cp312-any`. */
  readonly targets: readonly string[]
  /** Normalised names of the distributions that it requires, in any target, sorted. */
  readonly requires: readonly string[]
}

/** A licence, with its evidence. */
export interface ReleaseLicense {
  /** SPDX expression; undefined if unknown. */
  readonly expression?: string
  readonly source: LicenseInfo['source']
  /** Whether the texts decide against what the metadata say. */
  readonly contradicts?: boolean
  readonly texts: readonly {
    /** Below `<name>-<version>/`: `LICENSES/gull/LICENSE`. */
    readonly path: string
    /** The licences of SPDX's list whose texts it contains; `GPL-3.0-only|GPL-3.0-or-later` have one text. */
    readonly licenses: readonly string[]
  }[]
}

/** A rule that decided, and for how many files. */
export interface DecisionSummary {
  readonly ship: DecisionKind
  readonly rule: string
  readonly reason: string
  /** The level that it gave its modules; absent where `compile.optimize` decided. */
  readonly optimize?: OptimizeLevel
  /** The same of docstrings. */
  readonly docstrings?: DocstringMode
  readonly files: number
}

/** `<name>-<version>.manifest.json`: the release as data. */
export interface ReleaseManifest {
  readonly schema: 'exuvia.manifest/1'
  readonly name: string
  readonly version: string
  readonly commit?: string
  /** Files that `commit` does not contain as they ship. */
  readonly uncommitted?: Uncommitted
  /** Seconds since 1970, the time of every entry in the archives. */
  readonly sourceDate: number
  readonly compilers: readonly CompilerInfo[]
  /** Sorted by file; undefined if the release contains the project alone. */
  readonly wheels?: readonly ReleaseWheel[]
  readonly decisions: readonly DecisionSummary[]
  readonly artifacts: readonly ReleaseArtifact[]
  /** Undefined in a part. */
  readonly sbom?: ReleaseSbom
}

/** `EXUVIA.json` at the root of a tarball: its content. It does not list itself. */
export interface TarballManifest {
  readonly schema: 'exuvia.tarball/1'
  readonly name: string
  readonly version: string
  readonly kind: Exclude<ArtifactKind, 'wheel'>
  readonly target?: string
  readonly commit?: string
  /** Files that `commit` does not contain as they ship in the release. */
  readonly uncommitted?: Uncommitted
  readonly sourceDate: number
  readonly compiler?: BytecodeInfo
  readonly policy: readonly DecisionSummary[]
  readonly sourceTwin?: SourceTwinReference
  readonly files: readonly ManifestFile[]
}

/** A part's record of one distribution of the release. */
export interface PartDistribution {
  /** As in the inventory: normalised name, version, and the wheel's file name if it is one. */
  readonly id: string
  /** SHA-256 over names, sizes, modes, decisions and licence of its files. Lower-case hex. */
  readonly plan: string
  /** SHA-256 over the bytes of all its files; undefined if no tarball of the part contains it. Lower-case hex. */
  readonly contents?: string
  /** Undefined in parts that Exuvia made before releases had an SBOM. */
  readonly software?: ReleaseSoftware
}

/** A tarball of the whole release. */
export interface ExpectedArtifact {
  readonly file: string
  /** `cp312-any`; undefined for the source twin. */
  readonly target?: string
}

/**
 * `<name>-<version>-<first target>.part.json`: some tarballs of a release that several machines
 * build, with everything that its parts must have in common.
 */
export interface ReleasePart {
  readonly schema: 'exuvia.part/1'
  /** Version of the Exuvia that built it. */
  readonly exuvia: string
  /** Every setting that affects the release: dotted key → its value as JSON. */
  readonly config: Readonly<Record<string, string>>
  /** Of the whole release, sorted by id. */
  readonly distributions: readonly PartDistribution[]
  /** Of the whole release, in its order. */
  readonly artifacts: readonly ExpectedArtifact[]
  /** Of the whole release. */
  readonly decisions: readonly DecisionSummary[]
  /** About the project, for the page of the release; absent if the release has none. */
  readonly findings?: readonly Finding[] | undefined
  /** The content of this part. */
  readonly manifest: ReleaseManifest
}

/** A file to publish. */
export interface Asset {
  /** The name on the release: `[A-Za-z0-9._+@-]+`. */
  readonly name: string
  /** Absolute path. */
  readonly path: string
  readonly size: number
  readonly sha256: string
}
