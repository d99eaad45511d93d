import { makeTar, makeZip, padded, tarHeader } from '@exuvia/crafted-archives'
import type { Crafted } from './input.ts'
import { randomFrom } from './random.ts'

type Random = () => number

const BLOCK = 512
/** Bytes that mean something in a header. */
const TELLING = Buffer.from('\0 /.019a7xLKgx5\n\r\\ÿ\x80ustar=', 'latin1')
/** Offset and length of a tar header's fields that readers use. */
const FIELDS = [
  [0, 100],
  [100, 8],
  [108, 8],
  [124, 12],
  [136, 12],
  [156, 1],
  [157, 100],
  [257, 8],
  [345, 155],
] as const

/**
 * Tars and zips in which one to three places of the structure differ from a valid one: fields, checksums that fit
 * again, blocks and records that are twice there, missing or moved. The same ones in every run.
 */
export function mutants(count: number): Crafted[] {
  return Array.from({ length: count }, (_, index): Crafted => {
    const isTar = index % 2 === 0
    return {
      name: `mutant ${index}`,
      file: isTar ? 'mutant.tar' : 'mutant.zip',
      bytes: () => (isTar ? mutatedTar(randomFrom(index + 1)) : mutatedZip(randomFrom(index + 1))),
    }
  })
}

const below = (random: Random, most: number): number => Math.floor(random() * most)

function mutatedTar(random: Random): Buffer {
  const long = 'demo/'.padEnd(140, 'l')
  const magic = random() < 0.5 ? {} : { magic: 'ustar  \0' }
  const file = (name: string, content: string): Buffer[] => [
    tarHeader(name, '0', { size: content.length, ...magic }),
    padded(content),
  ]
  let bytes = makeTar([
    ...file('demo/a.py', 'x = 1\n'),
    tarHeader('././@LongLink', 'L', { size: long.length + 1 }),
    padded(`${long}\0`),
    ...file('demo/short', 'long\n'),
    ...file('demo/b.txt', 'B'.repeat(700)),
    tarHeader('x', 'x', { size: 20 }),
    padded('20 path=demo/pax.py\n'),
    ...file('demo/c.py', ''),
    tarHeader('demo/d/', '5'),
    tarHeader('demo/l', '2'),
  ])
  for (let change = 0; change <= below(random, 3); change += 1) {
    const at = BLOCK * below(random, bytes.length / BLOCK - 2)
    const block = bytes.subarray(at, at + BLOCK)
    const kind = random()
    if (kind < 0.6) {
      const [offset, length] = FIELDS[below(random, FIELDS.length)] ?? FIELDS[0]
      bytes[at + offset + below(random, length)] = TELLING[below(random, TELLING.length)] ?? 0
    } else if (kind < 0.7) bytes[below(random, bytes.length)] = below(random, 256)
    else if (kind < 0.8) bytes = Buffer.concat([bytes.subarray(0, at), block, bytes.subarray(at)])
    else if (kind < 0.9) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + BLOCK)])
    else bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(BLOCK), bytes.subarray(at)])
  }
  for (let at = 0; at < bytes.length; at += BLOCK) setChecksum(bytes.subarray(at, at + BLOCK))
  return bytes
}

/** Makes the checksum of a block fit if the block looks like a header. */
function setChecksum(block: Buffer): void {
  if (block[0] === 0 || !/^[0-7]{6}/.test(block.toString('latin1', 148, 154))) return
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
}

function mutatedZip(random: Random): Buffer {
  let bytes = makeZip([
    { name: 'demo/a.py', content: 'x = 1\n' },
    { name: 'demo/b.txt', content: 'B'.repeat(900), deflated: true },
    { name: 'demo/empty', content: '' },
  ])
  for (let change = 0; change <= below(random, 3); change += 1) {
    const records = [...bytes.keys()].filter((at) => bytes[at] === 0x50 && bytes[at + 1] === 0x4b)
    const at = records[below(random, records.length)] ?? 0
    const other = records[below(random, records.length)] ?? 0
    const kind = random()
    if (kind < 0.65) {
      const place = Math.min(bytes.length - 1, at + below(random, 60))
      const values = [0, 1, 8, 0xff, 0x80, 0x2f, (bytes[place] ?? 0) ^ 1, (bytes[place] ?? 0) + 1]
      bytes[place] = values[below(random, values.length)] ?? 0
    } else if (kind < 0.75)
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        bytes.subarray(other, other + 20 + below(random, 60)),
        bytes.subarray(at),
      ])
    else if (kind < 0.85)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 5))])
    else if (kind < 0.93) bytes = Buffer.concat([bytes, bytes.subarray(other)])
    else
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + below(random, 30)), bytes.subarray(at)])
  }
  return bytes
}
