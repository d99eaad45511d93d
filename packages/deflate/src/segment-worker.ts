/**
 * The thread that segments are encoded in: an entry of its own in the build, and a bundle
 * needs it beside itself, as `segment-worker` with the bundle's extension.
 */
import { parentPort } from 'node:worker_threads'
import { SegmentEncoder } from './encode-segment.ts'
import type { Segment } from './segment-threads.ts'

const encoder = new SegmentEncoder()

parentPort?.on('message', ({ bytes, start, last }: Segment) => {
  const encoded = encoder.encode(bytes, start, last)
  parentPort?.postMessage(encoded, [encoded.buffer])
})
