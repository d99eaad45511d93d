/**
 * The largest .pyc or .mpy that is taken apart: several times the largest real ones (4 MB). A hostile file
 * of this size takes 1.5 GB of memory at the most.
 */
export const MAX_BYTECODE_BYTES = 16 * 1024 * 1024

/** The largest source that is hashed to see whether its bytecode is stale. */
export const MAX_SOURCE_BYTES = 64 * 1024 * 1024

/** How many different paths out of the project are listed of an archive. */
export const MAX_PATHS = 1000

/** How many entries of a folder are looked at, as of an archive. */
export const MAX_ENTRIES = 500_000
