export { gzip } from './gzip.ts'
export { rechunk } from './rechunk.ts'
