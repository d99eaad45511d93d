import type { Config, DecidedLevel, PolicyRule } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { explain } from '../src/index.ts'
import { config, distribution, inventory, judge, rule } from './support.ts'

const own = distribution('tide', ['lib/tide/a.py', 'lib/tide/b.py', 'lib/tide/data.txt'])
const gull = distribution('gull', ['lib/gull/__init__.py'])

function judged(rules: readonly PolicyRule[], compile: Partial<Config['compile']> = {}) {
  const base = config({ rules })
  return judge(inventory(own, gull), { ...base, compile: { ...base.compile, ...compile } })
}

function levelOf(path: string, ...settings: Parameters<typeof judged>): DecidedLevel | undefined {
  const id = path.startsWith('lib/gull') ? gull.id : own.id
  const [decided] =
    judged(...settings)
      .decisions.get(id)
      ?.values() ?? []
  return decided?.get(path)?.level
}

/** What is reported about rules without effect. */
function said(rules: readonly PolicyRule[]): unknown {
  return judged(rules).findings.flatMap(({ code, args }) => (code.startsWith('rule-') ? [[code, args]] : []))
}

describe('the level of a module', () => {
  test.each([
    [{}, 0, 'keep'],
    [{ optimize: 2 }, 2, 'strip'],
    [{ optimize: 2, docstrings: 'keep' }, 2, 'keep'],
    [{ docstrings: 'empty' }, 0, 'empty'],
  ] as const)('without rules is the config’s: %o', (compile, optimize, docstrings) => {
    expect(levelOf('lib/tide/a.py', [], compile)).toMatchObject({ optimize, docstrings })
  })

  test('comes from the first rule that speaks of it, one for asserts and one for docstrings', () => {
    const rules = [
      rule(undefined, { distribution: 'gull', docstrings: 'empty', reason: 'reads docstrings' }),
      rule('bytecode', { path: '**', optimize: 1, docstrings: 'strip', reason: 'small' }),
    ]
    expect(levelOf('lib/gull/__init__.py', rules, { optimize: 2 })).toEqual({
      optimize: 1,
      docstrings: 'empty',
      by: {
        optimize: { rule: 'policy.rules[1]', reason: 'small' },
        docstrings: { rule: 'policy.rules[0]', reason: 'reads docstrings' },
      },
    })
    expect(levelOf('lib/tide/a.py', rules)).toMatchObject({ optimize: 1, docstrings: 'strip' })
  })

  test('of a rule brings its own docstrings, unless the config says another', () => {
    const rules = [rule(undefined, { path: 'tide/a.py', optimize: 0 })]
    expect(levelOf('lib/tide/a.py', rules, { optimize: 2 })).toMatchObject({
      docstrings: 'keep',
      by: { docstrings: { rule: 'optimize', reason: 'what optimize = 0 does' } },
    })
    expect(levelOf('lib/tide/a.py', rules, { optimize: 2, docstrings: 'empty' })).toMatchObject({
      optimize: 0,
      docstrings: 'empty',
      by: { docstrings: { rule: 'default', reason: 'compile.docstrings is "empty"' } },
    })
  })

  test('is of bytecode without its source alone', () => {
    expect(levelOf('lib/tide/a.py', [rule('both', { path: '**' })], { optimize: 2 })).toBeUndefined()
    expect(levelOf('lib/tide/data.txt', [], { optimize: 2 })).toBeUndefined()
  })
})

describe('a rule about the level', () => {
  test('does not decide how a file ships, and explain shows both', () => {
    const rules = [
      rule(undefined, { path: '**', docstrings: 'empty', reason: 'they are read' }),
      rule('bytecode', { path: 'tide/**' }),
    ]
    const explained = explain(judged(rules), 'tide/a.py')
    expect(explained.decision).toMatchObject({ ship: 'bytecode', rule: 'policy.rules[1]' })
    expect(explained.decision.level?.by.docstrings).toEqual({
      rule: 'policy.rules[0]',
      reason: 'they are read',
    })
    expect(explained.considered.map((each) => each.rule)).toEqual(['policy.rules[1]'])
  })

  test('is reported where it has no effect', () => {
    expect(said([rule(undefined, { path: '**/*.txt', optimize: 1 })])).toEqual([
      ['rule-not-for-files', { rule: 'policy.rules[0]', said: 'optimize = 1', example: 'lib/tide/data.txt' }],
    ])
    expect(
      said([rule('both', { path: '**' }), rule(undefined, { path: 'tide/**', docstrings: 'keep' })]),
    ).toEqual([
      [
        'rule-never-decides',
        { rule: 'policy.rules[1]', reason: 'none of its files ships as bytecode alone' },
      ],
    ])
    expect(
      said([
        rule(undefined, { path: '**', docstrings: 'keep' }),
        rule(undefined, { path: 'tide/**', docstrings: 'empty' }),
      ]),
    ).toEqual([
      ['rule-never-decides', { rule: 'policy.rules[1]', reason: 'policy.rules[0] matches all its files' }],
    ])
    expect(
      said([
        rule(undefined, { path: '**', docstrings: 'keep' }),
        rule(undefined, { path: 'tide/**', docstrings: 'empty', optimize: 1 }),
      ]),
    ).toEqual([])
  })
})
