import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonError, readJson } from '../../src/index.ts'

const read = (text: string, depth?: number): unknown =>
  readJson(text, { length: 1024 * 1024, ...(depth === undefined ? {} : { depth }) })

function outcomeOf(text: string): unknown {
  try {
    return read(text)
  } catch {
    return 'refused'
  }
}

describe('JSON of unknown origin', () => {
  test('reads whatever JSON.stringify writes, as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false }),
        fc.constantFrom(undefined, 2, '\t'),
        (value, space) => {
          const text = JSON.stringify(value, undefined, space)
          if (text.includes('"__proto__"')) return
          expect(read(text)).toEqual(JSON.parse(text))
        },
      ),
    )
  })

  test('a crowd of values is refused by its number, before any of them becomes an object', () => {
    expect(() => read(`[${'{},'.repeat(250_000)}{}]`)).toThrow(
      'it has more than 250000 values in 750004 characters',
    )
    expect(read(`[${'1,'.repeat(200_000)}1]`)).toHaveLength(200_001)
  })

  test.each([
    ['{"a": 1, "a": 1}', 'line 1: the key "a" appears twice'],
    ['{"b": [{"a": 1,\n"b": {}, "a": 2}]}', 'line 2: the key "a" appears twice'],
    [String.raw`{"ab": 1, "\u0061b": 2}`, 'line 1: the key "ab" appears twice'],
    [String.raw`{"\"": {"a": "}"}, "\"": 1}`, String.raw`line 1: the key "\"" appears twice`],
    [String.raw`{"\\": 1, "a\\\"": 2, "\\": 3}`, String.raw`line 1: the key "\\" appears twice`],
    ['{"a": {"b": 1}, "c": [1, 2], "a": 3}', 'line 1: the key "a" appears twice'],
    ['{"a": {"__proto__": {"x": 1}}}', 'line 1: the key "__proto__" is not supported'],
    [String.raw`[{"__proto\u005f_": 1}]`, 'line 1: the key "__proto__" is not supported'],
  ])('%s is refused', (text, problem) => {
    expect(() => read(text)).toThrow(new JsonError(problem))
  })

  test('values, and keys of different objects, may be the same', () => {
    const text = '{"a": "a", "b": ["a", "a", {"a": 1}, {"a": 1}], "c": {"a": "__proto__"}}'
    expect(read(text)).toEqual(JSON.parse(text))
  })

  test('an object is refused exactly if a key appears twice in it', () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'ä', '"', '\\', '\u2028', ''), { maxLength: 6 })
    fc.assert(
      fc.property(keys, fc.nat(3), (names, depth) => {
        const inner = `{${names.map((name) => `${JSON.stringify(name)}: [1, {"a": "b,{"}]`).join(',')}}`
        const text = '{"x": ['.repeat(depth) + inner + ']}'.repeat(depth)
        const isUnique = new Set(names).size === names.length
        expect(outcomeOf(text)).toEqual(isUnique ? JSON.parse(text) : 'refused')
      }),
    )
  })

  test('depth and length are bounded', () => {
    expect(() => read('['.repeat(64) + ']'.repeat(64))).not.toThrow()
    expect(() => read('['.repeat(65) + ']'.repeat(65))).toThrow('nests more than 64')
    expect(() => read('{"a":'.repeat(500_000 / 5))).toThrow('nests more than 64')
    expect(() => read('[[]]', 1)).toThrow('nests more than 1')
    expect(() => readJson('[1, 2]', { length: 5 })).toThrow('6 characters; the limit is 5')
  })

  test.each([
    '',
    '{',
    '"',
    '"\\',
    '{"a"',
    '{"a" 1}',
    '{a: 1}',
    '[1,]',
    '\ufeff{}',
    '{"a": 1} {"a": 1}',
    'NaN',
  ])('%j is not JSON', (text) => {
    expect(() => read(text)).toThrow(/^not JSON: /)
  })

  test('a megabyte of quotes, backslashes or keys is read once', () => {
    const many = Array.from({ length: 80_000 }, (_, index) => `"k${index}":0`).join(',')
    expect(Object.keys(read(`{${many}}`) as object)).toHaveLength(80_000)
    expect(() => read(`{${many},"k79999":0}`)).toThrow('appears twice')
    expect(read(JSON.stringify('\\"'.repeat(200_000)))).toHaveLength(400_000)
    for (const text of ['"'.repeat(1_000_000), '\\'.repeat(1_000_000), `"${'\\'.repeat(999_000)}`])
      expect(() => read(text)).toThrow(/^not JSON/)
  })
})
