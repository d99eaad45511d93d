import { unsupported } from './packed-error.ts'

/**
 * Streams of xz and bzip2 and frames of zstd in one file. Each costs a decoder of its own, however little it holds:
 * 1 MB can hold 100,000. pbzip2, which makes a stream of each 900 kB, reaches this with 900 MB.
 */
const MAX_STREAMS = 1000

/**
 * Expects that a file may hold one more stream.
 * @param before how many were read
 * @throws PackedError `unsupported`
 */
export function expectFewStreams(before: number, noun: 'streams' | 'frames'): void {
  if (before >= MAX_STREAMS) throw unsupported(`more than ${MAX_STREAMS} ${noun}`)
}
