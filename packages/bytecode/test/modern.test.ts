import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  TYPE,
  describePyc,
  diffPyc,
  itemsOf,
  makeHeader,
  normalise,
  payloadOf,
  readMarshal,
  readPyc,
  textOf,
  writeMarshal,
  writePyc,
} from '../src/index.ts'
import { docstringOf } from '../src/code-facts.ts'
import { layoutForMagic } from '../src/layout.ts'
import { NONE, locationsOf } from '../src/line-numbers.ts'
import { inWords } from '../src/value-words.ts'
import { describeSizes } from '../src/sizes.ts'

/** The interpreter's description of its own code; see scripts/modern-fixtures.ts. */
interface Said {
  readonly magic: number
  readonly code: string
  readonly values: string
  readonly codes: readonly {
    readonly qualifiedName: string
    readonly firstLine: number
    readonly docstring: boolean
    readonly names: readonly string[]
    readonly exceptions: number
    readonly lines: readonly (number | null)[]
    readonly columns: readonly string[]
  }[]
}

const RUNTIMES = ['cp314', 'cp315']

function load(runtime: string): { said: Said; pyc: Uint8Array } {
  const said = JSON.parse(readFileSync(new URL(`fixtures/${runtime}.json`, import.meta.url), 'utf8')) as Said
  return { said, pyc: Buffer.concat([makeHeader(runtime, 'timestamp'), Buffer.from(said.code, 'hex')]) }
}

test.each(RUNTIMES)('a module of %s is read, written back and described as its Python does', (runtime) => {
  const { said, pyc } = load(runtime)
  const file = readPyc(pyc)
  expect(file.magic).toBe(said.magic)
  expect(Buffer.compare(writePyc(file), pyc)).toBe(0)
  const sizes = describeSizes(file)
  expect(sizes.size).toBe(pyc.length)
  const layout = layoutForMagic(said.magic)
  const ours = sizes.codes.map(({ code }) => {
    const found = locationsOf(payloadOf(code.linetable), payloadOf(code.code).length, layout)
    return {
      qualifiedName: code.qualname === undefined ? '' : textOf(code.qualname),
      firstLine: code.firstlineno,
      docstring: (code.flags & 1) !== 0 && docstringOf(code, layout) !== undefined,
      names: itemsOf(code.names).map(textOf),
      exceptions: code.exceptiontable === undefined ? 0 : payloadOf(code.exceptiontable).length,
      lines: Array.from(found?.lines ?? [], (line) => (line === NONE ? null : line)),
      columns: found?.columns,
    }
  })
  expect(ours).toEqual(said.codes)
  const { code } = describePyc(pyc)
  expect(code?.docstring).toMatch(/^What Python 3.14 and later write/)
  expect(code?.optimize.levels).toEqual([0])
  expect(code?.docstrings.map(({ where }) => where)).toEqual(['<module>', 'Tide', 'Tide.part'])
})

test.each(RUNTIMES)('the slices of %s, and its frozendict, are ordinary values', (runtime) => {
  const { said } = load(runtime)
  const file = readMarshal(Buffer.from(said.values, 'hex'), { magic: said.magic })
  expect(Buffer.from(writeMarshal(file)).toString('hex')).toBe(said.values)
  const [first, second, third] = itemsOf(file.value)
  expect([first?.type, second?.type]).toEqual([TYPE.slice, TYPE.slice])
  expect(inWords(file.value)).toBe(
    runtime === 'cp314'
      ? '(slice(1, 2, None), slice(None, -1, None))'
      : '(slice(1, 2, None), slice(None, -1, None), frozendict("a", 1, "b", (2, "x")))',
  )
  expect(third?.type).toBe(runtime === 'cp314' ? undefined : TYPE.frozenDict)
})

test.each(RUNTIMES)('normalising changes nothing but the encoding of a module of %s', (runtime) => {
  const { pyc } = load(runtime)
  const normal = writePyc(normalise(readPyc(pyc)))
  expect(diffPyc(pyc, normal).every(({ kind }) => kind === 'encoding')).toBe(true)
  expect(Buffer.compare(writePyc(normalise(readPyc(normal))), normal)).toBe(0)
})
