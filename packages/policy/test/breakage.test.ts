import {
  type Config,
  type DistributionFacts,
  type EntryPoint,
  type Facts,
  type OptimizeLevel,
  type PolicyRule,
  type SourceUse,
  describeFinding,
} from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { judge as judgeFacts } from '../src/index.ts'
import { config, distribution, inventory, rule } from './support.ts'

const INIT = { path: 'lib/a/__init__.py' }
const PATHS = ['lib/a/__init__.py', 'lib/a/b.py', 'lib/a/settings.py']

function use(changes: Partial<SourceUse> & Pick<SourceUse, 'kind'>): SourceUse {
  return { line: 3, level: 'import', function: '', detail: '', ...changes }
}

/** What is said about `lib/a/b.py`: `severity code: message`. */
function said(
  uses: readonly SourceUse[],
  {
    optimize = 2,
    rules = [],
    ignored = [],
    decorators = [],
    paths = PATHS,
    given = [],
    entryPoints = [],
    isProject = false,
    unreached = [],
  }: {
    readonly optimize?: OptimizeLevel
    readonly rules?: readonly PolicyRule[]
    readonly ignored?: NonNullable<ReturnType<DistributionFacts['files']['get']>>['ignored']
    readonly decorators?: readonly string[]
    readonly paths?: readonly string[]
    readonly given?: DistributionFacts['given']
    readonly entryPoints?: readonly EntryPoint[]
    readonly isProject?: boolean
    readonly unreached?: readonly string[]
  } = {},
): string[] {
  const own = {
    ...distribution('a', paths),
    entryPoints,
    wheel: isProject ? undefined : 'a-1-py3-none-any.whl',
  }
  const about = inventory(own)
  const facts: DistributionFacts = {
    files: new Map([
      ['lib/a/__init__.py', { uses: [], ignored: [] }],
      ['lib/a/b.py', { uses, ignored }],
    ]),
    decorators: new Set(decorators),
    called: new Set(),
    given,
    unreached: new Set(unreached),
  }
  const runtimes = new Map([['cp312', { kind: 'examined', distributions: new Map([[own.id, facts]]) }]])
  const base = config({ rules })
  const settings: Config = { ...base, compile: { ...base.compile, optimize } }
  return judgeFacts({ inventory: about, runtimes } as unknown as Facts, settings, '2026-01-01').findings.map(
    (item) => `${item.severity} ${item.code}: ${describeFinding(item).message}`,
  )
}

