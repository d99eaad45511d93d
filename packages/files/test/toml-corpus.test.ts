/**
 * Python's tomllib decides what TOML is: for the files of its own tests, and for texts made of TOML's pieces.
 *
 * @module-tag cp311
 */
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ExuviaError } from '@exuvia/model'
import { pythonInPyenv } from '@exuvia/test-needs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readToml } from '../src/index.ts'

const READER = `
import datetime, json, sys, tomllib
def plain(value):
    if isinstance(value, dict): return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list): return [plain(inner) for inner in value]
    if isinstance(value, (datetime.date, datetime.time)): return ["a date"]
    if isinstance(value, (bool, str)): return value
    return ["a number", "%.10e" % value]
def read(text):
    try: return plain(tomllib.loads(text))
    except (ValueError, RecursionError): return None
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
`

/** What tomllib reads in each text; null if it refuses one. */
function theirs(texts: readonly string[]): unknown[] {
  const { stdout, stderr } = spawnSync(pythonInPyenv('3.11') ?? '', ['-c', READER], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as unknown[]
}

function ours(text: string): unknown {
  try {
    return plain(readToml(text, 'a.toml', { code: 'bad-toml' }).value)
  } catch (error) {
    if (error instanceof ExuviaError && error.code === 'bad-toml') return null
    throw error
  }
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'symbol') return ['a date']
  if (typeof value === 'number') return ['a number', numberInC(value)]
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

/** A number as C's `%.10e` writes it. */
function numberInC(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const [digits = '', exponent = ''] = value.toExponential(10).split('e')
  const sign = Object.is(value, -0) ? '-' : ''
  return `${sign}${digits}e${exponent.startsWith('-') ? '-' : '+'}${exponent.slice(1).padStart(2, '0')}`
}

function differences(texts: readonly string[]): unknown[] {
  const read = theirs(texts)
  const different = texts.flatMap((text, at) =>
    JSON.stringify(ours(text)) === JSON.stringify(read[at])
      ? []
      : [{ text, ours: ours(text), theirs: read[at] }],
  )
  // A comparison of refusals alone would show nothing.
  if (read.filter((value) => value !== null).length < texts.length / 50) throw new Error('all are refused')
  return different
}

test("the files of tomllib's own tests are read and refused as there", () => {
  const library = path.join(path.dirname(pythonInPyenv('3.11') ?? ''), '../lib/python3.11/test')
  const files = globSync('test_tomllib/data/**/*.toml', { cwd: library })
  expect(files.length).toBeGreaterThan(50)
  // Text that is not UTF-8 never reaches the reader.
  const texts = files.map((file) => readFileSync(path.join(library, file)))
  expect(
    differences(
      texts.filter((bytes) => Buffer.from(bytes.toString()).equals(bytes)).map((bytes) => bytes.toString()),
    ),
  ).toEqual([])
})

const key = fc.constantFrom('a', 'b', 'a.b', 'b.a', 'a.b.c', '"a"', "'b'", ' a . b ', '1', '-', '"\\u0061"')
const scalar = fc.constantFrom(
  '1',
  '-0',
  '+1',
  '0x1F',
  '0o17',
  '0b1',
  '1_000',
  '01',
  '1__0',
  '1.5',
  '-0.0',
  '1e3',
  '1e-3',
  '1.',
  '.5',
  'inf',
  '-nan',
  'true',
  'True',
  '1979-05-27',
  '1979-02-30',
  '2000-02-29',
  '07:32:00',
  '24:00:00',
  '1979-05-27T07:32:00Z',
  '1979-05-27 07:32:00.5-07:00',
  '1979-05-27 07',
  '1979-05-27T',
  '07:32:00Z',
  '"a"',
  '"\\n\\U0001F600"',
  '"\\x"',
  '"\\ud800"',
  "'a\\'",
  '"a\tb"',
  '"a\u0001"',
  '"',
  "'",
  '""',
  "''",
  '"""a"""',
  '"""\na\\\n  b"""',
  '"""a"""""',
  '"""""""',
  "'''\na\r\nb'''",
  "'''a''''",
  '"""a\\ b"""',
)
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.array(tie('value'), { maxLength: 2 }).map((items) => `[ # c\n ${items.join(' ,\n')}, ]`),
    fc
      .array(fc.tuple(key, tie('value')), { maxLength: 3 })
      .map((pairs) => `{ ${pairs.map(([name, inner]) => `${name} = ${inner}`).join(', ')} }`),
  ),
}))
const line = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(key, value).map(([name, inner]) => `${name} = ${inner}`) },
  { weight: 2, arbitrary: key.map((name) => `[${name}]`) },
  { weight: 2, arbitrary: key.map((name) => `[[${name}]]`) },
  fc.constantFrom('', '# comment', '  ', '\r', 'a', '= 1', '[a', '[ [a]]', 'a = 1 b = 2', '# \u0007', ']'),
)
const document = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 6 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, end]) => lines.join(end))

test("texts of TOML's pieces have the values that tomllib finds", () => {
  expect(differences(fc.sample(document, Number(process.env['EXUVIA_TOML_TEXTS'] ?? 3000)))).toEqual([])
})

test('texts with changed characters have the values that tomllib finds', () => {
  const base =
    '[a]\nb.c = [1, "x"]\n[[d]]\ne = { f = "g", h.i = 1.5 }\nj = """\nk"""\n[a.l]\nm = 1979-05-27\n'
  const characters = '[]{}=.,"\'\\# \n\r\t1aeE_-+:'.split('')
  const change = fc.tuple(fc.nat(base.length), fc.nat(2), fc.constantFrom('', ...characters))
  const changed = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    let text = base
    for (const [at, cut, put] of changes) text = text.slice(0, at) + put + text.slice(at + cut)
    return text
  })
  expect(differences(fc.sample(changed, Number(process.env['EXUVIA_TOML_TEXTS'] ?? 3000)))).toEqual([])
})
