import { refusal } from '@exuvia/model'

/** A file that describes a distribution or an archive, as a reader allows it. */
interface MetadataLimits {
  readonly bytes: number
  readonly lines: number
}

/** Far above real files: the largest METADATA have a few hundred kB, the largest RECORDs 30,000 lines. */
const LIMITS: Readonly<Record<string, MetadataLimits>> = {
  RECORD: { bytes: 32 * 1024 * 1024, lines: 250_000 },
  'EXUVIA.json': { bytes: 64 * 1024 * 1024, lines: Number.POSITIVE_INFINITY },
}
const OTHERS: MetadataLimits = { bytes: 4 * 1024 * 1024, lines: 100_000 }

/** The largest size of a file of metadata by its path, in bytes. */
export function metadataLimit(path: string): number {
  return limitsOf(path).bytes
}

/**
 * The largest EXUVIA.json of a tarball of `packed` bytes: it has a digest of every file, which no compression makes
 * smaller, so real ones have at most five times the bytes of their tarball.
 */
export function tarballManifestLimit(packed: number): number {
  return Math.min(metadataLimit('EXUVIA.json'), 2 * 1024 * 1024 + 10 * packed)
}

/**
 * Decodes a file of metadata as UTF-8, without its byte order mark; RECORD keeps it, because every reader of CSV
 * takes it for a part of the first path. A few kB of a zip unpack to millions of lines,
 * and each would become objects of a parser.
 * @throws refusals `metadata-too-large`, `metadata-too-many-lines`
 */
export function metadataText(archive: string, path: string, bytes: Uint8Array): string {
  const limits = limitsOf(path)
  if (bytes.length > limits.bytes) throw refusal('metadata-too-large', { archive, path, size: bytes.length })
  let lines = 0
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines += 1
  if (lines > limits.lines) throw refusal('metadata-too-many-lines', { archive, path, limit: limits.lines })
  return new TextDecoder('utf-8', { ignoreBOM: nameOf(path) === 'RECORD' }).decode(bytes)
}

function limitsOf(path: string): MetadataLimits {
  return LIMITS[nameOf(path)] ?? OTHERS
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
