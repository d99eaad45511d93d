import { describe, expect, test } from 'vitest'
import { errorsOf } from '../src/judge.ts'
import { type Program, type Way, readProgram, readPrograms } from '../src/program.ts'
import { type Outcome, compare, score } from '../src/score.ts'
import { differenceFromDeclared, tableOf } from '../src/table.ts'

const HEADER = `# /// script
# requires-python = "==3.12.*"
# dependencies = ["ply==3.11", "six==1.16.0"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///
print(1)
`

const ply: Program = readProgram('ply', 'ply.py', HEADER)

describe('the header of a program', () => {
  test('says what is tried, what else it needs, and where it breaks', () => {
    expect(ply).toStrictEqual({
      name: 'ply',
      path: 'ply.py',
      pin: 'ply==3.11',
      others: ['six==1.16.0'],
      python: '3.12',
      breaks: ['-OO', 'empty'],
      confirms: [],
    })
  })

  test('names the file whose lines it runs, if it has none', () => {
    const text = HEADER.replace('print(1)\n', '').replace('breaks =', 'runs = "ply.py"\n# breaks =')
    expect(readProgram('old', 'programs/old.py', text).path).toBe('programs/ply.py')
  })

  test.for<[what: string, text: string, message: string]>([
    ['no header', 'print(1)\n', 'no header'],
    ['an unknown way', HEADER.replace('"empty"', '"frozen"'), '"frozen" is none of'],
    ['a dependency without a version', HEADER.replace('six==1.16.0', 'six>1'), 'six>1 has no exact version'],
    ['a range of Pythons', HEADER.replace('==3.12.*', '>=3.12'), 'requires-python'],
  ])('is refused with %s', ([, text, message]) => {
    expect(() => readProgram('ply', 'ply.py', text)).toThrow(message)
  })

  test('of every program can be read, and no package is tried twice', () => {
    const pins = readPrograms().map(({ pin, breaks }) => `${pin} ${breaks.join()}`)
    expect(pins.length).toBeGreaterThan(27)
    expect(new Set(pins).size).toBe(pins.length)
  })
})

function differences(broken: readonly Way[], untried: readonly Way[] = []): string[] {
  return differenceFromDeclared(ply, {
    broken: new Set(broken),
    untried: new Set(untried),
    symptoms: new Map(),
  })
}

function outcomes(broken: readonly Way[], errors: readonly Way[]): Partial<Record<Way, Outcome>> {
  const rows = compare(ply, new Set(broken), new Set(errors))
  return Object.fromEntries(rows.map(({ way, outcome }) => [way, outcome]))
}

describe('what happened and what check says', () => {
  test('are compared in each way', () => {
    expect(outcomes(['-OO', 'empty'], ['-OO', 'no-source'])).toStrictEqual({
      '-O': 'same',
      '-OO': 'found',
      'no-source': 'false alarm',
      zip: 'same',
    })
  })

  test('a way that holds all of another counts once', () => {
    expect(outcomes(['-O', '-OO', 'no-source', 'zip'], ['-O'])).toStrictEqual({
      '-O': 'found',
      'no-source': 'missed',
    })
  })

  test('give recall and precision, in which a zip does not count', () => {
    const rows = [
      ...compare(ply, new Set<Way>(['-O', '-OO']), new Set<Way>(['-O'])),
      ...compare(ply, new Set<Way>(['-OO', 'zip']), new Set<Way>(['no-source'])),
    ]
    expect(score(rows)).toStrictEqual({ recall: 1 / 2, precision: 1 / 2 })
    expect(score([])).toStrictEqual({ recall: 1, precision: 1 })
  })

  test('are a table, with the reason of each', () => {
    const rows = compare(ply, new Set<Way>(['-OO']), new Set())
    const notes = new Map([[ply, new Map<Way, string>([['-OO', 'YaccError: Unable to build parser']])]])
    expect(tableOf(rows, notes)).toBe(
      'package    way  judged  what happens\nply==3.11  -OO  missed  YaccError: Unable to build parser',
    )
    expect(tableOf(compare(ply, new Set(), new Set()), new Map())).toContain('ply==3.11       same')
  })

  test('must be as the header says, apart from ways that cannot be tried', () => {
    expect(differences(['-OO', 'empty'])).toStrictEqual([])
    expect(differences(['-OO'], ['empty'])).toStrictEqual([])
    expect(differences(['-OO', 'zip'])).toStrictEqual([
      'ply==3.11: does not break in the way empty, as its header says',
      'ply==3.11: breaks in the way zip, which its header does not say',
    ])
  })
})

test('only errors with a way are a judgement', () => {
  const subject = { path: 'ply.whl!ply/lex.py', line: 3 }
  const findings = [
    { severity: 'warning', subject, args: { way: '-O', what: 'an assert has an effect' } },
    { severity: 'error', subject, args: { what: 'not a way' } },
    { severity: 'error', subject, args: { way: '-OO', what: 'needs docstrings' } },
  ]
  expect([...errorsOf({ findings })]).toStrictEqual([['-OO', 'ply/lex.py:3: needs docstrings']])
})
