import { createHash } from 'node:crypto'

/** The namespace of Exuvia's SBOMs: chosen at random, once. */
const NAMESPACE = '6b0f9d52-8a0e-4c0b-9b3e-2f6d3f0c7a41'

/** The UUID of a text: version 5 of RFC 9562, so that the same text has the same one. */
export function contentUuid(text: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(text)
    .digest()
    .subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