describe('an assert', () => {
  const effect = use({ kind: 'assert-effect', level: 'call', detail: 'read()' })

  test('in a module beside which its machine code lies never runs', () => {
    const native = ['lib/a/b.cpython-312-x86_64-linux-gnu.so', 'lib/a/b.pyd', 'lib/a/b.abi3.so']
    for (const path of native) expect(said([effect], { paths: [...PATHS, path] })).toEqual([])
    for (const path of ['lib/a/c.abi3.so', 'lib/b.so', 'lib/a/b.txt'])
      expect(said([effect], { paths: [...PATHS, path] })[0]).toMatch(/^error/)
  })

  test('with an effect is an error where -O removes it, and nothing where it stays', () => {
    const error = 'error assert-removed: -O breaks this: the assert runs read(), whose effect is lost'
    expect(said([effect])).toEqual([error])
    expect(said([effect], { optimize: 1 })).toEqual([error])
    expect(said([effect], { optimize: 0 })).toEqual([])
    expect(said([effect], { rules: [rule('both', { path: 'lib/a/b.py' })] })).toEqual([])
    expect(said([effect], { rules: [rule('source', { path: 'lib/a/b.py' })] })).toEqual([])
  })

  test('that is all of a function is an error, and one that a docstring promises a warning', () => {
    expect(said([use({ kind: 'assert-guard', level: 'call', detail: 'ensure_name' })])).toEqual([
      'error assert-removed: -O breaks this: ensure_name() only asserts, so that nothing checks',
    ])
    expect(said([use({ kind: 'assert-promised', level: 'call', detail: 'send' })])[0]).toMatch(
      /^warning .*promises/,
    )
    expect(said([use({ kind: 'assert-guard', level: 'main', detail: 'ensure' })])[0]).toMatch(/^warning/)
    // Some only look for mistakes of their users.
    expect(said([use({ kind: 'assert-guard', level: 'call', detail: 'check_input' })])[0]).toMatch(/^warning/)
  })

  test('is no switch, but __debug__ is', () => {
    const kind = 'debug-switch'
    expect(said([use({ kind, detail: 'default' })])[0]).toMatch(/^error .*__debug__ turns this off/)
    expect(said([use({ kind, detail: 'return' })])[0]).toMatch(/^error .*another result without __debug__/)
  })

  test('that takes away what may be missing is a warning', () => {
    expect(said([{ ...effect, detail: 'pop()', use: 'default' }])[0]).toMatch(/^warning .*runs pop\(\)/)
  })

  test('that decides a result is an error, and one that only names the exception a warning', () => {
    expect(said([use({ kind: 'assert-caught', level: 'call' })])).toEqual([
      'error assert-removed: -O breaks this: the assert decides the result, because a handler for AssertionError gives another',
    ])
    expect(said([use({ kind: 'assert-caught', level: 'call', detail: 'other' })])).toEqual([
      'warning assert-removed: -O breaks this: a handler expects the AssertionError, which no longer comes',
    ])
  })

  test('about options is an error where it lists them, and a warning where none may be left', () => {
    const options = use({ kind: 'assert-options', level: 'call', detail: 'kw', use: 'listed' })
    expect(said([options])[0]).toMatch(/^error .*only the assert refuses unknown arguments in \*\*kw/)
    expect(said([{ ...options, use: 'left' }])[0]).toMatch(/^warning/)
  })

  test('equal ones are one finding that counts the others', () => {
    const many = Array.from({ length: 6 }, (_, index) => ({
      ...effect,
      line: index + 1,
      detail: `pull_${index}()`,
    }))
    expect(said(many)).toEqual([
      'error assert-removed: -O breaks this: the assert runs pull_0(), whose effect is lost (also src/a/b.py:2, src/a/b.py:3, src/a/b.py:4 and 2 more)',
    ])
  })
})

