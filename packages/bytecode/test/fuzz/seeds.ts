import { PYTHONS } from '@exuvia/test-needs'
import { makeHeader } from '../../src/index.ts'
import { corpus } from '../corpus.ts'

import { type Seed, makeSeed } from './mutate.ts'

/** Real files up to `size` bytes: of every `step`th module of every CPython's standard library. */
export function pycSeeds(step: number, size: number): Seed[] {
  const seeds: Seed[] = []
  for (const runtime of PYTHONS) {
    for (const code of corpus(runtime, step)) {
      if (code.length <= size)
        seeds.push(makeSeed(runtime, Buffer.concat([makeHeader(runtime, 'timestamp'), code])))
    }
  }
  return seeds
}

/** Made by mpy-cross 1.29 (bytecode, armv7emsp, rv32imc with zba) and 1.12. */
export function mpySeeds(): Seed[] {
  const tokens = {
    types: [],
    shortLengths: [],
    lengths: [],
    indices: [],
    numbers: [],
    lineTables: [],
    values: [],
  }
  return [
    '4d06001f0400086d2e7079000f0a68656c6c6f00817760080201110310023401595163',
    '4d061f1f0701086d2e7079000f0e6d616368696e65000661646400817702610002620000816418060126448051',
    '4d066f1f010701086d2e7079000f0e6d616368696e65000661646400817702610002620000',
    '4d05021f20',
  ].map((hex) => ({ runtime: 'mpy', bytes: Buffer.from(hex, 'hex'), tokens }))
}
