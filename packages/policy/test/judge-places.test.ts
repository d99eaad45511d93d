import { describe, expect, test } from 'vitest'
import { describeFinding, type Inventory, type PolicyRule, type SharedPlace } from '@exuvia/model'
import { config, distribution, inventory, judge, rule } from './support.ts'

const OWN = distribution('sekizai-app', ['lib/app/__init__.py'], { wheel: undefined })
const SEKIZAI = distribution('django-sekizai', [
  'lib/sekizai/__init__.py',
  'lib/tests/__init__.py',
  'lib/tests/a.py',
])
const TAGS = distribution('django-classy-tags', [
  'lib/classytags/__init__.py',
  'lib/tests/__init__.py',
  'lib/tests/a.py',
])

/** Places that both wheels fill, with different bytes if the digests differ. */
function place(path: string, digests: readonly [string, string], target = 'cp312-any'): SharedPlace {
  const copies = [SEKIZAI, TAGS].map(({ id }, index) => ({
    distribution: id,
    path,
    sha256: digests[index] ?? '',
  }))
  return { target, copies }
}

function both(...shared: SharedPlace[]): Inventory {
  return { ...inventory(OWN, SEKIZAI, TAGS), shared }
}

function clashes(about: Inventory, rules: readonly PolicyRule[] = []): string[] {
  const { findings } = judge(about, config({ rules }))
  return findings.filter(({ code }) => code === 'path-collision').map((item) => describeFinding(item).message)
}

const SHARED = [place('lib/tests/__init__.py', ['1', '2']), place('lib/tests/a.py', ['3', '4'])]

describe('an entry point and a script of one name', () => {
  const SERVER = distribution('tern', ['bin/serve'])
  const command = { name: 'serve', entryOf: OWN.id }
  const copies = [{ distribution: SERVER.id, path: 'bin/serve', sha256: '1' }]
  const about: Inventory = {
    ...inventory(OWN, SERVER),
    shared: [{ target: 'cp312-any', copies, command }],
  }

  test('are one error that names the command', () => {
    const found = judge(about, config()).findings.filter(({ code }) => code.includes('collision'))
    expect(found.map(({ code, severity, args }) => [code, severity, args])).toEqual([
      ['command-collision', 'error', { command: 'serve', first: 'sekizai-app', second: 'tern' }],
    ])
  })

  test('are settled by a rule that leaves out the script', () => {
    const rules = [rule('exclude', { distribution: 'tern', path: 'bin/serve' })]
    const { findings } = judge(about, config({ rules }))
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

describe('different files of two distributions in one place', () => {
  test('are one error with a rule that settles it', () => {
    const found = judge(both(...SHARED), config()).findings.filter(({ code }) => code === 'path-collision')
    expect(found).toEqual([
      {
        code: 'path-collision',
        severity: 'error',
        subject: { target: 'cp312-any' },
        args: {
          paths: ['lib/tests/__init__.py', 'lib/tests/a.py'],
          first: 'django-sekizai',
          second: 'django-classy-tags',
          glob: 'tests/**',
        },
      },
    ])
  })

  test.each([
    ['of one distribution', { distribution: 'django-classy-tags', path: 'tests/**' }],
    ['of both', { path: 'tests/**' }],
    ['of one target', { distribution: 'django-classy-tags', target: 'cp312' }],
  ])('are settled by a rule that leaves out those %s', (_, conditions) => {
    expect(clashes(both(...SHARED), [rule('exclude', conditions)])).toEqual([])
  })

  test('are still an error if the rule leaves out only some', () => {
    expect(clashes(both(...SHARED), [rule('exclude', { path: 'tests/a.py' })])).toEqual([
      'django-sekizai and django-classy-tags bring different files for lib/tests/__init__.py',
    ])
    expect(clashes(both(...SHARED), [rule('exclude', { path: 'tests/**', target: 'cp39' })])).toHaveLength(1)
  })

  test('leave both distributions a part in the package, if one __init__.py is left out', () => {
    const parts = ['a', 'b'].map((name) =>
      distribution(`harbor-${name}`, ['lib/harbor/__init__.py', `lib/harbor/${name}.py`]),
    )
    const rules = [rule('exclude', { distribution: 'harbor-b', path: 'harbor/__init__.py' })]
    expect(judge(inventory(...parts), config({ rules })).findings).toEqual([])
  })

  test('of several targets are one error', () => {
    const shared = ['cp311-any', 'cp312-any'].map((target) => place('lib/a.py', ['1', '2'], target))
    const found = judge(both(...shared), config()).findings.filter(({ code }) => code === 'path-collision')
    expect(found.map(({ subject }) => subject)).toEqual([
      { path: 'lib/a.py', targets: ['cp311-any', 'cp312-any'] },
    ])
  })

  test('the advice names only the files that collide, outside of folders for tests and documents', () => {
    const shared = [place('lib/ns/__init__.py', ['1', '2']), place('lib/ns/a.py', ['1', '2'])]
    const found = judge(both(...shared), config()).findings.find(({ code }) => code === 'path-collision')
    expect(found?.args['glob']).toBe('{ns/__init__.py,ns/a.py}')
  })
})
