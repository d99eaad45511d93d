import { finding, type Inventory } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { explain } from '../src/index.ts'
import { config, distribution, inventory, judge, rule } from './support.ts'

const checked = judge(
  inventory(
    distribution(
      'tidemark',
      [
        'lib/tidemark/__init__.py',
        'lib/tidemark/cli.py',
        'lib/tidemark/plugins/tide.py',
        'lib/tidemark/a.json',
        'bin/tide',
      ],
      {
        wheel: undefined,
      },
    ),
    distribution('fast', ['lib/fast/core.py'], { id: 'fast-linux' }),
    distribution('fast', ['lib/fast/core.py'], { id: 'fast-mac' }),
  ),
  config({
    preset: 'source-free',
    rules: [
      rule('source', { path: 'tidemark/plugins/**', reason: 'customers write their own after these' }),
      rule('both', { license: 'copyleft' }),
      rule('bytecode', { path: '**' }),
    ],
  }),
)

describe('an explanation', () => {
  test('says what the project was read from, with the notes about it', () => {
    const own = distribution('tidemark', ['lib/tidemark/cli.py'], { wheel: undefined })
    const wheels = ['tidemark-1.0-py3-none-any.whl']
    const note = finding('project-wheel-remembered', 'note', {}, { wheels })
    const about: Inventory = { ...inventory(own), reading: { from: 'remembered', wheels }, findings: [note] }
    expect(explain(judge(about, config()), 'tidemark.cli')).toMatchObject({
      reading: { from: 'remembered', wheels },
      notes: [note],
    })
  })

  test('names the rule that decided, and why the earlier ones did not', () => {
    expect(explain(checked, 'tidemark/cli.py')).toMatchObject({
      path: 'lib/tidemark/cli.py',
      origin: 'src/tidemark/cli.py',
      distribution: 'tidemark',
      decision: { ship: 'bytecode', rule: 'policy.rules[2]' },
      rule: 'path "**" → bytecode (so decided)',
      considered: [
        { rule: 'policy.rules[0]', outcome: 'no-match', because: 'path is not "tidemark/plugins/**"' },
        { rule: 'policy.rules[1]', outcome: 'no-match', because: 'licence does not need "copyleft"' },
        { rule: 'policy.rules[2]', outcome: 'decided', because: 'every condition holds' },
      ],
    })
  })

  test('names the reason why a matching rule was skipped', () => {
    const { considered, decision } = explain(checked, 'tidemark/a.json')
    expect(considered[2]).toMatchObject({
      outcome: 'passed-over',
      because: expect.stringContaining('data files cannot become bytecode'),
    })
    expect(decision.rule).toBe('built in')
  })

  test.each([
    'lib/tidemark/cli.py',
    'tidemark/cli.py',
    'src/tidemark/cli.py',
    './src/tidemark/cli.py',
    'src\\tidemark\\cli.py',
    '/home/dev/tidemark/src/tidemark/cli.py',
    'tidemark.cli',
    'lib/tidemark/cli.pyc',
    'tidemark/cli.pyc',
    'lib/tidemark/__pycache__/cli.cpython-312.pyc',
    'lib/tidemark/__pycache__/cli.cpython-312.opt-2.pyc',
  ])('is found by %s', (path) => {
    expect(explain(checked, path).path).toBe('lib/tidemark/cli.py')
  })

  test('is found by the name of a package and of a command', () => {
    expect(explain(checked, 'tidemark').path).toBe('lib/tidemark/__init__.py')
    expect(explain(checked, 'bin/tide').path).toBe('bin/tide')
  })

  test('names the other wheels that contain the file', () => {
    expect(explain(checked, 'fast.core').alsoIn).toEqual(['fast-mac'])
  })

  test('works before judging', () => {
    expect(explain(judge(checked.inventory, checked.config), 'tidemark.cli')).toEqual(
      explain(checked, 'tidemark.cli'),
    )
  })

  test('for an unknown file names the nearest ones', () => {
    expect(() => explain(checked, 'tidemark/clii.py')).toThrow(
      expect.objectContaining({
        code: 'unknown-path',
        kind: 'usage',
        hint: expect.stringMatching(/similar paths: lib\/tidemark\/cli\.py/),
      }),
    )
  })
})
