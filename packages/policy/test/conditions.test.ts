import type { Inventory, PolicyRule } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { explain, judgeForeign, judgeRuleDates } from '../src/index.ts'
import { config, distribution, inventory, judge, packed, policy, rule, ships, told } from './support.ts'

/** One file of each kind. */
const own = distribution(
  'tidemark',
  [
    'lib/tidemark/cli.py',
    'lib/tidemark/gui/__init__.py',
    'lib/tidemark/cli.pyi',
    'lib/tidemark/table.json',
    'lib/tidemark/fast.so',
    'lib/tidemark/tests/test_cli.py',
    'lib/tidemark/tests/tides.json',
    'lib/tidemark/testing/helpers.py',
    'lib/tidemark/conftest.py',
    'lib/tidemark-1.0.dist-info/METADATA',
    'LICENSES/tidemark/LICENSE',
    'libexec/backup.py',
    'bin/run.sh',
    'share/template.py',
  ],
  {
    wheel: undefined,
    entryPoints: [
      { name: 'tide', module: 'tidemark.cli', attribute: 'main', gui: false },
      { name: 'tide-window', module: 'tidemark.gui', attribute: 'main', gui: true },
    ],
  },
)
const about: Inventory = inventory(own)

/** The files that a rule leaves out. */
function excluded(conditions: Partial<PolicyRule>): string[] {
  const judged = judge(about, config({ rules: [rule('exclude', conditions)] }))
  return Object.entries(ships(judged)).flatMap(([path, ship]) => (ship === 'exclude' ? [path] : []))
}

describe('a rule for a kind', () => {
  test.each([
    ['stub', ['lib/tidemark/cli.pyi']],
    ['data', ['lib/tidemark/table.json', 'lib/tidemark/tests/tides.json']],
    ['native', ['lib/tidemark/fast.so']],
    ['script', ['bin/run.sh']],
    ['metadata', ['lib/tidemark-1.0.dist-info/METADATA']],
    ['license', ['LICENSES/tidemark/LICENSE']],
    ['test', ['lib/tidemark/tests/test_cli.py', 'lib/tidemark/tests/tides.json', 'lib/tidemark/conftest.py']],
    [
      'module',
      [
        'lib/tidemark/cli.py',
        'lib/tidemark/gui/__init__.py',
        'lib/tidemark/tests/test_cli.py',
        'lib/tidemark/testing/helpers.py',
        'lib/tidemark/conftest.py',
        'libexec/backup.py',
        'share/template.py',
      ],
    ],
  ] as const)('%s holds for its files alone', (kind, paths) => {
    expect(excluded({ kind })).toEqual(paths)
  })

  test('native holds for machine code without the name of it', () => {
    const [first, ...rest] = own.files
    if (first === undefined) throw new Error('no file')
    const facts = { script: false, start: new Uint8Array(), native: { unread: 'made up' } as never }
    const binary = { ...first, path: 'lib/tidemark/engine', role: 'data' as const, facts }
    const judged = judge(
      inventory({ ...own, files: [binary, ...rest] }),
      config({ rules: [rule('exclude', { kind: 'native' })] }),
    )
    expect(ships(judged)['lib/tidemark/engine']).toBe('exclude')
  })

  test('joins other conditions', () => {
    expect(excluded({ kind: 'data', path: 'tidemark/*.json' })).toEqual(['lib/tidemark/table.json'])
  })
})

describe('a rule for an entry point', () => {
  test.each([
    ['tide', ['lib/tidemark/cli.py']],
    ['tide*', ['lib/tidemark/cli.py', 'lib/tidemark/gui/__init__.py']],
    ['backup', ['libexec/backup.py']],
    ['*', ['lib/tidemark/cli.py', 'lib/tidemark/gui/__init__.py', 'libexec/backup.py', 'bin/run.sh']],
  ])('%s holds for the modules that it starts', (entryPoint, paths) => {
    expect(excluded({ entryPoint })).toEqual(paths)
  })
})

