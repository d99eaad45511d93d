/** A secret in a file. The secret itself is nowhere in the facts. */
export interface FoundSecret {
  /** The rule that found it: `github`, `privatekey`. */
  readonly rule: string
  /** What it is, in words: `a GitHub token`. */
  readonly what: string
  /** The first 16 hex digits of its SHA-256. */
  readonly fingerprint: string
  /** `token`: its form alone proves it; `likely`: people write such texts as examples too. */
  readonly strength: 'token' | 'likely'
  /** 1-based; absent for a file without lines. */
  readonly line?: number
  /** Whether its line is a comment of Python, which bytecode does not contain. */
  readonly isComment?: boolean
}

/**
 * A trace of the machine where a file was made:
 * - `home`: a path in a person's home folder.
 * - `service`: a path of a build service or a container, which names no person.
 * - `own`: the very folder or name of the machine that checks.
 * - `file-url`: an address of a file on a disk.
 * - `internal`: an address that only a private network has.
 * - `rpath`: a folder in which machine code looks for its libraries.
 * - `install-name`: an absolute path of a library in machine code of macOS.
 * - `debug-path`: an absolute path that debug data of machine code names.
 */
export type PlaceKind =
  | 'home'
  | 'service'
  | 'own'
  | 'file-url'
  | 'internal'
  | 'rpath'
  | 'install-name'
  | 'debug-path'

export interface FoundPlace {
  readonly kind: PlaceKind
  /** At most 300 characters, without user and password. */
  readonly text: string
  /** 1-based; absent for a file without lines. */
  readonly line?: number
}

/** What a file is by its content, whatever its name. */
export type ContentSign =
  | 'core-dump'
  | 'database-dump'
  | 'database-of-people'
  | 'env-values'
  | 'key-store'
  | 'memory-dump'
  | 'network-dump'
  | 'notebook-outputs'
  | 'password-store'

/** What a file would hand out, as its bytes show. Facts, not faults: `judge` of the policy decides. */
export interface LeakFacts {
  /** By place; at most 100. */
  readonly secrets: readonly FoundSecret[]
  /** One for each kind and text; at most 20. */
  readonly places: readonly FoundPlace[]
  readonly signs: readonly ContentSign[]
  /** Why a part was not scanned; absent if all of it was. */
  readonly unread?: string
  /** Present if it is an archive: what the files in it hand out, at every depth. */
  readonly inside?: LeaksInside
}

/** What the files of an archive inside a file hand out. */
export interface LeaksInside {
  /** Those with something in them, and those that their names alone make worth a look. */
  readonly files: readonly InnerLeaks[]
  /** Why a part was not read; absent if everything was. */
  readonly unread?: string
}

/** A file of an archive inside a file. */
export interface InnerLeaks {
  /** Below the archive, with `!` between archives in one another. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly leaks: LeakFacts
}

/** The facts of a file that hands out nothing. */
export const NO_LEAKS: LeakFacts = { secrets: [], places: [], signs: [] }

/** The leaks of an inventory: distribution id → path → facts; a file without any is not in it. */
export type InventoryLeaks = ReadonlyMap<string, ReadonlyMap<string, LeakFacts>>
