import type { TryWaysReport, WayResult } from '@exuvia/pipeline'
import { expect, test } from 'vitest'
import { formatWays } from '../src/format-ways.ts'

const NOTHING = { breaks: [], differs: [], unknown: [] }

function report(ways: readonly WayResult[]): TryWaysReport {
  const version = '3.12.1'
  return {
    passed: false,
    targets: [
      { target: 'cp312-any', kind: 'tried', toolchain: 'native', version, network: 'off', ways },
      { target: 'cp312-win_amd64', kind: 'not-tried', reason: 'it is for win_amd64' },
    ],
  }
}

test('a table names what breaks in each way, and the first traceback with its cure follows', () => {
  const broken = {
    what: 'tide.a',
    how: 'OSError: x',
    lines: ['Traceback', '  File "a\u001b.py"'],
    cure: 'a rule',
  }
  const ways: WayResult[] = [
    { way: 'source', modules: 2, commands: 1, ...NOTHING, unknown: [{ what: 'tide.c', how: 'gone' }] },
    { way: '-O', modules: 2, commands: 1, ...NOTHING, unknown: [{ what: 'tide.c', how: 'gone' }] },
    {
      way: 'no-source',
      modules: 0,
      commands: 1,
      ...NOTHING,
      breaks: [broken, { ...broken, what: 'tide.b' }],
      differs: [
        { what: 'tide --help', how: 'other', cure: 'a rule' },
        { what: 'imports', how: 'one less' },
      ],
    },
    { way: 'zip', modules: 0, commands: 0, ...NOTHING, untried: 'machine code' },
  ]
  expect(formatWays(report(ways))).toBe(`cp312-any (Python 3.12.1, network off)
way                   works                 what breaks
source                2 modules, 1 command  tide.c (unknown): gone
-O                    2 modules, 1 command  nothing
source-free           0 modules, 1 command  tide.a: OSError: x
                                            tide.b: OSError: x
                                            tide --help (differs): other
                                            imports (differs): one less
source-free in a zip  not tried             machine code

source-free breaks tide.a:
    Traceback
      File "a\\u001b.py"
  cure: a rule

source-free changes tide --help:
  try a rule

source-free changes imports:
  no setting is known to cure this

cp312-win_amd64: not tried: it is for win_amd64`)
})

test('a zip names the distributions that stay outside of it', () => {
  const zip = { way: 'zip', modules: 1, commands: 0, ...NOTHING, inFolder: ['numpy', 'pandas'] } as const
  expect(formatWays(report([zip]))).toContain('(in a folder for its machine code: numpy, pandas)')
})