describe('a rule without effect', () => {
  test.each<[string, Partial<PolicyRule>, string, string]>([
    [
      'a command that does not exist',
      { entryPoint: 'tides' },
      'entry-point "tides"',
      'did you mean "tide"? ',
    ],
    [
      'a kind that does not occur',
      { kind: 'native', distribution: 'gull' },
      'distribution "gull", kind "native"',
      '',
    ],
  ])('for %s is an error', (_what, conditions, condition, suggestion) => {
    const withGull = inventory(
      { ...own, files: own.files.slice(0, 1) },
      distribution('gull', ['lib/gull.py']),
    )
    const { findings } = judge(withGull, config({ rules: [rule('exclude', conditions)] }))
    expect(findings).toEqual([
      expect.objectContaining({ code: 'rule-matches-nothing', args: { condition, suggestion } }),
    ])
  })

  test.each<[Partial<PolicyRule>, Partial<PolicyRule>]>([
    [{ kind: 'data' }, { kind: 'data', path: '**/*.json' }],
    [{ path: 'tidemark/**' }, { entryPoint: 'tide*' }],
    [{ kind: 'test' }, { path: 'tidemark/tests/**' }],
    [{ license: '@permissive' }, { license: 'MIT' }],
  ])('behind %j, %j never applies', (first, second) => {
    const { findings } = judge(about, config({ rules: [rule('data', first), rule('data', second)] }))
    expect(told(findings)).toEqual(['warning rule-never-decides policy.rules[1]'])
  })

  test('that never applies names the rules before it', () => {
    const paths = about.distributions.flatMap(({ files }) =>
      files.map(({ path }) => path.replace(/^lib\//, '')),
    )
    const each = paths.map((path) => rule('data', { path }))
    const reasonOf = (count: number): unknown => {
      const [only = '', ...more] = paths.slice(0, count)
      const last = rule('data', { path: more.length === 0 ? only : `{${[only, ...more].join(',')}}` })
      const { findings } = judge(about, config({ rules: [...each, last] }))
      return findings.find(({ code }) => code === 'rule-never-decides')?.args['reason']
    }
    expect(reasonOf(1)).toBe('policy.rules[0] matches all its files')
    expect(reasonOf(2)).toBe('policy.rules[0] and policy.rules[1] match all its files')
    expect(reasonOf(5)).toBe(
      'policy.rules[0], policy.rules[1], policy.rules[2] and 2 more match all its files',
    )
  })

  test('of bytecode for a kind that is no module is an error', () => {
    const { findings } = judge(about, config({ rules: [rule('bytecode', { kind: 'data' })] }))
    expect(told(findings)).toContain('error rule-not-for-files policy.rules[0]')
  })

  test('is a set of licences that no rule names', () => {
    const licenseSets = { approved: { match: 'only', licenses: ['MIT'] } } as const
    expect(told(judge(about, config({ licenseSets })).findings)).toEqual([
      'warning license-set-unused policy.license-sets.approved',
    ])
    const used = config({ licenseSets, rules: [rule('bytecode', { license: '@approved' })] })
    expect(told(judge(about, used).findings)).toEqual([])
  })
})

describe('a rule with an end', () => {
  const ends = config({ rules: [rule('source', { path: 'tidemark/cli.py', until: '2027-01-31' })] })

  test.each([
    ['2026-12-31', []],
    ['2027-01-01', ['warning rule-ends-soon policy.rules[0]']],
    ['2027-01-31', ['warning rule-ends-soon policy.rules[0]']],
    ['2027-02-01', ['error rule-ended policy.rules[0]']],
    ['2030-01-01', ['error rule-ended policy.rules[0]']],
  ])('on %s', (today, expected) => {
    expect(told(judge(about, ends, today).findings)).toEqual(expected)
    expect(told(judgeRuleDates(ends, today))).toEqual(expected)
  })

  test('never changes how a file ships', () => {
    const decisions = ['2026-01-01', '2027-02-01'].map((today) => ships(judge(about, ends, today)))
    expect(decisions[0]).toEqual(decisions[1])
  })

  test('is explained with its end', () => {
    const explained = explain(judge(about, ends, '2027-01-15'), 'tidemark.cli')
    expect(explained.rule).toBe('path "tidemark/cli.py" → source, until 2027-01-31 (so decided)')
    expect(told(explained.notes)).toEqual(['warning rule-ends-soon policy.rules[0]'])
  })
})

describe('an explanation', () => {
  test.each<[Partial<PolicyRule>, string]>([
    [{ kind: 'data' }, 'kind is "module", not "data"'],
    [{ kind: 'test' }, 'not a file of tests'],
    [{ entryPoint: 'backup' }, 'starts tide, not "backup"'],
    [{ license: '@copyleft' }, 'licence does not match "@copyleft"'],
  ])('says why %j does not hold', (conditions, because) => {
    const judged = judge(about, config({ rules: [rule('data', conditions)] }))
    expect(explain(judged, 'tidemark.cli').considered[0]).toMatchObject({ outcome: 'no-match', because })
  })
})

describe('in an archive of another tool', () => {
  test.each<[Partial<PolicyRule>, string]>([
    [{ kind: 'stub' }, 'tidemark/cli.pyi'],
    [{ kind: 'native' }, 'tidemark/fast.so'],
    [{ kind: 'data' }, 'tidemark/table.json'],
    [{ kind: 'metadata' }, 'tidemark-1.0.dist-info/WHEEL'],
    [{ kind: 'license' }, 'tidemark-1.0.dist-info/licenses/LICENSE'],
    [{ kind: 'script' }, 'tidemark-1.0.data/scripts/run.sh'],
    [{ kind: 'test' }, 'tidemark/tests/tides.json'],
  ])('%j finds %s alone', (conditions, path) => {
    const files = [
      'tidemark/cli.pyi',
      'tidemark/fast.so',
      'tidemark/table.json',
      'tidemark-1.0.dist-info/WHEEL',
      'tidemark-1.0.dist-info/licenses/LICENSE',
      'tidemark-1.0.data/scripts/run.sh',
      ...(conditions.kind === 'test' ? ['tidemark/tests/tides.json'] : []),
    ].map((at) => packed(at))
    const found = judgeForeign(policy({ rules: [rule('exclude', conditions)] }), files, {
      artifact: 'tidemark-1.0-py3-none-any.whl',
    })
    expect(found.filter(({ code }) => code === 'file-excluded').map(({ subject }) => subject.path)).toEqual([
      path,
    ])
  })
})
