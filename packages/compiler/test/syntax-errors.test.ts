import { Buffer } from 'node:buffer'
import { sampleOf, testEach, type Tag } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { describeFinding, findingPlace } from '@exuvia/model'
import { EMBEDDED_RUNTIMES, type Toolchain, compileSources } from '../src/index.ts'
import { excerpt } from '../src/syntax-finding.ts'
import { NATIVE_RUNTIMES, embedded, native } from './support/interpreters.ts'
import { unitsOf, withCache } from './support/units.ts'

const COMPILERS: readonly {
  readonly name: string
  readonly needs: readonly Tag[]
  readonly find: () => Promise<Toolchain>
}[] = [
  ...NATIVE_RUNTIMES.map((runtime) => ({ name: runtime, needs: [runtime], find: () => native(runtime) })),
  ...sampleOf(EMBEDDED_RUNTIMES, EMBEDDED_RUNTIMES.slice(-2)).map((runtime) => ({
    name: `${runtime} embedded`,
    needs: ['slow' as const],
    find: () => embedded(runtime),
  })),
]

const compile = async (toolchain: Toolchain, sources: Record<string, string | Uint8Array>) =>
  withCache(async (cache) => compileSources(unitsOf(sources), { toolchain, cache }))

/**
 * Each source, and where its error is: line and column in characters. Wide characters and
 * non-ASCII text precede each, so that a count of bytes is detected.
 */
const UTF8 = '# -*- coding: utf-8 -*-\n'
const PLACES: readonly (readonly [string, string, string])[] = [
  ['parser', `${UTF8}"éé"; x = = 1\n`, '2:11'],
  ['after an astral character', `${UTF8}"😀"; x = = 1\n`, '2:10'],
  ['in another encoding', '# coding: latin-1\n"éé"; x = = 1\n', '2:11'],
  ['after a tab', `if 1:\n\tx = = 1\n`, '2:6'],
]
const LATER_PLACES: readonly (readonly [string, string, string])[] = [
  ['with no encoding declared', '"éé"; x = = 1\n', '1:11'],
  ['in the tree', '"éé"; f() = 1\n', '1:7'],
  ['behind the parser', '"éé"; return 1\n', '1:7'],
  ['in the symbol table', 'def f():\n    "é"; x = 1; "é"; global x\n', '2:22'],
]

const encode = (name: string, text: string): Uint8Array =>
  Buffer.from(text, name.includes('another encoding') ? 'latin1' : 'utf8')

describe.concurrent('the place of a syntax error is a line and a column in characters', () => {
  testEach(COMPILERS)('$name', async ({ name, find }) => {
    const toolchain = await find()
    // Python 2 gives no column after the parser, and refuses non-ASCII sources without an encoding.
    const cases = toolchain.runtime === 'cp27' ? PLACES : [...PLACES, ...LATER_PLACES]
    const sources = Object.fromEntries(cases.map(([kind, text]) => [`${kind}.py`, encode(kind, text)]))
    const { findings, compiled } = await compile(toolchain, sources)
    expect(compiled.every((one) => one === undefined)).toBe(true)
    expect(findings.map(({ subject }) => findingPlace(subject))).toEqual(
      cases.map(([kind, , place]) => `src/${kind}.py:${place}`),
    )
    expect({ name, codes: new Set(findings.map(({ code }) => code)) }).toEqual({
      name,
      codes: new Set(['syntax-error']),
    })
  })
})

test(
  'the errors of all files are reported together, in file order, and the rest is compiled',
  { tags: ['cp312'] },
  async () => {
    const { compiled, findings } = await compile(await native('cp312'), {
      'a.py': 'x = (1,\n',
      'b.py': 'y = 1\n',
      'c.py': 'def f(:\n    pass\n',
    })
    expect(compiled.map((one) => one !== undefined)).toEqual([false, true, false])
    expect(findings.map(({ subject }) => findingPlace(subject))).toEqual(['src/a.py:1:5', 'src/c.py:1:7'])
  },
)

test('the line is shown with a caret beneath', { tags: ['cp312'] }, async () => {
  const { findings } = await compile(await native('cp312'), { 'a.py': 'if 1:\n    naïve = = 2\n' })
  expect(findings.map((item) => describeFinding(item))).toEqual([
    { message: 'syntax error: invalid syntax', advice: 'naïve = = 2\n        ^' },
  ])
})

