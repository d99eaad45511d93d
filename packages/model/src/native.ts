/** What a file of machine code says about where it runs, read from its own headers. */
export type NativeFacts =
  | ElfFacts
  | PeFacts
  | MachOFacts
  /** It begins like machine code, but Exuvia does not read it. */
  | { readonly format: 'unread'; readonly reason: string }

interface ModuleFacts {
  /** Whether Python imports it; otherwise it is a library or a program. */
  readonly isModule: boolean
  /** Bytes of its debug data; absent if it has none. */
  readonly debugBytes?: number
  /** Why its debug data is not read. The file works without them. */
  readonly debugUnread?: string
  /** Absolute paths that its debug data names: of a PDB, of sources and object files. At most 16. */
  readonly debugPaths?: readonly string[]
}

/** A file of Linux. */
export interface ElfFacts extends ModuleFacts {
  readonly format: 'ELF'
  /** As in platform tags (`x86_64`, `aarch64`), `arm` for all 32-bit ARM; or words for a machine that no tag has. */
  readonly machine: string
  /** The C library that it was linked to, if any. */
  readonly libc: 'glibc' | 'musl' | undefined
  /** The newest glibc 2 that one of its symbols needs: 34 for 2.34. */
  readonly glibc?: number
  /** Folders in which it looks for its libraries (`DT_RPATH`, `DT_RUNPATH`); absent if it names none. */
  readonly rpaths?: readonly string[]
}

/** A file of Windows. */
export interface PeFacts extends ModuleFacts {
  readonly format: 'PE'
  /** `amd64`, `arm64`, `x86`, or words. */
  readonly machine: string
  /** Whether it is .NET's code, which runs on any machine. */
  readonly isManaged: boolean
}

/** A file of macOS. */
export interface MachOFacts extends ModuleFacts {
  readonly format: 'Mach-O'
  /** One for each architecture. */
  readonly slices: readonly MachOSlice[]
  /** Folders in which it looks for its libraries (`LC_RPATH`); absent if it names none. */
  readonly rpaths?: readonly string[]
  /** Its own install name and those of the libraries that it loads; absent if it names none. */
  readonly installNames?: readonly string[]
}

/** The code of a Mach-O file for one architecture. */
export interface MachOSlice {
  /** As in platform tags: `arm64`, `x86_64`; or words. */
  readonly machine: string
  /** The oldest macOS that it is for; absent if it names none. */
  readonly system?: readonly [major: number, minor: number]
}
