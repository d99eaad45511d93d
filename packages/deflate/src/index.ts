export { type Deflated, deflate } from './deflate.ts'
export { type GzipOptions, gzip } from './gzip.ts'
export { rechunk } from './rechunk.ts'
export { type Segment, type SegmentEncoding, openSegmentThreads } from './segment-threads.ts'