describe('a docstring', () => {
  test('that an import needs is an error, and one that a call needs a warning', () => {
    const crash = use({ kind: 'doc-crash', detail: '.strip', owner: 'module' })
    const what = 'docstring-removed: -OO breaks this: .strip is used on a docstring, which is None'
    expect(said([crash])).toEqual([`error ${what}`])
    expect(said([{ ...crash, level: 'call' }])).toEqual([`warning ${what}`])
    expect(said([crash], { optimize: 1 })).toEqual([])
  })

  test('that is searched, or an empty text where it is missing, is a warning', () => {
    const search = use({
      kind: 'doc-content',
      function: 'check',
      detail: 'findall',
      use: 'search',
      owner: 'parameter outer',
    })
    const what =
      'docstring-removed: -OO breaks this: findall() looks for text in a docstring, which is missing'
    expect(said([search])).toEqual([`warning ${what}`])
    expect(said([search], { optimize: 1 })).toEqual([])
  })

  test('of a decorated function is an error only where something is decorated', () => {
    const crash = use({
      kind: 'doc-crash',
      level: 'call',
      function: 'add',
      detail: '+',
      owner: 'parameter inner',
    })
    expect(said([crash])[0]).toMatch(/^warning/)
    expect(said([crash], { decorators: ['add'] })[0]).toMatch(/^warning/)
    expect(said([crash], { decorators: ['add('] })[0]).toMatch(/^error/)
  })

  test('that is imported is an error only where it is of a module that ships as bytecode', () => {
    const crash = use({ kind: 'doc-crash', detail: '.strip' })
    expect(said([{ ...crash, owner: 'import a.__doc__' }])[0]).toMatch(/^error/)
    expect(said([{ ...crash, owner: 'import numpy.__doc__' }])[0]).toMatch(/^warning/)
    for (const kept of [rule('source', INIT), rule(undefined, { ...INIT, docstrings: 'keep' })]) {
      expect(said([{ ...crash, owner: 'import a.__doc__' }], { rules: [kept] })).toEqual([])
    }
  })

  test('in a module that nothing imports is a warning', () => {
    const crash = use({ kind: 'doc-crash', detail: '.strip', owner: 'module' })
    expect(said([crash])[0]).toMatch(/^error/)
    expect(said([crash], { unreached: ['lib/a/b.py'] })).toEqual([
      'warning docstring-removed: -OO breaks this: .strip is used on a docstring, which is None, in a module that nothing here imports',
    ])
  })

  test('with options or help in it', () => {
    const content = use({ kind: 'doc-content', detail: 'docopt.docopt', owner: 'module' })
    expect(said([content])[0]).toMatch(/^error .*docopt takes the options of the command/)
    const help = { ...content, detail: 'argparse.ArgumentParser' }
    expect(said([help])[0]).toMatch(/^warning .*--help/)
    expect(said([{ ...help, owner: 'definition main', use: 'help', level: 'call' }])[0]).toMatch(
      /^warning .*--help/,
    )
    expect(said([{ ...content, detail: 'print' }])).toEqual([])
    // A docopt that gets any docstring needs its text.
    expect(said([{ ...content, owner: 'other', level: 'call' }])[0]).toMatch(/^error .*docopt takes/)
  })

  test('that a command gives away is an error, and one that a library may give is none', () => {
    const given = use({
      kind: 'doc-content',
      level: 'call',
      detail: 'usage',
      owner: 'module',
      callers: ['main'],
    })
    expect(said([given])).toEqual([])
    expect(said([{ ...given, level: 'import' }])).toEqual([])
    const entryPoints = [{ name: 'a', module: 'a.b', attribute: 'main', gui: false }]
    expect(said([given], { entryPoints })).toEqual([
      'error docstring-removed: -OO breaks this: usage gets a docstring, which is None',
    ])
    expect(said([{ ...given, owner: 'other' }], { entryPoints })).toEqual([])
  })

  test('that a decorator with something of the distribution reads', () => {
    const given = use({
      kind: 'doc-crash',
      level: 'call',
      function: 'extend',
      detail: '+',
      owner: 'parameter given',
    })
    expect(said([given], { decorators: ['extend(own)'] })[0]).toMatch(/^error/)
    expect(said([given], { decorators: ['extend('] })[0]).toMatch(/^warning/)
  })

  test('that a library reads is a warning, and an error where the library refuses what has none', () => {
    const shown = use({ kind: 'doc-shown', detail: 'click', use: 'main' })
    expect(said([shown])).toEqual([
      'warning docstring-removed: -OO breaks this: click takes the text of --help from docstrings, such as that of main',
    ])
    expect(said([shown], { optimize: 1 })).toEqual([])
    // The commands of the project itself, but not what an interface says of it.
    expect(said([shown], { isProject: true })[0]).toMatch(/^error/)
    expect(said([{ ...shown, detail: 'FastAPI' }], { isProject: true })[0]).toMatch(/^warning/)
    const needed = { ...shown, detail: 'langchain' }
    expect(said([needed])[0]).toMatch(/^error .*what a model reads of a tool/)
    expect(said([{ ...needed, level: 'call' }])[0]).toMatch(/^warning/)
    expect(said([needed], { rules: [rule(undefined, { path: 'a/b.py', docstrings: 'empty' })] })[0]).toMatch(
      /^error/,
    )
    expect(said([needed], { rules: [rule(undefined, { path: 'a/b.py', docstrings: 'keep' })] })).toEqual([])
  })

  test('without which a class refuses to start', () => {
    const refused = use({ kind: 'doc-refused', level: 'call', owner: 'self', function: '__init__' })
    expect(said([refused])[0]).toMatch(/^error/)
    expect(said([{ ...refused, function: 'help' }])[0]).toMatch(/^warning/)
  })

  test('that a function gets while it is imported is certainly one of the source only as a definition', () => {
    const refused = use({ kind: 'doc-refused', owner: 'parameter outer', function: 'add', callers: ['add'] })
    expect(said([refused])[0]).toMatch(/^warning/)
    expect(said([refused], { decorators: ['add('] })[0]).toMatch(/^warning/)
    expect(said([refused], { decorators: ['add(', 'add(own)'] })[0]).toMatch(/^error/)
    expect(said([refused], { decorators: ['add'] })[0]).toMatch(/^error/)
  })
})

