import type { Distribution, Finding, TarballManifest } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { judgeForeign } from '../src/index.ts'
import { config, distribution, inventory, judge, license, packed, policy, rule } from './support.ts'

const SOURCES = policy({ preset: 'source-free', rules: [rule('source', { path: '**' })] })

const OWN = distribution('tidemark', ['lib/tidemark/__init__.py', 'lib/tidemark/tide.py'], {
  wheel: undefined,
})

/** `severity code distribution` of the findings about files in each other's way. */
function shadows(others: readonly Distribution[], settings = config()): string[] {
  const { findings } = judge(inventory(OWN, ...others), settings)
  return findings.filter(({ code }) => CODES.has(code)).map(inWords)
}

const CODES = new Set<string>([
  'hides-standard-module',
  'runs-at-start',
  'pth-at-start',
  'inside-other-package',
])

function inWords({ severity, code, subject, args }: Finding): string {
  return `${severity} ${code} ${subject.distribution} ${String(args['module'] ?? args['package'] ?? args['file'])}`
}

describe('a module with the name of a standard one', () => {
  test.each([
    'lib/enum.py',
    'lib/enum/__init__.py',
    'lib/enum.cpython-312-x86_64-linux-gnu.so',
    'lib/enum.pyc',
  ])('%s is found', (path) => {
    expect(shadows([distribution('enum34', [path])])).toEqual(['error hides-standard-module enum34 enum'])
  })

  test.each(['lib/enum/data.json', 'lib/gull/enum.py', 'share/enum.py', 'lib/enum34/__init__.py'])(
    '%s hides none',
    (path) => {
      expect(shadows([distribution('enum34', [path])])).toEqual([])
    },
  )

  test('is a warning in the project itself', () => {
    const own = distribution('tidemark', ['lib/types.py'], { wheel: undefined })
    expect(judge(inventory(own), config()).findings.map(inWords)).toContain(
      'warning hides-standard-module tidemark types',
    )
  })

  test('depends on the runtime', () => {
    const part = distribution('tomllib-backport', ['lib/tomllib.py', 'lib/imp.py'])
    const about = inventory(part)
    const on = (runtime: string): string[] => {
      const targets = [{ target: { runtime, platform: 'any' }, distributions: [part.id], commands: [] }]
      return judge({ ...about, targets }, config())
        .findings.filter(({ code }) => CODES.has(code))
        .map(inWords)
    }
    expect(on('cp310')).toEqual(['error hides-standard-module tomllib-backport imp'])
    expect(on('cp312')).toEqual(['error hides-standard-module tomllib-backport tomllib'])
  })

  test('may be left out by a rule', () => {
    const settings = config({ rules: [rule('exclude', { distribution: 'enum34' })] })
    expect(shadows([distribution('enum34', ['lib/enum.py'])], settings)).toEqual([])
  })
})

test.each(['sitecustomize', 'usercustomize'])('%s is found', (name) => {
  expect(shadows([distribution('hook', [`lib/${name}.py`])])).toEqual([`error runs-at-start hook ${name}.py`])
})

describe('a file inside the package of another distribution', () => {
  test('is an error in the project, and a warning elsewhere', () => {
    const twisted = distribution('twisted', ['lib/twisted/__init__.py'])
    const plugin = distribution('plugin', ['lib/twisted/plugins/tide.py', 'lib/tidemark/evil.py'])
    expect(shadows([twisted, plugin])).toEqual([
      'warning inside-other-package plugin twisted',
      'error inside-other-package plugin tidemark',
    ])
  })

  test('is found in a package of its own inside the other', () => {
    const plugin = distribution('plugin', ['lib/tidemark/plugin/__init__.py'])
    expect(shadows([plugin])).toEqual(['error inside-other-package plugin tidemark'])
  })

  test('is found in a .dist-info folder', () => {
    const gull = distribution('gull', ['lib/gull-1.0.dist-info/METADATA', 'lib/gull.py'])
    const plugin = distribution('plugin', ['lib/gull-1.0.dist-info/entry_points.txt'])
    expect(shadows([gull, plugin])).toEqual(['warning inside-other-package plugin gull-1.0.dist-info'])
  })

  test('is nothing in a namespace package, with or without __init__.py in all of them', () => {
    const parts = ['a', 'b'].map((name) => distribution(name, [`lib/acme/${name}/__init__.py`]))
    expect(shadows(parts)).toEqual([])
    const old = ['a', 'b'].map((name) =>
      distribution(name, ['lib/acme/__init__.py', `lib/acme/${name}/__init__.py`]),
    )
    expect(shadows(old)).toEqual([])
  })

  test('counts only in a release that has both', () => {
    const plugin = distribution('plugin', ['lib/tidemark/evil.py'])
    const about = inventory(OWN, plugin)
    const targets = [OWN, plugin].map(({ id }, index) => ({
      target: { runtime: 'cp312', platform: `p${index}` },
      distributions: [id],
      commands: [],
    }))
    expect(judge({ ...about, targets }, config()).findings.filter(({ code }) => CODES.has(code))).toEqual([])
  })
})

