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
// KEYS = ("alpha beta", b"\x00\x01", 1.5, 2j, 12345678901234567890, None, True, ...) and a function with
// a docstring and the text that MicroPython's mpy-tool.py shows of it.
const CONSTANTS =
  '4d06001f0602086d2e7079000f0e6d616368696e650010646573637269626500084b455953000670696e000a08050a616c706861' +
  '20626574610006020001000803312e350902326a0714313233343536373839303132333435363738393001030405287468652070' +
  '696e202564206973206174202f686f6d652f6b61692f776f726b2f626f6172642e707900812c080601466480511b021602230016' +
  '043200160351630160110a03056060202301b0f863'
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
      strings: [],
      outsidePaths: [],
      sizes: { header: 6, names: 16, constants: 0, code: 13 },
      loadableBy: 'MicroPython 1.19 and later on any chip',
    })
  })

  test('reads the constants that mpy-tool.py lists, and adds up to the file', () => {
    const { strings, sizes, outsidePaths } = parse(CONSTANTS)
    expect(outsidePaths).toEqual([{ path: '/home/kai/work/board.py', found: 'string', where: '<module>' }])
    expect(strings).toEqual(['alpha beta', 'the pin %d is at /home/kai/work/board.py'])
    const { header, names, constants, code } = sizes
    expect(header + names + constants + code).toBe(CONSTANTS.length / 2)
    expect(() => parse(`${CONSTANTS.slice(0, 110)}0b`)).toThrow(/needs \d+ bytes|no constant has type 11/)
    // A tuple in a tuple in a tuple, and so on.
    expect(() => parse(`4d06001f0001${'0a01'.repeat(100_000)}`)).toThrow('more than 200 nested values')
  })

  test('reports which MicroPython loads it, and on which chip', () => {
    expect(parse(NATIVE).loadableBy).toBe('MicroPython 1.23 and later on armv7emsp')
    expect(parse(RISCV).loadableBy).toBe('MicroPython 1.27 and later on rv32imc with the extensions zba')
    // Bytecode alone, by mpy-cross 1.29 -march=rv32imc -march-flags=zba,zcmp; and with an extension to come.
    const bytecode = '4d06401f030000'
    expect(parse(bytecode).loadableBy).toBe(
      'MicroPython 1.27 and later on rv32imc with the extensions zba, zcmp',
    )
    expect(parse(bytecode.replace('1f03', '1f11')).loadableBy).toContain('the extensions zba, 0x10')
    expect(parse(VERSION_5).loadableBy).toBe('MicroPython 1.12 to 1.18 on any chip')
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

  test('refuses broken and unknown files', () => {
    expect(() => parse('4e06001f')).toThrow('not a .mpy file')
    expect(() => parse('4d07001f')).toThrow('(offset 1): it has .mpy version 7, and Exuvia reads 5 and 6')
    // Bit 7 is also part of the architecture's number.
    expect(() => parse('4d06801f0000')).toThrow('unknown native architecture 32')
    expect(() => parse('4d063c1f0000')).toThrow('unknown native architecture 15')
    expect(() => parse('4d06001fffffffffff7f00')).toThrow('invalid value at offset 4: a number above 2**31')
    for (let end = 1; end < 20; end += 1) {
      expect(() => parse(PLAIN.slice(0, 2 * end))).toThrow(/needs \d+ bytes, \d+ are left/)
    }
  })
})
