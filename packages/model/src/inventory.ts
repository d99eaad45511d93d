import type { Command } from './commands.ts'
import type { Finding } from './finding.ts'
import type { NativeFacts } from './native.ts'
import type { Target } from './target.ts'

/** The place of a file's bytes, so that they are read only when needed. */
export type Content =
  | { readonly kind: 'disk'; readonly path: string }
  | {
      readonly kind: 'zip'
      readonly archive: string
      readonly entry: string
      /** SHA-256 of the archive, in hex, where it is known. */
      readonly digest?: string
    }
  | { readonly kind: 'memory'; readonly bytes: Uint8Array }

/**
 * The role of a file before any policy:
 * - `python`: a `.py` module under `lib/`, which can ship as bytecode.
 * - `stub`: `.pyi` or `py.typed`.
 * - `native`: `.so`, `.pyd`, `.dylib`, `.dll`.
 * - `script`: a command in `bin/`, text with a `#!` line that does not name Python. The code of a script in Python
 *   is `python`, in `libexec/`.
 * - `metadata`: `.dist-info` files.
 * - `license`: licence and notice texts, which go to `LICENSES/`.
 * - `data`: everything else.
 */
export type FileRole = 'python' | 'stub' | 'native' | 'script' | 'metadata' | 'license' | 'data'

/** What an archive inside a release contains, as far as Exuvia reads it. */
export interface NestedContent {
  /** Paths of Python source in it, a few of them. */
  readonly sources: readonly string[]
  /** Why a part of it was not read; absent if everything was. */
  readonly unread?: string
}

/** How much the archives in a file hold, at every depth. */
export interface InnerSize {
  /** Bytes, unpacked. */
  readonly bytes: number
  readonly archives: number
}

/** What the content of a file shows, whatever its name. */
export interface ContentFacts {
  /** Whether it is text whose `#!` line names Python. */
  readonly script: boolean
  /** Its first 16 bytes, the header of a `.pyc` (PEP 552). */
  readonly start: Uint8Array
  /** Present if it is an archive. */
  readonly inside?: NestedContent
  /** Present if it is an archive. */
  readonly inner?: InnerSize
  /** Present if it is machine code. */
  readonly native?: NativeFacts
}

/** One file of a distribution. */
export interface SourceFile {
  /**
   * Path in the tarball below `<name>-<version>/`, with `/`: `lib/tidemark/cli.py`,
   * `bin/tidemark-import`, `LICENSES/tidemark/LICENSE`.
   */
  readonly path: string
  readonly role: FileRole
  /** Bytes. */
  readonly size: number
  /** Whether the owner may execute it. */
  readonly executable: boolean
  readonly content: Content
  /** Absent for roles that the name decides. */
  readonly facts?: ContentFacts
  /** Its place for people: relative to the project, or `wheel.whl!entry`. */
  readonly origin: string
}

/** A licence file, compared with the texts of SPDX's list. */
export interface LicenseText {
  /** Below `.dist-info`, or in the project: `licenses/LICENSE`, `LICENSE`. */
  readonly path: string
  /** Its beginning. */
  readonly start: string
  /**
   * The licences whose texts it contains, or that its own statement names. An item has several identifiers where their texts are the same:
   * `GPL-3.0-only` and `GPL-3.0-or-later`.
   */
  readonly licenses: readonly (readonly string[])[]
  /** Whether it consists of these texts, with titles, notices and names, and of no other terms. */
  readonly whole: boolean
  /** Whether words beside the texts offer a choice between licences. */
  readonly choice: boolean
  /** Whether words beside the texts say "or any later version". */
  readonly later: boolean
}

/** A distribution's licence and its source. */
export interface LicenseInfo {
  /** SPDX expression; undefined if unknown. */
  readonly expression: string | undefined
  /** `config` is set by hand; `license-text` by its licence files; `guess` is never accepted silently. */
  readonly source:
    | 'config'
    | 'license-expression'
    | 'license-text'
    | 'classifier'
    | 'license-field'
    | 'guess'
    | 'unknown'
  /** The licence in the metadata, for messages. */
  readonly found: string
  /** Its licence files; absent where none was read. */
  readonly texts?: readonly LicenseText[]
  /** Whether the texts decide against what classifiers or the `License` field say. */
  readonly contradicts?: boolean
}

