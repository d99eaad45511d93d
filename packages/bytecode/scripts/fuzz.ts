// Mutates real files for a long time and stops at the first that does anything but round-trip or
// give a typed error, or that takes a second:
// npm run fuzz -w @exuvia/bytecode -- [cases] [seed]
import { writeFileSync } from 'node:fs'
import { ExuviaError } from '@exuvia/model'
import { describePyc, makeHeader, normalise, parseMpy, readPyc, slim, writePyc } from '../src/index.ts'
import { corpus } from '../test/corpus.ts'
import { INTERPRETERS } from '../test/interpreters.ts'

const cases = Number(process.argv[2] ?? 10_000_000)
let state = Number(process.argv[3] ?? 1) | 1

const seeds: Buffer[] = []
for (const { runtime } of INTERPRETERS) {
  for (const code of corpus(runtime, 60)) {
    if (code.length < 6000) seeds.push(Buffer.concat([makeHeader(runtime, 'timestamp'), code]))
  }
}
const codes = Buffer.from('0NFTS.iIlfgxystuRraAzZ()[{}<>:c?')
let refused = 0

for (let i = 0; i < cases; i += 1) {
  const bytes = mutate(seeds[random(seeds.length)] ?? Buffer.alloc(0))
  const started = performance.now()
  try {
    const file = readPyc(bytes)
    if (Buffer.compare(writePyc(file), bytes) !== 0) fail(bytes, 'written differently')
    if (i % 4 === 0) JSON.stringify(describePyc(bytes))
    if (i % 16 === 0) parseMpy(bytes)
    const slimmed = writePyc(slim(file, { lines: i % 2 === 0 ? 'lines' : 'none' }))
    if (Buffer.compare(writePyc(normalise(readPyc(slimmed))), slimmed) !== 0) fail(bytes, 'not a normal form')
  } catch (error) {
    if (!(error instanceof ExuviaError)) fail(bytes, String(error))
    refused += 1
  }
  if (performance.now() - started > 1000) fail(bytes, 'slow')
  if ((i + 1) % 100_000 === 0) console.log(`${i + 1} cases, ${refused} refused`)
}
console.log(`${cases} cases from ${seeds.length} files, ${refused} refused, nothing else`)

function fail(bytes: Buffer, why: string): never {
  writeFileSync('fuzz-failure.pyc', bytes)
  throw new Error(`${why}; the file is fuzz-failure.pyc`)
}

function mutate(original: Buffer): Buffer {
  let bytes = Buffer.from(original)
  for (let edits = 1 + random(5); edits > 0; edits -= 1) {
    const at = 16 + random(Math.max(1, bytes.length - 16))
    switch (random(6)) {
      case 0:
        bytes[at] = random(256)
        break
      case 1:
        bytes[at] = (codes[random(codes.length)] as number) | (random(2) * 0x80)
        break
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(8))])
        break
      case 3: {
        const from = random(bytes.length)
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          bytes.subarray(from, from + random(64)),
          bytes.subarray(at),
        ])
        break
      }
      case 4:
        if (at + 4 <= bytes.length)
          bytes.writeInt32LE([-1, 0, 1, 0x7fffffff, -0x80000000, random(300)][random(6)] ?? 0, at)
        break
      default:
        bytes = bytes.subarray(0, at)
    }
  }
  return bytes
}

/** xorshift32, so that a run can be repeated. */
function random(below: number): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % below
}
