import { ExuviaError, type PolicyConfig, type RuntimeFacts, finding } from '@exuvia/model'
import { array, assert, constantFrom, property, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge as judgeFacts, passed } from '../src/index.ts'
import { config, decided, distribution, inventory, judge, license, rule, ships, told } from './support.ts'

const FILES = [
  'lib/tidemark/__init__.py',
  'lib/tidemark/plugins/tide.py',
  'lib/tidemark/plugins/tide.json',
  'lib/tidemark/api.pyi',
  'lib/tidemark/py.typed',
  'lib/tidemark/fast.so',
  'lib/tidemark-1.0.dist-info/METADATA',
  'bin/tide-import',
  'LICENSES/tidemark/LICENSE',
] as const

describe('a preset', () => {
  test('source-free ships modules as bytecode, excludes stubs, and ships other files unchanged', () => {
    expect(decided(FILES, { preset: 'source-free' })).toEqual({
      'lib/tidemark/__init__.py': 'bytecode',
      'lib/tidemark/plugins/tide.py': 'bytecode',
      'lib/tidemark/plugins/tide.json': 'data',
      'lib/tidemark/api.pyi': 'exclude',
      'lib/tidemark/py.typed': 'exclude',
      'lib/tidemark/fast.so': 'data',
      'lib/tidemark-1.0.dist-info/METADATA': 'data',
      'bin/tide-import': 'data',
      'LICENSES/tidemark/LICENSE': 'data',
    })
  })

  test('source-included ships both, and stubs', () => {
    expect(decided(FILES, { preset: 'source-included' })).toMatchObject({
      'lib/tidemark/__init__.py': 'both',
      'lib/tidemark/api.pyi': 'data',
      'bin/tide-import': 'data',
    })
  })

  test('copyleft-source ships both if the licence requires source', () => {
    const checked = judge(
      inventory(
        distribution('tidemark', ['lib/tidemark/a.py', 'lib/tidemark/a.pyi']),
        distribution('gnu', ['lib/gnu/a.py', 'lib/gnu/a.pyi'], { license: license('LGPL-3.0-or-later') }),
        distribution('choice', ['lib/choice/a.py'], { license: license('MIT OR GPL-3.0-only') }),
      ),
      config({ preset: 'copyleft-source' }),
    )
    expect(ships(checked, 'tidemark-1.0')).toEqual({
      'lib/tidemark/a.py': 'bytecode',
      'lib/tidemark/a.pyi': 'exclude',
    })
    expect(ships(checked, 'gnu-1.0')).toEqual({ 'lib/gnu/a.py': 'both', 'lib/gnu/a.pyi': 'data' })
    expect(ships(checked, 'choice-1.0')).toEqual({ 'lib/choice/a.py': 'bytecode' })
    expect(checked.sourceTwin).toEqual([])
    expect(checked.findings).toEqual([])
  })

  test('comes after the written rules', () => {
    const rules = [rule('source', { path: 'tidemark/plugins/**' })]
    expect(decided(FILES, { preset: 'source-free', rules })).toMatchObject({
      'lib/tidemark/__init__.py': 'bytecode',
      'lib/tidemark/plugins/tide.py': 'source',
    })
  })
})

