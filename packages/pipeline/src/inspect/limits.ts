/**
 * The largest .pyc or .mpy that Exuvia parses: several times the largest real ones (4 MB). A hostile file
 * of this size takes at most 1.5 GB of memory.
 */
export const MAX_BYTECODE_BYTES = 16 * 1024 * 1024

/** The largest source that Exuvia hashes to check whether its bytecode is stale. */
export const MAX_SOURCE_BYTES = 64 * 1024 * 1024

/** Maximum listed paths outside the project, per archive. */
export const MAX_PATHS = 1000

/** Maximum entries of a folder; the same as of an archive. */
export const MAX_ENTRIES = 500_000
