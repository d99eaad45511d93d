import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ExuviaError } from '@exuvia/model'
import { pythonInPyenv } from '@exuvia/test-needs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TomlView, readBounded, readToml } from '../src/index.ts'
import { run, temporaryFolder } from './support.ts'

const read = (text: string) => readToml(text, 'a.toml', { code: 'bad-toml' })

/** The error's message. */
function complaint(text: string): string {
  try {
    read(text)
  } catch (error) {
    if (error instanceof ExuviaError && error.kind === 'usage' && error.code === 'bad-toml')
      return error.message
    throw error
  }
  throw new Error(`was read: ${text.slice(0, 100)}`)
}

/** Whether it is read, or refused with an error that a user can act on. */
function isAnswered(text: string): boolean {
  try {
    read(text)
    return true
  } catch (error) {
    return error instanceof ExuviaError && error.kind === 'usage' && error.code === 'bad-toml'
  }
}

const EVERYTHING = `
title = "TOML \\u0041 \\"x\\""
"quoted key" = 'literal \\ string'
dotted.key.path = 1
numbers = [ 1, -2, 0x1F, 0o17, 0b11, 1_000, 3.5, 1e3,
  6.02e-2 ]  # a comment
truth = [true, false]
text = """
two
lines \\
   joined"""
raw = '''
as is'''
inline = { a = 1, b.c = [ { d = 2 }, { } ] }
empty = []

[table]
x = 1
[table.sub."a.b"]
y = 2
[[list]]
n = 1
[[list.inner]]
m = 1
[[list.inner]]
m = 2
[[list]]
n = 2
[list.sub]
o = 3
`

const TOMLLIB = 'import json, sys, tomllib; print(json.dumps(tomllib.loads(sys.argv[1])))'

describe('a TOML text', () => {
  test('has the values that tomllib finds', { tags: ['cp311'] }, async () => {
    const theirs: unknown = JSON.parse(await run(pythonInPyenv('3.11') ?? '', ['-c', TOMLLIB, EVERYTHING]))
    expect(JSON.parse(JSON.stringify(read(EVERYTHING).value))).toEqual(theirs)
  })

  test('gives tables without a prototype, at every depth', () => {
    const { value } = read('a.b = 1\n[[c]]\nd = { e = [ { f = 1 } ] }')
    const tables: unknown[] = []
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      if (!Array.isArray(node)) tables.push(Object.getPrototypeOf(node))
      for (const child of Object.values(node)) walk(child)
    }
    walk(value)
    expect(tables).toEqual([null, null, null, null, null])
  })

  test('gives a date as a value that no key accepts, not as a table', () => {
    const view = new TomlView(read('a = 1979-05-27\nb = 07:32:00'))
    expect(() => view.table('a')).toThrow('a.toml:1: the key a must be a table, not a date')
    expect(() => view.string('b')).toThrow('a.toml:2: the key b must be a string, not a date')
  })

  test('knows the place of each key and each element', () => {
    const { placeOf } = read(EVERYTHING)
    const lines = [
      ['title'],
      ['dotted', 'key'],
      ['numbers', 8],
      ['inline', 'b', 'c', 0, 'd'],
      ['table', 'sub', 'a.b', 'y'],
      ['list', 1, 'n'],
      ['list', 0, 'inner', 1, 'm'],
      ['list', 1, 'sub', 'o'],
    ].map((at) => placeOf(at)?.line)
    expect(lines).toEqual([2, 4, 6, 14, 20, 28, 26, 30])
    expect(placeOf(['dotted', 'key', 'path'])).toEqual({ line: 4, column: 12 })
    expect(placeOf(['missing'])).toBeUndefined()
  })
})

