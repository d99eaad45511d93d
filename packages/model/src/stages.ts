import type { Config, DebugLevel, OptimizeLevel } from './config.ts'
import type { Decision } from './decision.ts'
import type { Finding } from './finding.ts'
import type { Inventory, TargetContents } from './inventory.ts'
import type { Runtime, Target } from './target.ts'

declare const checkedBrand: unique symbol

/** For one distribution: the decision for each of its files, by path. */
export type Decisions = ReadonlyMap<string, ReadonlyMap<string, Decision>>

/**
 * An inventory that the policy passed. Only `judge` of @exuvia/policy makes one, so
 * nothing can be planned, compiled or packed that no policy has seen.
 */
export interface Checked {
  readonly [checkedBrand]: true
  readonly inventory: Inventory
  readonly config: Config
  /** Distribution id → file path → decision. */
  readonly decisions: Decisions
  /** Whether a source twin goes with the release, and which distributions' source it holds. */
  readonly sourceTwin: readonly string[]
  readonly findings: readonly Finding[]
}

/** One source file under one compile key. Compiled once, whatever the number of platforms. */
export interface Unit {
  /** Distribution id and path; with the key this names the unit. */
  readonly distribution: string
  readonly path: string
  readonly runtime: Runtime
  readonly optimize: OptimizeLevel
  /** What goes into `co_filename`: the path below `lib/`. */
  readonly filename: string
}

export type ArtifactKind = 'application' | 'source'

/** An artifact to be made: its file name is known before any work is done. */
export interface PlannedArtifact {
  readonly kind: ArtifactKind
  readonly file: string
  /** Undefined for the source twin. */
  readonly target: Target | undefined
}

/** What a build will do; pure data, printed by `plan --json`. */
export interface Plan {
  readonly checked: Checked
  /** `<name>-<version>`: the folder inside every tarball. */
  readonly stem: string
  /** Of the whole release, whatever is built now. */
  readonly artifacts: readonly PlannedArtifact[]
  /** The targets to build now: all, or those that were named. */
  readonly building: readonly TargetContents[]
  /** What they need compiled. */
  readonly units: readonly Unit[]
}

/** How a runtime's bytecode was made: what its bytes depend on, besides the sources. */
export interface BytecodeInfo {
  readonly runtime: Runtime
  /** Exact version of the compiler: `3.12.1`. */
  readonly version: string
  /** 16-bit magic number. */
  readonly magic: number
  /** Of what ships as bytecode alone; beside its source it is 0. */
  readonly optimize?: OptimizeLevel
  readonly debug?: DebugLevel
  /** Version of the normal form; not there where the bytes are the compiler's own. */
  readonly normalForm?: number
}

/** The same, and with what: in the manifest only, so that the same bytes make the same tarball. */
export interface CompilerInfo extends BytecodeInfo {
  readonly toolchain: 'native' | 'embedded'
}

/** One compiled unit: the marshalled code object, without a header, lies in the file `path`. */
export interface CompiledUnit {
  readonly unit: Unit
  /** Of the source text, lower-case hex. */
  readonly sourceSha256: string
  readonly sourceSize: number
  /** 8-byte source hash of PEP 552, hex; empty before 3.7. */
  readonly sourceHash: string
  /** Absolute path of a file with the code's bytes. */
  readonly path: string
  readonly size: number
}

export interface Compiled {
  readonly plan: Plan
  readonly compilers: readonly CompilerInfo[]
  readonly units: readonly CompiledUnit[]
  readonly findings: readonly Finding[]
}
