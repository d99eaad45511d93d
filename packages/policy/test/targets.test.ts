import { describe, expect, test } from 'vitest'
import type { Inventory, Target } from '@exuvia/model'
import { explain } from '../src/index.ts'
import { config, distribution, inventory, judge, license, rule } from './support.ts'

const TARGETS: readonly Target[] = [
  { runtime: 'cp39', platform: 'any' },
  { runtime: 'cp312', platform: 'manylinux_2_28_x86_64' },
  { runtime: 'cp312', platform: 'win_amd64' },
]

/** One distribution for all targets. */
function about(paths = ['lib/a.py', 'lib/compat.py']): Inventory {
  const own = distribution('tidemark', paths, { wheel: undefined })
  return {
    ...inventory(own),
    targets: TARGETS.map((target) => ({ target, distributions: [own.id], commands: [] })),
  }
}

/** Target → how a file ships. */
function ships(target: string, path = 'lib/compat.py'): Record<string, string | undefined> {
  const judged = judge(about(), config({ rules: [rule('exclude', { path: 'compat.py', target })] }))
  const decided = [...(judged.decisions.get('tidemark-1.0') ?? [])]
  return Object.fromEntries(decided.map(([name, files]) => [name, files.get(path)?.ship]))
}

const [OLD, LINUX, WINDOWS] = ['cp39-any', 'cp312-manylinux_2_28_x86_64', 'cp312-win_amd64'] as const

describe('a rule for a target', () => {
  test.each([
    ['cp39', [OLD]],
    ['cp312', [LINUX, WINDOWS]],
    ['cp312-win_amd64', [WINDOWS]],
    ['*-win_amd64', [WINDOWS]],
    ['*-windows-*', [WINDOWS]],
    ['cp312-linux-x86_64', [LINUX]],
    ['cp3*', [OLD, LINUX, WINDOWS]],
    ['{cp38,cp39}', [OLD]],
    ['*-manylinux_*', [LINUX]],
  ])('%s holds for %j', (glob, names) => {
    const excluded = Object.entries(ships(glob)).flatMap(([name, ship]) => (ship === 'exclude' ? [name] : []))
    expect(excluded).toEqual(names)
    expect(Object.values(ships(glob, 'lib/a.py'))).toEqual(['bytecode', 'bytecode', 'bytecode'])
  })

  test('that no target meets is reported with the target that was meant', () => {
    const { findings } = judge(about(), config({ rules: [rule('exclude', { path: '**', target: 'cp311' })] }))
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'rule-matches-nothing',
        args: { condition: 'path "**", target "cp311"', suggestion: 'did you mean "cp312"? ' },
      }),
    ])
  })

  test('reports its findings for the targets that they concern', () => {
    const rules = [rule('data', { path: 'tool.pyw', target: 'cp312' })]
    const { findings } = judge(about(['lib/a.py', 'tool.pyw']), config({ rules }))
    expect(findings.map(({ code, subject }) => [code, subject])).toEqual([
      ['source-without-bytecode', { path: 'src/tool.pyw', distribution: 'tidemark', target: OLD }],
    ])
  })

  test('decides about licences as the strictest target', () => {
    const part = distribution('gull', ['lib/gull.py'], { license: license('GPL-3.0-only') })
    const all = {
      ...inventory(part),
      targets: TARGETS.map((target) => ({ target, distributions: [part.id], commands: [] })),
    }
    const judged = judge(all, config({ rules: [rule('both', { path: 'gull.py', target: 'cp312' })] }))
    expect(judged.sourceTwin).toEqual([part.id])
  })

  test('is explained for each set of targets', () => {
    const rules = [rule('source', { path: 'compat.py', target: 'cp39', reason: 'a patch is applied there' })]
    const explained = explain(judge(about(), config({ rules })), 'compat')
    expect([explained, ...explained.others].map(({ targets, decision }) => [targets, decision.ship])).toEqual(
      [
        [[OLD], 'source'],
        [[LINUX, WINDOWS], 'bytecode'],
      ],
    )
    expect(explained.others[0]?.considered[0]?.because).toBe(
      'target is cp312-manylinux_2_28_x86_64, not "cp39"',
    )
  })
})