describe('a rule', () => {
  test('that comes first decides', () => {
    const rules = [rule('exclude', { path: 'tidemark/plugins/**' }), rule('source', { path: '**' })]
    expect(decided(FILES, { rules })).toMatchObject({
      'lib/tidemark/__init__.py': 'source',
      'lib/tidemark/plugins/tide.py': 'exclude',
      'lib/tidemark/plugins/tide.json': 'exclude',
      'bin/tide-import': 'data',
    })
  })

  test.each([
    ['tidemark/plugins/*.py'],
    ['tidemark/{plugins,addons}/**'],
    ['**/tide.*'],
    ['lib/tidemark/plugins/tide.py'],
    ['./tidemark/plugins/tide.py'],
  ])('with the path %s matches below lib/ and in the tarball', (path) => {
    expect(decided(FILES, { rules: [rule('source', { path })] })['lib/tidemark/plugins/tide.py']).toBe(
      'source',
    )
  })

  test.each([
    ['plugins/**'],
    ['tidemark/*.py'],
    ['src/tidemark/plugins/**'],
    ['!tidemark/**'],
    ['TIDEMARK/**'],
  ])('with the path %s does not match there', (path) => {
    expect(decided(FILES, { rules: [rule('source', { path })] })['lib/tidemark/plugins/tide.py']).toBe(
      'bytecode',
    )
  })

  test('matches hidden folders too', () => {
    expect(decided(['lib/a/.hidden/b.py'], { rules: [rule('source', { path: 'a/**' })] })).toEqual({
      'lib/a/.hidden/b.py': 'source',
    })
  })

  test.each(['My_Plugin', 'my.plugin', 'my-plugin', 'my-*', '{other,my-plugin}'])(
    'finds the distribution My.Plugin as %s (PEP 503)',
    (name) => {
      const checked = judge(
        inventory(distribution('My.Plugin', ['lib/p.py'])),
        config({ rules: [rule('source', { distribution: name })] }),
      )
      expect(ships(checked)).toEqual({ 'lib/p.py': 'source' })
    },
  )

  test('matches only if all of its conditions match', () => {
    const rules = [rule('source', { path: 'tidemark/**', license: 'GPL-3.0-only' })]
    expect(decided(['lib/tidemark/a.py'], { rules })).toEqual({ 'lib/tidemark/a.py': 'bytecode' })
  })

  test('for bytecode skips files that cannot become bytecode', () => {
    const rules = [rule('bytecode', { path: '**' })]
    expect(decided(FILES, { rules, default: 'source' })).toMatchObject({
      'lib/tidemark/plugins/tide.py': 'bytecode',
      'lib/tidemark/plugins/tide.json': 'data',
      'lib/tidemark/api.pyi': 'data',
      'bin/tide-import': 'data',
    })
  })

  test('decides with its name and reason', () => {
    const checked = judge(
      inventory(distribution('tidemark', ['lib/a.py', 'lib/b.py', 'lib/c.txt', 'bin/d'])),
      config({ rules: [rule('source', { path: 'a.py', reason: 'customers read it' })] }),
    )
    const decisions = checked.decisions.get('tidemark-1.0')?.get('cp312-any')
    expect(decisions?.get('lib/a.py')).toEqual({
      ship: 'source',
      rule: 'policy.rules[0]',
      reason: 'customers read it',
    })
    expect(decisions?.get('lib/b.py')).toMatchObject({ ship: 'bytecode', rule: 'default' })
    expect(decisions?.get('lib/c.txt')).toMatchObject({ ship: 'data', rule: 'built in' })
    expect(decisions?.get('bin/d')?.reason).toContain('#!')
  })

  test('that never matches, or cannot match, is reported with its place', () => {
    const rules = [
      rule('source', { path: 'nothing/**' }),
      rule('bytecode', { path: '**/*.json' }),
      rule('source', { path: '**' }),
      rule('both', { path: 'tidemark/**' }),
      rule('both', { license: 'GPLv3' }),
      rule('both', { license: 'GPL-3.0-only' }),
    ]
    const { findings } = judge(inventory(distribution('tidemark', FILES)), config({ rules }))
    expect(told(findings)).toEqual([
      'error rule-matches-nothing policy.rules[0]',
      'error rule-not-for-files policy.rules[1]',
      'warning rule-never-decides policy.rules[3]',
      'error rule-license-invalid policy.rules[4].license',
      'error rule-matches-nothing policy.rules[5]',
    ])
  })

  test.each([
    [{ path: 'tidmark/**' }, 'path "tidmark/**"', 'did you mean "tidemark/**"? '],
    [{ path: 'tidemark/dta/*.json' }, 'path "tidemark/dta/*.json"', 'did you mean "tidemark/data/*.json"? '],
    [{ path: 'tidemark/cly.py' }, 'path "tidemark/cly.py"', 'did you mean "tidemark/cli.py"? '],
    [{ path: 'tidemark/*.txt' }, 'path "tidemark/*.txt"', ''],
    [{ path: '*.txt' }, 'path "*.txt"', ''],
    [{ distribution: 'tidemrk' }, 'distribution "tidemrk"', 'did you mean "tidemark"? '],
    [{ distribution: 'numpy' }, 'distribution "numpy"', ''],
  ])('that matches nothing is reported with a suggestion: %j', (conditions, condition, suggestion) => {
    const files = ['lib/tidemark/cli.py', 'lib/tidemark/data/ports.json', 'lib/other/x.py']
    const rules = [rule('source', conditions)]
    const { findings } = judge(inventory(distribution('tidemark', files)), config({ rules }))
    expect(findings.find(({ code }) => code === 'rule-matches-nothing')?.args).toEqual({
      condition,
      suggestion,
    })
  })
})

