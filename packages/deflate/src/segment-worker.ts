/**
 * The thread that encodes segments. It is a separate entry of the build; a bundle needs it in
 * the same folder, as `segment-worker` with the bundle's extension.
 */
import { parentPort } from 'node:worker_threads'
import { SegmentEncoder } from './encode-segment.ts'
import type { Segment } from './segment-threads.ts'

const encoder = new SegmentEncoder()

parentPort?.on('message', ({ bytes, start, last }: Segment) => {
  const encoded = encoder.encode(bytes, start, last)
  parentPort?.postMessage(encoded, [encoded.buffer])
})
