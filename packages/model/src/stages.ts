import type { CompilerInfo } from './compiler-info.ts'
import type { CodeLevel } from './code-level.ts'
import type { Config } from './config.ts'
import type { Decision } from './decision.ts'
import type { Finding } from './finding.ts'
import type { Inventory, TargetContents } from './inventory.ts'
import type { InventoryLeaks } from './leak-facts.ts'
import type { ArtifactKind, Asset, ReleaseArtifact, ReleaseManifest, ReleaseWheel } from './release.ts'
import type { SourceFacts } from './source-facts.ts'
import type { Runtime, Target } from './target.ts'
import type { ReleaseTrial } from './trial.ts'

declare const stage: unique symbol

/**
 * Marks the result of a stage, for the type checker only: only the function of that stage
 * casts to it, so a run that skips a stage does not type-check.
 */
export interface Stage<Name extends string> {
  readonly [stage]: Readonly<Record<Name, true>>
}

/**
 * Distribution id → target (`cp312-any`; empty for a distribution that no target contains) → file path → decision.
 * Targets that no rule tells apart share one map.
 */
export type Decisions = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Decision>>>

/** What the modules of one distribution do. */
export interface DistributionFacts {
  /** Path → facts; undefined for a module that was not examined. */
  readonly files: ReadonlyMap<string, SourceFacts | undefined>
  /**
   * Of the functions that change docstrings of what they decorate, those that decorate something in this distribution:
   * `name`, or `name(` where a call of it gives the decorator, and `name(own)` where that call gets something of this
   * distribution first.
   */
  readonly decorators: ReadonlySet<string>
  /** Names of functions in which uses stand, as far as modules call them while they are imported, or others import
   * them. */
  readonly called: ReadonlySet<string>
  /** Paths of modules that nothing is known to import; empty where that is not known. */
  readonly unreached?: ReadonlySet<string>
  /** Names of functions, classes and methods that read the source of what a caller gives them. */
  readonly readers?: ReadonlySet<string>
  /** Where modules give something to such a reader of another distribution. */
  readonly given?: readonly GivenToReader[]
}

/** The first place in a module that decorates with a function that reads the module's source. */
export interface GivenToReader {
  readonly path: string
  /** 1-based. */
  readonly line: number
  /** The package and the name: `sacred.config`. */
  readonly reader: string
}

/** What the sources do under one runtime. A runtime that was not examined never counts as harmless. */
export type RuntimeFacts =
  | { readonly kind: 'not-examined'; readonly reason: string }
  | {
      readonly kind: 'examined'
      /** By id. */
      readonly distributions: ReadonlyMap<string, DistributionFacts>
    }

/** An inventory, with what its sources do under each of its runtimes, and what its files would hand out. */
export interface Facts extends Stage<'facts'> {
  readonly inventory: Inventory
  /** Undefined if nothing was scanned. */
  readonly leaks: InventoryLeaks | undefined
  /** Every runtime of the inventory's targets. */
  readonly runtimes: ReadonlyMap<Runtime, RuntimeFacts>
}

/**
 * An inventory after the policy check; its findings may include errors. Only `judge` of
 * @exuvia/policy makes one.
 */
export interface Judged extends Stage<'judged'> {
  readonly facts: Facts
  readonly inventory: Inventory
  readonly config: Config
  readonly decisions: Decisions
  /** Ids of the distributions in the source twin; empty if the release has no twin. */
  readonly sourceTwin: readonly string[]
  readonly findings: readonly Finding[]
}

/**
 * A judged inventory without errors. Only `passed` of @exuvia/policy makes one, so nothing that
 * fails the policy check is planned, compiled or packed.
 */
export type Checked = Judged & Stage<'checked'>

/** One source file with one compile key. Compiled once for all platforms. */
export interface Unit extends CodeLevel {
  /** Distribution id and path; with the key this names the unit. */
  readonly distribution: string
  readonly path: string
  readonly runtime: Runtime
  /** What goes into `co_filename`: the path below `lib/`. */
  readonly filename: string
}

/** A planned artifact; its file name is known before any work. */
export interface PlannedArtifact {
  readonly kind: ArtifactKind
  readonly file: string
  /** Undefined for the source twin. */
  readonly target: Target | undefined
  /** The target whose build makes it; undefined for the source twin, which each build makes. */
  readonly madeFor: TargetContents | undefined
}

/** What a build will do; pure data, printed by `plan --json`. Only `planRelease` makes one. */
export interface Plan extends Stage<'plan'> {
  readonly checked: Checked
  /** `<name>-<version>`: the folder inside every tarball. */
  readonly stem: string
  /** Artifacts of the whole release, whether or not they are built now. */
  readonly artifacts: readonly PlannedArtifact[]
  /** The targets to build now: all, or the named ones. */
  readonly building: readonly TargetContents[]
  /** The units that they need. */
  readonly units: readonly Unit[]
}

/** The code object of a unit, marshalled, without a header. */
export interface StoredCode {
  /** In bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  /** The bytes, as long as the cache that holds them is open. */
  read(): Uint8Array
}

/** One compiled unit. */
export interface CompiledUnit {
  readonly unit: Unit
  /** Of the source text, lower-case hex. */
  readonly sourceSha256: string
  readonly sourceSize: number
  /** 8-byte source hash of PEP 552, hex; empty before 3.7. */
  readonly sourceHash: string
  readonly code: StoredCode
}

/** Every unit's code object. Only `compilePlan` makes one. */
export interface Compiled extends Stage<'compiled'> {
  readonly plan: Plan
  readonly compilers: readonly CompilerInfo[]
  readonly units: readonly CompiledUnit[]
  readonly findings: readonly Finding[]
}

/** Packed tarballs that were read back and compared with the decisions. Only `packRelease` makes one. */
export interface Packed extends Stage<'packed'> {
  readonly compiled: Compiled
  /** Absolute path of their folder. */
  readonly folder: string
  /** In the plan's order. */
  readonly artifacts: readonly ReleaseArtifact[]
  /** The wheels that their files come from. */
  readonly wheels: readonly ReleaseWheel[]
  /** SHA-256 of all that was read, by where its bytes are, so that nothing is hashed twice. */
  readonly digests: ReadonlyMap<string, string>
}

/** Packed tarballs, and what happened when each ran; the only source of a build's manifest. */
export interface Tried extends Stage<'tried'> {
  readonly packed: Packed
  /** Every application tarball's, by its file name. */
  readonly trials: ReadonlyMap<string, ReleaseTrial>
}

/** A whole release on disk. Only `finishRelease` makes one, from tried tarballs or from all parts. */
export interface Release extends Stage<'release'> {
  /** Absolute path of the release's folder. */
  readonly folder: string
  readonly manifest: ReleaseManifest
  /** The manifest's file name. */
  readonly manifestFile: string
  /** Names of all files of the release: tarballs, SBOM, manifest, SHA256SUMS. */
  readonly files: readonly string[]
  /** The same in publishing order without SHA256SUMS, with the digests from the build. */
  readonly assets: readonly Asset[]
}