testEach(['cp27', 'cp36', 'cp39', 'cp312', 'cp313'])(
  '%s: sources that are not text are reported as errors of their file',
  async (runtime) => {
    const { findings } = await compile(await native(runtime), {
      'null.py': 'x = 1\0\n',
      'unknown.py': '# coding: klingon\nx = 1\n',
      'undecodable.py': Buffer.from(`${UTF8}y = u"\xff"\n`, 'latin1'),
    })
    expect(findings.map(({ subject }) => subject.path)).toEqual([
      'src/null.py',
      'src/unknown.py',
      'src/undecodable.py',
    ])
    const messages = findings.map((item) => describeFinding(item).message)
    expect(messages[0]).toContain('null bytes')
    expect(messages[1]).toContain('unknown encoding: klingon')
    expect(messages[2]).toContain("'utf")
  },
)

testEach(['cp38', 'cp311', 'cp312'])(
  '%s: an error in an f-string shows the line or the expression',
  async (runtime) => {
    const { findings } = await compile(await native(runtime), { 'f.py': 'a = 1\nx = f"{a b}"\n' })
    const told = findings.map((item) => [findingPlace(item.subject), describeFinding(item).advice])
    expect(told).toEqual(
      {
        cp38: [['src/f.py', '(a b)\n   ^']],
        cp311: [['src/f.py:2', 'x = f"{a b}"']],
        cp312: [['src/f.py:2:8', 'x = f"{a b}"\n       ^']],
      }[runtime],
    )
  },
)

testEach(['cp36', 'cp39', 'cp311', 'cp312', 'cp313'])(
  '%s: a source nested too deeply is reported, and the others are compiled',
  async (runtime) => {
    const { compiled, findings } = await compile(await native(runtime), {
      'deep.py': `a${'.b'.repeat(100_000)}\n`,
      'fine.py': 'x = 1\n',
    })
    expect(compiled.map((one) => one !== undefined)).toEqual([false, true])
    expect(findings.map((item) => [item.code, item.subject.path])).toEqual([
      ['compiler-failed', 'src/deep.py'],
    ])
    expect(describeFinding(findings[0]!).message).toContain('nested too deeply')
  },
)

test(
  'a source that crashes the interpreter is reported, and all others are compiled',
  { tags: ['cp27'] },
  async () => {
    const names = Array.from({ length: 20 }, (_, index) => `fine${index}.py`)
    const { compiled, findings } = await compile(await native('cp27'), {
      ...Object.fromEntries(names.map((name) => [name, 'x = 1\n'])),
      'crash.py': `a${'.b'.repeat(100_000)}\n`,
      ...Object.fromEntries(names.map((name) => [`later-${name}`, 'x = 1\n'])),
    })
    expect(compiled.filter((one) => one !== undefined)).toHaveLength(40)
    expect(findings.map((item) => [item.code, item.subject.path])).toEqual([
      ['compiler-failed', 'src/crash.py'],
    ])
    expect(describeFinding(findings[0]!).message).toBe(
      'native CPython 2.7 (2.7.18) cannot compile this file: it ended while compiling this file (SIGSEGV)',
    )
  },
)

test(
  'embedded: a source nested too deeply is reported, and all others are compiled',
  { tags: ['slow'] },
  async () => {
    const { compiled, findings } = await compile(await embedded('cp312'), {
      'deep.py': `a${'.b'.repeat(100_000)}\n`,
      'fine.py': 'x = 1\n',
    })
    expect(compiled.map((one) => one !== undefined)).toEqual([false, true])
    expect(findings.map((item) => [item.code, item.subject.path])).toEqual([
      ['compiler-failed', 'src/deep.py'],
    ])
  },
)

describe('the excerpt', () => {
  test('has no indentation, spaces for tabs, and the caret below its column', () => {
    expect(excerpt('\t\tx\t= = 1', 7)).toEqual(['x    = = 1', '       ^'])
  })
  test('points right under wide characters', () => {
    expect(excerpt('"漢字" = = 1', 8)).toEqual(['"漢字" = = 1', '         ^'])
  })
  test('keeps the part of a long line around the column', () => {
    const line = `${'a'.repeat(500)}=${'b'.repeat(500)}`
    const [text = '', caret = ''] = excerpt(line, 501)
    expect(text).toHaveLength(102)
    expect(text.startsWith('…') && text.endsWith('…')).toBe(true)
    expect(text[caret.indexOf('^')]).toBe('=')
  })
  test('contains no terminal control characters', () => {
    expect(excerpt('x = "\u001B[31m\u202E"', undefined)).toEqual(['x = "\uFFFD[31m\uFFFD"'])
  })
})