describe('a key that reaches the prototype of objects is refused', () => {
  test.each(
    ['__proto__'].flatMap((key) => [
      [`[${key}]\npolluted = 1`, '1:2'],
      [`${key} = 1`, '1:1'],
      [`${key}.polluted = 1`, '1:1'],
      [`"${key}" = 1`, '1:1'],
      [`'${key}' = 1`, '1:1'],
      [`a.${key}.polluted = 1`, '1:3'],
      [`a = { ${key} = { polluted = 1 } }`, '1:7'],
      [`a = [ 1, { b.${key} = 1 } ]`, '1:14'],
      [`[[${key}]]\npolluted = 1`, '1:3'],
      [`[tool.x.${key}.y]`, '1:9'],
      [`[[tool.x.${key}]]`, '1:10'],
    ]),
  )('%j', (text, place) => {
    expect(complaint(text)).toMatch(new RegExp(`^a\\.toml:${place}: invalid TOML: the key "__proto__"`))
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  test('however it is spelled with escapes', () => {
    expect(complaint(String.raw`"\u005f_proto__" = 1`)).toContain('the key "__proto__" is not allowed')
  })
})

test.each(['constructor', 'prototype', 'toString', 'hasOwnProperty'])(
  'the key "%s" is a key like any other',
  (key) => {
    const text = `${key} = "1"\n[a.${key}]\n${key} = "2"\n[[b]]\n${key} = { ${key} = "3" }\n`
    const view = new TomlView(read(text))
    expect(view.string(key)).toBe('1')
    expect(view.table('a', key).string(key)).toBe('2')
    expect(view.tables('b')[0]?.stringTable(key)).toEqual({ [key]: '3' })
    // A table that does not have the key has nothing else by that name.
    expect(view.table('b2').stringTable('x')[key]).toBeUndefined()
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  },
)

describe('an expensive text is refused', () => {
  test.each<[string, string, RegExp]>([
    ['one that is too long', '#'.repeat(1024 * 1024 + 1), /more than 1048576 characters/],
    ['too many lines', '\n'.repeat(60_000), /more than 30000 lines, keys and values/],
    ['too many elements', `a = [${'1,'.repeat(60_000)}]`, /more than 30000 lines/],
    [
      'too many keys',
      Array.from({ length: 30_000 }, (_, at) => `k${at} = 1`).join('\n'),
      /more than 30000 lines/,
    ],
    ['arrays in arrays', `a = ${'['.repeat(100)}${']'.repeat(100)}`, /nested too deep/],
    ['arrays in arrays, deeper than the stack', `a = ${'['.repeat(100_000)}`, /nested too deep|invalid TOML/],
    ['tables in tables', `a = ${'{a='.repeat(100)}1${'}'.repeat(100)}`, /nested too deep/],
    ['a key of many parts', `${'a.'.repeat(20_000)}b = 1`, /nested too deep/],
    ['a header of many parts', `[${'a.'.repeat(20_000)}b]`, /nested too deep/],
    ['a key of too many parts', `${'a.'.repeat(60_000)}b = 1`, /more than 30000 lines/],
    [
      'many keys of many parts',
      Array.from({ length: 10_000 }, (_, at) => `${'a.'.repeat(30)}k${at} = 1`).join('\n'),
      /more than 30000 lines/,
    ],
    ['a long key', `${'k'.repeat(2000)} = 1`, /a key of 2000 characters/],
    ['a long quoted key', `"${'k'.repeat(2000)}" = 1`, /a key of 2000 characters/],
  ])('%s', (_, text, why) => {
    expect(complaint(text)).toMatch(why)
  })

  test('dots in strings and comments are free', () => {
    const dots = '.'.repeat(60_000)
    const strings = [`"\\"${dots}"`, `'${dots}'`, `"""\n"${dots}"""`, `'''\n'${dots}'''`]
    const text = strings.map((each, at) => `k${at} = ${each} # ${dots}\n`).join('')
    expect(Object.keys(readToml(text, 'a.toml', { code: 'bad-toml' }).value)).toEqual([
      'k0',
      'k1',
      'k2',
      'k3',
    ])
  })

  test('a long header is kept once, and not with each key below it', () => {
    const header = Array.from({ length: 50 }, (_, at) => `${'x'.repeat(1000)}${at}`)
    const text = `[${header.join('.')}]\n${Array.from({ length: 14_000 }, (_, at) => `k${at} = 1\n`).join('')}`
    const { placeOf } = readToml(text, 'a.toml', { code: 'bad-toml' })
    expect(placeOf([...header, 'k13999'])).toEqual({ line: 14_001, column: 1 })
    expect(placeOf([...header, 'k14000'])).toBeUndefined()
  })

  test('a large one that people may write is read', () => {
    const text = Array.from({ length: 2000 }, (_, at) => `[tool.t${at}]\na.b = [ "x", "y" ]`).join('\n')
    expect(new TomlView(read(text)).table('tool').keys()).toHaveLength(2000)
  })

  test('every text gives a value or a usage error', () => {
    const part = fc.constantFrom(
      'a',
      '.',
      '[',
      ']',
      '{',
      '}',
      '=',
      '"',
      "'",
      '\n',
      ',',
      '1',
      ' ',
      '__proto__',
      '#',
      '\\u',
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 40 }).map((parts) => parts.join('')),
        (text) => {
          expect(isAnswered(text)).toBe(true)
        },
      ),
    )
  })
})

test('a file is read up to a limit, and a pipe is refused', async () => {
  const folder = await temporaryFolder()
  await writeFile(path.join(folder, 'a'), 'four')
  expect((await readBounded(path.join(folder, 'a'), 4))?.toString()).toBe('four')
  expect(await readBounded(path.join(folder, 'a'), 3)).toBeUndefined()
  expect((await readBounded('/proc/self/status', 100_000))?.length).toBeGreaterThan(0)
  expect(await readBounded('/proc/self/status', 10)).toBeUndefined()
  await run('mkfifo', [path.join(folder, 'pipe')])
  await expect(readBounded(path.join(folder, 'pipe'), 4)).rejects.toMatchObject({ code: 'not-a-file' })
})