describe('Python source that is not a module', () => {
  test.each(['share/FOO.PY', 'share/tool.pyw', 'share/x.py'])(
    '%s stops a release that is free of source',
    (path) => {
      const checked = judge(
        inventory(distribution('tidemark', [[path, 'data']])),
        config({ preset: 'source-free' }),
      )
      expect(told(checked.findings)).toEqual([`error source-without-bytecode src/${path}`])
      expect(ships(checked)[path]).toBe('exclude')
    },
  )

  test('ships if a rule says so', () => {
    const rules = [rule('data', { path: 'share/**', reason: 'templates' })]
    const checked = judge(
      inventory(distribution('tidemark', [['share/x.py', 'data']])),
      config({ preset: 'source-free', rules }),
    )
    expect(ships(checked)).toEqual({ 'share/x.py': 'data' })
    expect(checked.findings).toEqual([])
  })

  test('is one finding for each folder, and the rule of its advice settles it', () => {
    const paths = ['share/t/a.py', 'share/t/b/c.py', 'share/t/b/d.py', 'share/t/b/e.py', 'x.pyw']
    const given = inventory(
      distribution(
        'tidemark',
        paths.map((path): [string, 'data'] => [path, 'data']),
      ),
    )
    const { findings } = judge(given, config({ preset: 'source-free' }))
    expect(findings.map(({ args }) => [args['files'], args['glob']])).toEqual([
      [['share/t/a.py', '3 more'], 'share/t/**/*.py'],
      [['x.pyw'], 'x.pyw'],
    ])
    const rules = findings.map(({ args }) =>
      rule('exclude', { path: String(args['glob']), reason: 'examples' }),
    )
    expect(judge(given, config({ preset: 'source-free', rules })).findings).toEqual([])
  })

  test('Cython source ships, with a warning', () => {
    const checked = judge(
      inventory(distribution('fast', ['lib/fast/_x.pyx'])),
      config({ preset: 'source-free' }),
    )
    expect(ships(checked)).toEqual({ 'lib/fast/_x.pyx': 'data' })
    expect(told(checked.findings)).toEqual(['warning source-without-bytecode src/fast/_x.pyx'])
  })
})

/** The findings for a distribution with one module under a licence. */
function judged(
  given: Parameters<typeof license>,
  own: boolean,
  changes: Partial<PolicyConfig> = {},
): string[] {
  const options = { license: license(...given), ...(own ? { wheel: undefined } : {}) }
  return told(judge(inventory(distribution('lib', ['lib/l.py'], options)), config(changes)).findings)
}

/** One of a distribution's wheels. */
function wheel(id: string, name = 'lib', given = license(undefined)): ReturnType<typeof distribution> {
  return distribution(name, [`lib/${name}.py`], { id, license: given })
}

describe('a licence', () => {
  test('that is unknown stops a release without source', () => {
    expect(judged([undefined], false)).toEqual(['error license-unknown lib'])
    expect(judged(['Some words', 'license-field'], false)).toEqual(['error license-unknown lib'])
    expect(judged([undefined], false, { default: 'both' })).toEqual(['warning license-unknown lib'])
    expect(judged([undefined], false, { default: 'exclude' })).toEqual([])
  })

  test('that was guessed stops it too', () => {
    expect(judged(['MIT', 'guess'], false)).toEqual(['error license-guessed lib'])
    expect(judged(['MIT', 'config'], false)).toEqual([])
  })

  test('is reported once for all wheels of a distribution that declare the same', () => {
    const parts = [
      wheel('a'),
      wheel('b'),
      wheel('c', 'other'),
      wheel('d', 'lib', license('MIT', 'guess')),
      wheel('e'),
    ]
    const { findings } = judge(inventory(...parts), config({}))
    expect(findings.map(({ code, subject }) => [code, subject.distribution, subject.wheels])).toEqual([
      ['license-unknown', 'lib', 3],
      ['license-unknown', 'other', undefined],
      ['license-guessed', 'lib', undefined],
    ])
  })

  test("of the vendor's own files is a warning at most", () => {
    expect(judged([undefined], true)).toEqual(['warning license-unknown lib'])
    expect(judged(['MIT', 'guess'], true)).toEqual(['warning license-guessed lib'])
  })

  test('that requires source needs a source twin, or the release stops', () => {
    const gnu = inventory(
      distribution('gnu', ['lib/gnu.py'], { license: license('GPL-3.0-only') }),
      distribution('mit', ['lib/mit.py']),
    )
    expect(judge(gnu, config()).sourceTwin).toEqual(['gnu-1.0'])
    expect(judge(gnu, config()).findings).toEqual([])
    expect(judge(gnu, config({ sourceTwin: 'always' })).sourceTwin).toEqual(['gnu-1.0', 'mit-1.0'])
    const never = judge(gnu, config({ sourceTwin: 'never' }))
    expect(never.sourceTwin).toEqual([])
    expect(told(never.findings)).toEqual(['error copyleft-without-source gnu'])
    expect(judge(gnu, config({ sourceTwin: 'never', default: 'both' })).findings).toEqual([])
  })

  test('that requires source is not met by one file of many', () => {
    const gnu = inventory(
      distribution('gnu', ['lib/gnu/a.py', 'lib/gnu/b.py'], { license: license('GPL-3.0-only') }),
    )
    const rules = [rule('both', { path: 'gnu/a.py' })]
    expect(told(judge(gnu, config({ rules, sourceTwin: 'never' })).findings)).toEqual([
      'error copyleft-without-source gnu',
    ])
  })

  test('that requires the source of native files is reported, because no wheel contains it', () => {
    const gnu = inventory(
      distribution('gnu', ['lib/gnu.so'], { license: license('LGPL-3.0-only'), native: true }),
    )
    expect(told(judge(gnu, config()).findings)).toEqual(['warning copyleft-native gnu'])
  })

  test('of files in no target is ignored', () => {
    const all = inventory(distribution('lib', ['lib/l.py'], { license: license(undefined) }))
    expect(judge({ ...all, targets: [] }, config()).findings).toEqual([])
  })
})

