import type { Marker } from '@exuvia/packaging'

/** A file that a lock names. */
export interface LockedFile {
  /** Safe as the name of a file in a folder. */
  readonly filename: string
  /** Its address. It may contain credentials: no message shows it (see `publicAddress`). */
  readonly url: string | undefined
  /** Absolute path of a file on this machine, in place of an address. */
  readonly path: string | undefined
  /** Algorithm, as Python's hashlib names it → lower-case hex. Never empty for a file with an address. */
  readonly hashes: Readonly<Record<string, string>>
  /** Bytes. */
  readonly size: number | undefined
  /** The reason for which its index withdrew it (PEP 592), if the index was asked. */
  readonly yanked?: string | undefined
}

/** The place that a locked package comes from. */
export type LockedSource =
  /** An index, by its address without credentials; undefined for the configured one. */
  | { readonly kind: 'registry'; readonly index: string | undefined }
  | { readonly kind: 'url'; readonly url: string }
  /** `url` is as the lock has it; the others are undefined if the lock does not pin a commit of a git repository. */
  | {
      readonly kind: 'git'
      readonly url: string
      readonly repository: string | undefined
      readonly commit: string | undefined
    }
  /** An archive on this machine. */
  | { readonly kind: 'path'; readonly path: string }
  /** A source folder, a member of the workspace among them; `isEmpty` if it has dependencies only. */
  | { readonly kind: 'folder'; readonly path: string; readonly isEmpty: boolean }

/** A dependency of one locked package on another. */
export interface LockedEdge {
  readonly normalizedName: string
  /** Normalised; only where the lock has several packages of the name. */
  readonly version: string | undefined
  /** The source as the lock spells it; only where the lock has several packages of the name. */
  readonly sourceKey: string | undefined
  /** Normalised. */
  readonly extras: readonly string[]
  readonly marker: Marker | undefined
}

/** The requirements that a lock was made from, as it records them. */
export interface LockedRequirement {
  readonly normalizedName: string
  readonly extras: readonly string[]
  /** PEP 440 specifier; undefined if the source is not an index. */
  readonly specifier: string | undefined
  readonly marker: Marker | undefined
}

/** One package of a lock. */
export interface LockedPackage {
  readonly name: string
  readonly normalizedName: string
  /** PEP 440, normalised; undefined for a source folder with a dynamic version. */
  readonly version: string | undefined
  /** 1-based, in the lock file. */
  readonly line: number | undefined
  readonly source: LockedSource
  /** The source as the lock spells it. */
  readonly sourceKey: string
  /** The folder of the source that has the package, if it is not the whole. */
  readonly subdirectory: string | undefined
  /** Wheels; undefined if only the index can list them. */
  readonly wheels: readonly LockedFile[] | undefined
  readonly sdist: LockedFile | undefined
  /** `sha256:<hex>`: the digests that any of its files may have, where `wheels` is undefined. */
  readonly digests: readonly string[]
  /** Some of these hold where the package applies; empty for everywhere. */
  readonly markers: readonly Marker[]
  readonly dependencies: readonly LockedEdge[]
  /** Extra, normalised → its dependencies. */
  readonly optional: ReadonlyMap<string, readonly LockedEdge[]>
  /** Dependency group, normalised → its dependencies. */
  readonly groups: ReadonlyMap<string, readonly LockedEdge[]>
  /** What the package itself required when it was locked; undefined if the lock does not say. */
  readonly requires: LockedRequirements | undefined
}

export interface LockedRequirements {
  readonly dependencies: readonly LockedRequirement[]
  readonly groups: ReadonlyMap<string, readonly LockedRequirement[]>
}

/** A lock file, read. */
export interface Lock {
  readonly kind: 'uv' | 'pylock' | 'requirements'
  /** As messages name it. */
  readonly file: string
  /** PEP 440 specifier for the Python version. */
  readonly requiresPython: string | undefined
  /** One of these holds in every environment that the lock covers; empty if it covers all. */
  readonly environments: readonly { readonly text: string; readonly marker: Marker }[]
  /** Extras and groups that the lock can install; undefined if the packages say it, or it has none. */
  readonly extras: readonly string[]
  readonly groups: readonly string[]
  /** Groups that are installed unless others are asked for. */
  readonly defaultGroups: readonly string[]
  readonly packages: readonly LockedPackage[]
  /** Settings that changed since the lock was made, in words, where the lock records them. */
  readonly changedSettings: readonly string[]
  /**
   * `graph`: the project's own package leads to all others. `list`: every package whose marker holds.
   */
  readonly shape: 'graph' | 'list'
  /**
   * Indexes that the lock itself names, for packages without addresses; undefined for the configured
   * one. They may contain credentials.
   */
  readonly index: string | undefined
  readonly extraIndexes: readonly string[]
}

/** An address without user, password, query and fragment, for messages. */
export function publicAddress(url: string): string {
  if (!URL.canParse(url)) return url.replace(/\/\/[^@/]*@/, '//')
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}