describe('a switch that cures', () => {
  const crash = use({ kind: 'doc-crash', detail: '.strip', owner: 'module' })
  const index = use({ kind: 'doc-crash', detail: '[]', owner: 'module', use: 'text' })
  const content = use({ kind: 'doc-content', detail: 'docopt.docopt', owner: 'module' })
  const effect = use({ kind: 'assert-effect', level: 'call', detail: 'read()' })
  const B = { path: 'a/b.py' }

  test('empty docstrings cure what fails for None alone', () => {
    const rules = [rule(undefined, { ...B, docstrings: 'empty' })]
    expect(said([crash], { rules })).toEqual([])
    expect(said([index], { rules })).toEqual([
      'error docstring-removed: -OO breaks this: [] is used on a docstring, which is empty',
    ])
    expect(said([content], { rules })[0]).toMatch(/docopt/)
  })

  test('kept docstrings cure what needs their text too, and asserts stay judged', () => {
    const rules = [rule(undefined, { ...B, docstrings: 'keep' })]
    expect(said([crash, index, content], { rules })).toEqual([])
    expect(said([effect], { rules })[0]).toMatch(/assert-removed/)
  })

  test('kept asserts cure asserts alone', () => {
    const rules = [rule(undefined, { ...B, optimize: 0, docstrings: 'strip' })]
    expect(said([effect], { rules })).toEqual([])
    expect(said([crash], { rules })[0]).toMatch(/docstring-removed/)
  })

  test('holds where the docstring is, not where it is read', () => {
    const given = use({ kind: 'doc-crash', detail: '.strip', owner: 'parameter outer', function: 'add' })
    const reader = [rule(undefined, { ...B, docstrings: 'keep' })]
    expect(said([given], { rules: reader })[0]).toMatch(/^(?:error|warning) docstring-removed/)
    const whole = [rule(undefined, { distribution: 'a', docstrings: 'empty' })]
    expect(said([given], { rules: whole })).toEqual([])
  })
})

