export { type Deflated, deflate } from './deflate.ts'
export { gzip } from './gzip.ts'
export { rechunk } from './rechunk.ts'
export { type SegmentThreads, openSegmentThreads } from './segment-threads.ts'