describe('the verdict', () => {
  test('contains the findings of reading the project, and judges its licences again', () => {
    const found = [
      finding('version-derived', 'note', {}, { version: '1', source: 'a tag' }),
      finding('license-unknown', 'warning', { distribution: 'lib' }, { distribution: 'lib', found: '' }),
      finding(
        'wheel-missing',
        'error',
        {},
        { origin: 'the wheelhouse', distribution: 'lib', target: 'cp312-any', available: [] },
      ),
    ]
    const result = judge({ ...inventory(distribution('lib', ['lib/l.py'])), findings: found }, config())
    expect(result.findings.map(({ code }) => code)).toEqual(['version-derived', 'wheel-missing'])
  })

  test('says which runtimes were not examined, and why', () => {
    const { facts, config: settings } = judge(inventory(distribution('lib', ['lib/l.py'])), config())
    const runtimes = new Map<string, RuntimeFacts>([
      ['cp312', { kind: 'examined', distributions: new Map() }],
      ['cp313', { kind: 'not-examined', reason: 'no compiler' }],
    ])
    expect(judgeFacts({ ...facts, runtimes }, settings, '2026-01-01').findings).toEqual([
      finding(
        'sources-not-examined',
        'note',
        {},
        { what: 'the modules for cp313 are', reason: 'no compiler' },
      ),
    ])
  })

  test('about a rule names the line of the config where it is written', () => {
    const rules = [rule('source', { path: 'nothing/**' })]
    const about = inventory(distribution('lib', ['lib/l.py']))
    const lines = new Map([['policy.rules[0]', 7]])
    const [item] = judge(about, { ...config({ rules }), lines }).findings
    expect(item?.subject).toEqual({ key: 'policy.rules[0]', path: 'pyproject.toml', line: 7 })
    expect(judge(about, config({ rules })).findings[0]?.subject).toEqual({ key: 'policy.rules[0]' })
  })

  test('stops at an error and passes warnings', () => {
    const unknown = { license: license(undefined) }
    const bad = judge(inventory(distribution('lib', ['lib/l.py'], unknown)), config())
    const own = judge(
      inventory(distribution('lib', ['lib/l.py'], { ...unknown, wheel: undefined })),
      config(),
    )
    expect(() => passed(bad)).toThrow(ExuviaError)
    expect(() => passed(bad)).toThrow(expect.objectContaining({ kind: 'refused', findings: bad.findings }))
    expect(own.findings).toHaveLength(1)
    expect(() => passed(own)).not.toThrow()
  })

  test('decides about every file, whatever the rules', () => {
    const ship = constantFrom('bytecode', 'source', 'both', 'data', 'exclude' as const)
    const path = constantFrom('**', '**/*.py', 'tidemark/*', 'bin/*', '{a,tidemark}/**', 'none')
    const preset = constantFrom(undefined, 'source-free', 'source-included', 'copyleft-source' as const)
    assert(
      property(array(tuple(ship, path), { maxLength: 5 }), preset, ship, (written, chosen, otherwise) => {
        const rules = written.map(([kind, glob]) => rule(kind, { path: glob }))
        const result = decided(FILES, { rules, preset: chosen, default: otherwise })
        expect(Object.keys(result)).toEqual([...FILES])
        const others = Object.entries(result).filter(([at]) => !at.endsWith('.py'))
        expect(others.filter(([, how]) => how !== 'data' && how !== 'exclude')).toEqual([])
      }),
    )
  })
})