describe('a source', () => {
  test('that is read at import is an error at every level, one that a call reads a warning', () => {
    const read = use({ kind: 'source-read', detail: 'inspect.getsource' })
    expect(said([read], { optimize: 0 })).toEqual([
      'error source-needed: no-source breaks this: inspect.getsource fails without the source',
    ])
    expect(said([{ ...read, level: 'call' }], { optimize: 0 })[0]).toMatch(/^warning/)
  })

  test('that is named counts where it is a file of the distribution, ships as bytecode, and is read', () => {
    const named = use({ kind: 'module-named', detail: 'settings.py', reads: ['open'], use: 'load' })
    expect(said([named])).toEqual([
      'error source-needed: no-source breaks this: reads lib/a/settings.py, which ships as bytecode',
    ])
    // As in a tool that opens os.path.join(given, "settings.py").
    expect(said([{ ...named, use: 'join' }])[0]).toMatch(/^warning source-needed/)
    expect(said([{ ...named, detail: 'other.py' }])).toEqual([])
    expect(said([{ ...named, reads: [] }])).toEqual([])
    expect(said([named], { rules: [rule('source', { path: 'lib/a/settings.py' })] })).toEqual([])
  })

  test('whose name has a number counts where such a module is beside it', () => {
    const named = use({ kind: 'module-named', detail: 'settin%s.py', own: true, reads: [], use: 'join' })
    expect(said([named])[0]).toMatch(/^error .*reads lib\/a\/settings\.py/)
    expect(said([{ ...named, detail: 'data%d.py' }])).toEqual([])
    // Such a name fits any module.
    expect(said([{ ...named, detail: '%s.py' }])).toEqual([])
  })

  test('that is below the module counts if it is the only one of its name', () => {
    const named = use({ kind: 'module-named', detail: 'b.py', own: true, reads: [], use: 'join' })
    const paths = ['lib/a/b.py', 'lib/a/help/ask.py', 'lib/a/one/c.py', 'lib/a/two/c.py']
    expect(said([{ ...named, detail: 'ask.py' }], { paths })[0]).toMatch(
      /^error .*reads lib\/a\/help\/ask\.py/,
    )
    expect(said([{ ...named, detail: 'ask.py', own: false }], { paths })).toEqual([])
    expect(said([{ ...named, detail: 'c.py' }], { paths })).toEqual([])
  })

  test('that an import looks for beside its module is an error where modules are there', () => {
    const listed = use({ kind: 'modules-listed', detail: '*.py', own: true })
    expect(said([listed])).toEqual([
      'error source-needed: no-source breaks this: looks for files "*.py", and finds no bytecode',
    ])
    // Modules of such a name, which only users have.
    const plugIns = { ...listed, detail: '/*/__plug_in__.py' }
    expect(said([plugIns])[0]).toMatch(/^warning/)
    expect(said([plugIns], { paths: [...PATHS, 'lib/a/more/__plug_in__.py'] })[0]).toMatch(/^error/)
    // A folder that a caller names, which may hold anybody's modules.
    expect(said([{ ...listed, own: false, use: 'import' }])[0]).toMatch(/^warning/)
    // The program's own plug-ins are among them.
    const paths = [...PATHS, 'lib/a/plugins/more.py']
    expect(said([{ ...listed, own: false, use: 'import' }], { paths })[0]).toMatch(/^error/)
    expect(said([{ ...listed, own: false, use: 'package' }], { paths })[0]).toMatch(/^error/)
    expect(said([{ ...listed, own: false, use: '' }], { paths })[0]).toMatch(/^warning/)
    const elsewhere = { paths: [...PATHS, 'lib/b/plugins/more.py'] }
    expect(said([{ ...listed, own: false, use: 'import' }], elsewhere)[0]).toMatch(/^warning/)
    const below = { paths: [...PATHS, 'lib/a/web/plugins/more.py'] }
    expect(said([{ ...listed, own: false, use: 'import' }], below)[0]).toMatch(/^warning/)
    expect(said([{ ...listed, own: false, use: 'package' }], below)[0]).toMatch(/^error/)
    // A tool that its authors run.
    expect(said([{ ...listed, level: 'main' }])[0]).toMatch(/^warning/)
  })
})

describe('a comment', () => {
  const read = use({ kind: 'source-read', detail: 'inspect.getsource' })
  const comment = { line: 2, codes: ['source-needed'], reason: 'tested' }

  test('silences its code on its line and the next', () => {
    expect(said([read], { ignored: [comment] })).toEqual([])
    expect(said([read], { ignored: [{ ...comment, line: 3 }] })).toEqual([])
  })

  test('without effect, without a reason or with another code is a warning', () => {
    const problem = (ignored: typeof comment): string | undefined => said([], { ignored: [ignored] })[0]
    expect(problem(comment)).toMatch(/^warning ignore-unused: .*there is nothing to ignore/)
    expect(problem({ ...comment, reason: '' })).toMatch(/it gives no reason/)
    expect(problem({ ...comment, codes: ['syntax-error'] })).toMatch(/no finding has the code "syntax-error"/)
  })
})

test('a decorator of another distribution that reads the source is an error where the module has none', () => {
  const given = [{ path: 'lib/a/b.py', line: 7, reader: 'sacred.config' }]
  expect(said([], { given })).toEqual([
    'error source-needed: no-source breaks this: sacred.config reads the source of what it decorates',
  ])
  expect(said([], { given, rules: [rule('source', { path: 'lib/a/b.py' })] })).toEqual([])
  const ignored = [{ line: 7, codes: ['source-needed'], reason: 'an experiment' }]
  expect(said([], { given, ignored })).toEqual([])
})