/** A console or GUI entry point (PyPA entry points specification). */
export interface EntryPoint {
  readonly name: string
  readonly module: string
  /** Dotted attribute to call. */
  readonly attribute: string
  readonly gui: boolean
}

/** The project itself or one wheel, with its files. */
export interface Distribution {
  /** Unique in the inventory: normalised name, version, and the wheel's file name if it is one. */
  readonly id: string
  /** In its own spelling. */
  readonly name: string
  /** PEP 503. */
  readonly normalizedName: string
  readonly version: string
  readonly license: LicenseInfo
  readonly requiresPython: string | undefined
  /** Those that get launchers are among the target's commands. */
  readonly entryPoints: readonly EntryPoint[]
  /** Sorted by path. */
  readonly files: readonly SourceFile[]
  /** The wheel's file name; undefined for the project itself. */
  readonly wheel: string | undefined
  /** Of the project itself: the file name of its own wheel that it was read from. */
  readonly ownWheel?: string
  /** Whether any file is native; its targets then need a platform. */
  readonly native: boolean
}

/** One target and the distributions in its tarball (by id, the application first). */
export interface TargetContents {
  readonly target: Target
  readonly distributions: readonly string[]
  /** The commands that get a launcher: the project's, scripts in Python, and those of `dependencies.scripts`. */
  readonly commands: readonly Command[]
  /** Normalised name → those of the distributions that it requires here, sorted. Absent if it was not determined. */
  readonly requires?: ReadonlyMap<string, readonly string[]>
}

/**
 * What the project itself was read from:
 * - `static`: its files and tables, without running anything.
 * - `given`: wheels that the user named.
 * - `built`: a wheel that its backend built in this run.
 * - `remembered`: the wheel of an earlier run that built the same files.
 */
export interface ProjectReading {
  readonly from: 'static' | 'given' | 'built' | 'remembered'
  /** File names of the wheels, sorted; empty for `static`. */
  readonly wheels: readonly string[]
}

/** A file of a distribution in a place that it shares. */
export interface PlacedCopy {
  /** The distribution's id. */
  readonly distribution: string
  readonly path: string
  /** Lower-case hex. */
  readonly sha256: string
}

/** A place of a target that several distributions fill with different bytes, or with names that a file system confuses. */
export interface SharedPlace {
  /** As `cp312-any`. */
  readonly target: string
  /** The files for it, in the order of the target's distributions. */
  readonly copies: readonly PlacedCopy[]
  /** If the place is a command in `bin/`: its name, and the distribution whose entry point fills it. */
  readonly command?: { readonly name: string; readonly entryOf: string | undefined }
}

/** Files of the project that ship, and that the named commit does not contain with these bytes. */
export interface Uncommitted {
  /** Paths from the project, sorted; at least one. */
  readonly files: readonly string[]
  /** Why they may be published nevertheless (`--allow-dirty`). */
  readonly allowed?: string
}

/** A project on disk, read once; all later stages use it. */
export interface Inventory {
  /** Absolute path of the project. */
  readonly root: string
  readonly name: string
  readonly normalizedName: string
  readonly version: string
  /** What the project's own files and metadata come from. */
  readonly reading: ProjectReading
  /** The source of the version, in words. */
  readonly versionSource: string
  /** Git commit (40 hex digits), if the project is in a repository. */
  readonly commit: string | undefined
  /** What ships and differs from the commit; undefined if nothing does, and before a build. */
  readonly uncommitted?: Uncommitted
  /** Seconds since 1970: SOURCE_DATE_EPOCH, else the commit's time, else 1980-01-01. */
  readonly sourceDate: number
  readonly distributions: readonly Distribution[]
  readonly targets: readonly TargetContents[]
  readonly shared: readonly SharedPlace[]
  readonly findings: readonly Finding[]
}