describe('in a finished archive', () => {
  const inWheel = (artifact: string, ...paths: string[]): string[] =>
    judgeForeign(
      SOURCES,
      paths.map((path) => packed(path)),
      {
        artifact,
        distributions: [{ name: 'dep', normalizedName: 'dep', license: license('MIT'), files: undefined }],
      },
    ).map(inWords)

  test('a wheel for one Python hides a module of it; one for several tells nothing', () => {
    expect(inWheel('dep-1.0-cp312-cp312-linux_x86_64.whl', 'enum.py', 'dep/enum.py')).toEqual([
      'error hides-standard-module dep enum',
    ])
    expect(inWheel('dep-1.0-py3-none-any.whl', 'enum.py')).toEqual([])
  })

  test.each(['sitecustomize.py', 'dep-1.0.data/purelib/sitecustomize.py', 'usercustomize/__init__.py'])(
    'a wheel whose %s runs at every start',
    (path) => {
      const [found = ''] = inWheel('dep-1.0-py3-none-any.whl', path)
      expect(found).toMatch(/^error runs-at-start dep (?:site|user)customize\.py$/)
    },
  )

  test.each(['dep.pth', 'dep-1.0.data/purelib/dep.pth', 'dep-1.0.data/platlib/dep.pth'])(
    'Python reads the %s of a wheel at every start',
    (path) => {
      expect(inWheel('dep-1.0-py3-none-any.whl', path)).toEqual(['warning pth-at-start dep dep.pth'])
    },
  )

  test('Python reads no .pth file in another place', () => {
    expect(inWheel('dep-1.0-py3-none-any.whl', 'dep/dep.pth', 'dep-1.0.data/data/dep.pth')).toEqual([])
  })

  test('the data and scripts of a wheel are no modules', () => {
    expect(
      inWheel('dep-1.0-py3-none-any.whl', 'dep-1.0.data/data/sitecustomize.py', 'x/sitecustomize.py'),
    ).toEqual([])
  })

  test.each([
    [SOURCES, 'error'],
    [undefined, 'warning'],
  ] as const)('the files of a tarball know their distributions (%#)', (given, severity) => {
    const folder = 'tidemark-1.0/'
    const paths = [
      'lib/tidemark/__init__.py',
      'lib/tidemark/extra.py',
      'lib/types.py',
      'lib/enum.py',
      'lib/dep/a.py',
    ]
    // Part of another package, and in nobody's way.
    const vendored = ['lib/tidemark/_vendor/part/a.py', 'lib/tidemark/_vendor/part-1.0.dist-info/METADATA']
    const own = new Set(['lib/tidemark/__init__.py', 'lib/types.py'].map((path) => folder + path))
    const theirs = new Set(
      paths
        .slice(1)
        .filter((path) => path !== 'lib/types.py')
        .map((path) => folder + path),
    )
    const manifest = {
      name: 'tidemark',
      target: 'cp312-any',
      files: [...paths, ...vendored].map((path) => ({ path, ship: 'source' })),
    } as unknown as TarballManifest
    const distributions = [
      { name: 'tidemark', normalizedName: 'tidemark', license: license('MIT'), files: own },
      { name: 'dep', normalizedName: 'dep', license: license('MIT'), files: theirs },
      {
        name: 'part',
        normalizedName: 'part',
        license: license('MIT'),
        files: new Set(vendored.map((path) => folder + path)),
      },
    ]
    const artifact = 'tidemark-1.0-cp312-any.tar.gz'
    const files = [...paths, ...vendored].map((path) => packed(folder + path))
    const found = judgeForeign(given, files, { artifact, manifest, distributions })
    expect(found.map(inWords)).toEqual([
      'warning hides-standard-module tidemark types',
      `${severity} hides-standard-module dep enum`,
      `${severity} inside-other-package dep tidemark`,
    ])
    expect(found.every(({ subject }) => subject.artifact === artifact)).toBe(true)
  })
})
