import { describe, expect, test } from 'vitest'
import { parseMpy } from '../src/index.ts'

function parse(hex: string): ReturnType<typeof parseMpy> {
  return parseMpy(Buffer.from(hex, 'hex'))
}

// Made by mpy-cross 1.29 (`-s m.py`, and `-march` as said) and 1.12.
const PLAIN = '4d06001f0400086d2e7079000f0a68656c6c6f00817760080201110310023401595163'
const NATIVE =
  '4d061f1f0701086d2e7079000f0e6d616368696e65000661646400817702610002620000816418060126448051' +
  '1b021602320016031104110381823402340159516301834900000000feb586b0'
const RISCV = '4d066f1f010701086d2e7079000f0e6d616368696e65000661646400817702610002620000'
const VERSION_5 = '4d05021f20'

describe('parseMpy', () => {
  test('reads bytecode for every chip: print("hello")', () => {
    expect(parse(PLAIN)).toEqual({
      version: 6,
      subVersion: 0,
      architecture: undefined,
      architectureFlags: 0,
      features: undefined,
      smallIntBits: 31,
      qstrCount: 4,
      objectCount: 0,
      qstrs: ['m.py', 'hello'],
    })
  })

  test('reads native code for one: -march=armv7emsp', () => {
    expect(parse(NATIVE)).toMatchObject({ subVersion: 3, architecture: 'armv7emsp', objectCount: 1 })
    expect(parse(NATIVE).qstrs).toEqual(['m.py', 'machine', 'add', 'a', 'b'])
  })

  test('reads the extensions of an architecture: -march=rv32imc -march-flags=zba', () => {
    expect(parse(RISCV)).toMatchObject({ architecture: 'rv32imc', architectureFlags: 1, qstrCount: 7 })
  })

  test('reads version 5', () => {
    expect(parse(VERSION_5)).toMatchObject({
      version: 5,
      architecture: undefined,
      features: { mapCache: false, unicode: true },
      smallIntBits: 31,
      qstrCount: undefined,
    })
  })

  test('refuses what is broken or not known', () => {
    expect(() => parse('4e06001f')).toThrow('not a .mpy file')
    expect(() => parse('4d07001f')).toThrow('.mpy version 7 is not read, only 5 and 6 (at offset 1)')
    expect(() => parse('4d063c1f0000')).toThrow('native architecture 15 is not known')
    expect(() => parse('4d06001fffffffffff7f00')).toThrow('a number above 2**31 (at offset 4)')
    for (let end = 1; end < 20; end += 1) {
      expect(() => parse(PLAIN.slice(0, 2 * end))).toThrow(/bytes are needed, and \d+ are left/)
    }
  })
})
