import { describe, expect, test } from 'vitest'
import {
  type MarshalValue,
  TYPE,
  integerOf,
  isText,
  itemsOf,
  payloadOf,
  readMarshal,
  textOf,
  writeMarshal,
} from '../src/index.ts'

const PY27 = 62211
const PY312 = 3531
const PY314 = 3627
const PY315 = 3666

/** Reads, checks that writing gives the same bytes, and returns the value. */
function read(hex: string, magic = PY312): MarshalValue {
  const file = readMarshal(Buffer.from(hex, 'hex'), { magic })
  expect(Buffer.from(writeMarshal(file)).toString('hex')).toBe(hex)
  expect(file.trailing.length).toBe(0)
  return file.value
}

// The bytes are what `marshal.dumps(value, version).hex()` of the named interpreter printed.
describe('singletons', () => {
  test.each([
    ['None', '4e', TYPE.none],
    ['True', '54', TYPE.true],
    ['False', '46', TYPE.false],
    ['Ellipsis', '2e', TYPE.ellipsis],
    ['StopIteration', '53', TYPE.stopIteration],
  ])('%s (3.12)', (_, hex, type) => {
    expect(read(hex)).toEqual({ kind: 'singleton', type, flagged: false })
  })
})

describe('numbers', () => {
  test.each([
    // 3.12: value, marshal.dumps(value)
    [0n, 'e900000000'],
    [-1n, 'e9ffffffff'],
    [2147483647n, '69ffffff7f'],
    [-2147483648n, 'e900000080'],
    [2147483648n, 'ec03000000000000000200'],
    [-(10n ** 30n), 'ecf9ffffff00000000a937a733044d93652703'],
  ])('%s as integer (3.12)', (value, hex) => {
    expect(integerOf(read(hex))).toBe(value)
  })

  test('2**40 as 64-bit integer (2.7 on a 64-bit machine)', () => {
    expect(integerOf(read('490000000000010000', PY27))).toBe(2n ** 40n)
  })

  test('-0.0, 1.5 and 1-0j keep their bits (3.12)', () => {
    expect(Buffer.from(payloadOf(read('e70000000000000080'))).readDoubleLE()).toBe(-0)
    expect(Buffer.from(payloadOf(read('e7000000000000f83f'))).readDoubleLE()).toBe(1.5)
    expect(payloadOf(read('f9000000000000f03f0000000000000080')).length).toBe(16)
  })

  test('0.1 and 1+0.1j as text (2.7, marshal version 0)', () => {
    expect(read('6613302e3130303030303030303030303030303031', PY27).type).toBe(TYPE.textFloat)
    expect(read('78013113302e3130303030303030303030303030303031', PY27).type).toBe(TYPE.textComplex)
  })
})

describe('strings', () => {
  test.each([
    // 3.12: marshal.dumps of b'ab', 'ab', sys.intern('ab'), 'é', 'x' * 256, '\ud800', sys.intern('é')
    ["b'ab'", 'f3020000006162', TYPE.bytes, 'ab'],
    ['ab', '7a026162', TYPE.shortAscii, 'ab'],
    ['ab interned', 'da026162', TYPE.shortAsciiInterned, 'ab'],
    ['é', 'f502000000c3a9', TYPE.unicode, 'é'],
    ['é interned', 'f402000000c3a9', TYPE.interned, 'é'],
    ['256 x', `6100010000${'78'.repeat(256)}`, TYPE.ascii, 'x'.repeat(256)],
    ['256 x interned', `c100010000${'78'.repeat(256)}`, TYPE.asciiInterned, 'x'.repeat(256)],
    ['a lone surrogate', 'f503000000eda080', TYPE.unicode, '\ud800'],
  ])('%s (3.12)', (_, hex, type, text) => {
    const value = read(hex)
    expect(value.type).toBe(type)
    expect(textOf(value)).toBe(text)
    expect(isText(value)).toBe(type !== TYPE.bytes)
  })

  test('interned strings and references to them (2.7)', () => {
    // marshal.dumps((intern('ab'), intern('ab'), 'cd', u'\xe9'))
    const value = read('2804000000740200000061625200000000730200000063647502000000c3a9', PY27)
    expect(itemsOf(value).map((item) => textOf(item))).toEqual(['ab', 'ab', 'cd', 'é'])
    expect(itemsOf(value)[1]).toMatchObject({ kind: 'ref', index: 0 })
  })

  test('bytes that are no UTF-8 read as Latin-1 (2.7)', () => {
    expect(textOf(read('7302000000ff41', PY27))).toBe('ÿA')
  })
})

describe('containers', () => {
  test.each([
    // 3.12: (), (None,), tuple of 256 None, [], {1: None}, set([None]), frozenset([None])
    ['()', '2900', TYPE.smallTuple, 0],
    ['(None,)', '29014e', TYPE.smallTuple, 1],
    ['256 None', `2800010000${'4e'.repeat(256)}`, TYPE.tuple, 256],
    ['[]', '5b00000000', TYPE.list, 0],
    ['{1: None}', 'fbe9010000004e30', TYPE.dict, 2],
    ['set', 'bc010000004e', TYPE.set, 1],
    ['frozenset', 'be010000004e', TYPE.frozenSet, 1],
  ])('%s (3.12)', (_, hex, type, count) => {
    const value = read(hex)
    expect(value.type).toBe(type)
    expect(itemsOf(value).length).toBe(count)
  })

  test('a slice (3.14) and a frozendict (3.15rc1), which older versions do not have', () => {
    // marshal.dumps((slice(1, 2, None), frozendict(a=1)))
    const hex = '29023ae901000000e9020000004e7dda0161720000000030'
    const [slice, frozen] = itemsOf(read(hex, PY315))
    expect(slice?.type).toBe(TYPE.slice)
    expect(itemsOf(slice as MarshalValue).length).toBe(3)
    expect(frozen?.type).toBe(TYPE.frozenDict)
    expect(() => read('3a4e4e4e', PY312)).toThrow(
      'unknown type code at offset 0: CPython 3.12 has no type code 0x3a here',
    )
    expect(read('3ae901000000e9020000004e', PY314).type).toBe(TYPE.slice)
    expect(() => read('7d30', PY314)).toThrow('no type code 0x7d')
  })

  test('a list that contains itself (3.12)', () => {
    // l = []; l.append(l); marshal.dumps(l)
    const value = read('db010000007200000000')
    expect(itemsOf(value)[0]).toMatchObject({ kind: 'ref', target: value })
  })
})

describe('references', () => {
  test('count every value with FLAG_REF in the order of their beginnings', () => {
    // as marshal.dumps((t, t)) of 3.12 with t = ('ab', 'ab')
    const value = read('2902a902da02616272010000007200000000')
    expect(itemsOf(value)[1]).toMatchObject({ kind: 'ref', index: 0 })
  })

  test('FLAG_REF on None has no effect, as in Python', () => {
    expect(itemsOf(read('2903cee9070000007200000000'))[2]).toMatchObject({ kind: 'ref', index: 0 })
  })
})
