import type { Finding } from './finding.ts'
import type { Target } from './target.ts'

/** Where a file's bytes are, so that they are read when needed and not kept. */
export type Content =
  | { readonly kind: 'disk'; readonly path: string }
  | { readonly kind: 'zip'; readonly archive: string; readonly entry: string }
  | { readonly kind: 'memory'; readonly bytes: Uint8Array }

/**
 * What a file is before any policy:
 * - `python`: a `.py` module under `lib/`, which can ship as bytecode.
 * - `stub`: `.pyi` or `py.typed`.
 * - `native`: `.so`, `.pyd`, `.dylib`, `.dll`.
 * - `script`: a command of `bin/`, text that is run by its `#!` line.
 * - `metadata`: `.dist-info` files.
 * - `license`: licence and notice texts, which go to `LICENSES/`.
 * - `data`: everything else.
 */
export type FileRole = 'python' | 'stub' | 'native' | 'script' | 'metadata' | 'license' | 'data'

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
  /** Where a person finds it: relative to the project, or `wheel.whl!entry`. */
  readonly origin: string
}

/** What is known of a distribution's licence, and how. */
export interface LicenseInfo {
  /** SPDX expression; undefined where unknown. */
  readonly expression: string | undefined
  /** `config` settles it by hand; `guess` is never accepted silently. */
  readonly source: 'config' | 'license-expression' | 'classifier' | 'license-field' | 'guess' | 'unknown'
  /** What the metadata said, for messages. */
  readonly found: string
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
  /** Unique in the inventory: normalised name, version, and the wheel's file name where it is one. */
  readonly id: string
  /** As it writes it. */
  readonly name: string
  /** PEP 503. */
  readonly normalizedName: string
  readonly version: string
  readonly license: LicenseInfo
  readonly requiresPython: string | undefined
  /** Only the application's own and its scripts get launchers. */
  readonly entryPoints: readonly EntryPoint[]
  /** Sorted by path. */
  readonly files: readonly SourceFile[]
  /** The wheel's file name; undefined for the project itself. */
  readonly wheel: string | undefined
  /** Whether any file is native: then its targets are specific to a platform. */
  readonly native: boolean
}

/** One target and the distributions (by id, the application first) that go into its tarball. */
export interface TargetContents {
  readonly target: Target
  readonly distributions: readonly string[]
}

/** A project on disk, read once; everything later works from it. */
export interface Inventory {
  /** Absolute path of the project. */
  readonly root: string
  readonly name: string
  readonly normalizedName: string
  readonly version: string
  /** Where the version came from, in words. */
  readonly versionSource: string
  /** Git commit (40 hex digits) where the project is in a repository. */
  readonly commit: string | undefined
  /** Seconds since 1970: SOURCE_DATE_EPOCH, else the commit's time, else 1980-01-01. */
  readonly sourceDate: number
  readonly distributions: readonly Distribution[]
  readonly targets: readonly TargetContents[]
  readonly findings: readonly Finding[]
}
