import { testEach } from '@exuvia/test-needs'
import { beforeAll, describe, expect, test } from 'vitest'
import { changeHeader, diffPyc, makeHeader, readPyc, slim, writePyc } from '../src/index.ts'
import { INTERPRETERS, runPython } from './interpreters.ts'

const SOURCE = 'import os\nclass C:\n    def f(self, x):\n        return x + 1\n    def g(self): return "g"\n'

function compiled(source: string, filename = 'm.py', runtime = 'cp312', setUp = ''): Uint8Array {
  const script = `
import marshal, sys
${setUp}
out = getattr(sys.stdout, 'buffer', sys.stdout)
out.write(marshal.dumps(compile(sys.stdin.read(), ${JSON.stringify(filename)}, 'exec')))`
  return Buffer.concat([
    makeHeader(runtime, 'timestamp', { mtime: 1, sourceSize: 2 }),
    runPython(runtime, script, [], Buffer.from(source)),
  ])
}

/** `kind where: what before -> after`, for each change. */
function told(a: Uint8Array, b: Uint8Array): string[] {
  return diffPyc(a, b).flatMap(({ kind, where, changes }) =>
    changes.map(({ what, before, after }) => `${kind} ${where}: ${what} ${before ?? ''} -> ${after ?? ''}`),
  )
}

function fifty(prefix: string): string {
  return Array.from({ length: 50 }, (_, i) => `${prefix}${i}`).join(', ')
}

function differences(a: Uint8Array, b: Uint8Array): string[] {
  return diffPyc(a, b).map(({ kind, where }) => `${kind} ${where}`)
}

function pypy(code: string, mtime: number): Uint8Array {
  return Buffer.concat([makeHeader('pp39', 'timestamp', { mtime }), Buffer.from(code)])
}

/** Uses 3.12 to change the constants of a module with two functions. */
function withConsts(consts: string): Uint8Array {
  const script = `
import marshal, sys
code = compile('def f(): return 1\\ndef g(): return 2\\n', 'm.py', 'exec')
c = code.co_consts
sys.stdout.buffer.write(marshal.dumps(code.replace(co_consts=${consts})))`
  return Buffer.concat([makeHeader('cp312', 'timestamp'), runPython('cp312', script)])
}

describe('diffPyc', { tags: ['cp312'] }, () => {
  let plain: Uint8Array = new Uint8Array()
  beforeAll(() => {
    plain = compiled(SOURCE)
  })

  test('finds nothing between equal files', () => {
    expect(differences(plain, compiled(SOURCE))).toEqual([])
  })

  test.each([
    ['a constant', SOURCE.replace('+ 1', '+ 1.0'), ['constants <module>.C.f']],
    ['an operation', SOURCE.replace('+ 1', '- 1'), ['code <module>.C.f']],
    ['a module', SOURCE.replace('os', 're'), ['names <module>']],
    ['an argument', SOURCE.replace('self, x', 'self, x, *, y'), ['arguments <module>.C.f']],
  ])('names %s and where it is', (_, source, wanted) => {
    expect(differences(plain, compiled(source))).toEqual(expect.arrayContaining(wanted))
  })

  test('distinguishes 0.0 and -0.0', () => {
    const zero = compiled(SOURCE.replace('+ 1', '+ 0.0'))
    expect(differences(zero, compiled(SOURCE.replace('+ 1', '+ -0.0')))).toContain('constants <module>.C.f')
  })

  test('distinguishes lines, file names and headers from code', () => {
    const moved = differences(plain, compiled(SOURCE.replace('        return', '\n        return')))
    // The module builds the class, which ends a line later.
    expect(moved).toEqual([
      'columns <module>',
      'lines <module>.C',
      'lines <module>.C.f',
      'lines <module>.C.g',
    ])
    expect(new Set(differences(plain, compiled(SOURCE, 'n.py')).map((item) => item.split(' ')[0]))).toEqual(
      new Set(['file-name']),
    )
    const header = Buffer.from(plain)
    header[8] = 9
    expect(differences(plain, header)).toEqual(['header '])
  })

  test('reports if only the encoding differs', () => {
    expect(differences(plain, writePyc(slim(readPyc(plain), {})))).toEqual(['encoding '])
  })

  test('does not report an encoding if constants or functions change places or occur twice', () => {
    const usual = withConsts('c')
    const swapped = withConsts('(c[1], c[0], *c[2:])')
    const moved = withConsts('(c[2], c[1], c[0])')
    const more = withConsts('(*c, None)')
    const order = 'constants <module>: order of constants and functions  -> '
    expect(told(usual, swapped)).toEqual([order])
    expect(told(usual, moved)).toEqual([order])
    expect(told(usual, more)).toEqual(['constants <module>: number of constants 1 -> 2'])
  })

  test('writes floats as Python does', () => {
    const values = ['1e16', '0.00001', '1.5e-07', '1e300*1e300', '-0.0', '123456.75', '1e22']
    const before = compiled('x = "a"\n')
    const shown = values.map(
      (value) =>
        diffPyc(before, compiled(`x = ${value}\n`)).find(({ kind }) => kind === 'constants')?.changes[0]
          ?.after,
    )
    expect(shown).toEqual(['1e+16', '1e-05', '1.5e-07', 'inf', '-0.0', '123456.75', '1e+22'])
  })

  test('reports whether unreadable code differs', () => {
    expect(told(pypy('one', 1), pypy('one', 1))).toEqual([])
    expect(told(pypy('one', 1), pypy('three', 2))).toEqual([
      "header : source's time 1 -> 2",
      'code : bytes after the header 3 bytes -> 5 bytes',
    ])
    expect(differences(pypy('one', 1), plain)).toEqual(['magic '])
  })

  test('compares nothing between two Pythons', { tags: ['cp311'] }, () => {
    expect(differences(plain, compiled(SOURCE, 'm.py', 'cp311'))).toEqual(['magic '])
  })

  testEach(INTERPRETERS)(
    'tells which constant and name of $runtime, and in which function',
    ({ runtime }) => {
      const one = compiled('def f(x):\n    return x.real + 1.5\n', 'm.py', runtime)
      const two = compiled('def f(x):\n    return x.imag + 2.5\n', 'm.py', runtime)
      expect(told(one, two)).toEqual([
        'names <module>.f: name real -> imag',
        'constants <module>.f: constant 1.5 -> 2.5',
      ])
    },
  )

  testEach(INTERPRETERS)(
    'pairs the functions of $runtime by name, and names those that come and go',
    ({ runtime }) => {
      const f = 'def f(x):\n    return x + 1\n'
      const kinds = diffPyc(
        compiled(`${f}def g(): pass\ndef k(): pass\n`, 'm.py', runtime),
        compiled(`def new(): pass\n${f}def k(): pass\n`, 'm.py', runtime),
      )
      const functions = kinds.find(({ kind }) => kind === 'functions')
      expect(functions?.changes).toEqual([
        { what: 'function or class', before: 'g' },
        { what: 'function or class', after: 'new' },
      ])
      const inside = kinds
        .filter(({ where }) => where !== '<module>')
        .map(({ kind, where }) => `${kind} ${where}`)
      expect(inside).toEqual(['lines <module>.f'])
    },
  )

  testEach(['cp311', 'cp312', 'cp313'])('tells missing columns from missing lines in %s', (runtime) => {
    const file = readPyc(compiled(SOURCE, 'm.py', runtime))
    const full = writePyc(slim(file, {}))
    const columns = diffPyc(full, writePyc(slim(file, { lines: 'lines' })))
    expect(new Set(columns.map(({ kind }) => kind))).toEqual(new Set(['columns']))
    expect(columns[0]?.changes[0]).toMatchObject({ before: 'columns', after: 'none' })
    const lines = diffPyc(full, writePyc(slim(file, { lines: 'none' })))
    // Code without lines has the line of its def: a function on one line loses only its columns.
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(new Set(['lines', 'columns']))
    expect(lines[0]?.changes[0]?.what).toMatch(/^lines of \d+ of \d+ code units$/)
  })

  test('reports the fields of a header', () => {
    expect(told(plain, changeHeader(plain, 'timestamp', { mtime: 9, sourceSize: 2 }))).toEqual([
      "header : source's time 1 -> 9",
    ])
    const hashed = changeHeader(plain, 'checked-hash', { sourceHash: Buffer.from('0102030405060708', 'hex') })
    expect(told(plain, hashed)).toEqual([
      'header : invalidation timestamp -> checked-hash',
      "header : source's time 1 -> ",
      "header : source's size 2 -> ",
      "header : source's hash  -> 0102030405060708",
    ])
  })

  test('explains an encoding by references, interning and the order of sets', { tags: ['cp310'] }, () => {
    const source = 'def f(x): return x in {"first", "second", "third", "some words"}\nd = "some words here"\n'
    // Python interns a text in place if a program interns it, so that the same code has other bytes.
    const interned = compiled(
      source,
      'm.py',
      'cp312',
      `dumps = marshal.dumps
marshal.dumps = lambda code: dumps(code.replace(co_consts=tuple(sys.intern(c) if isinstance(c, str) else c for c in code.co_consts)))`,
    )
    const words = told(compiled(source), interned)
    expect(words.find((line) => line.includes('interned strings'))).toMatch(
      /^encoding : interned strings \d+ -> \d+$/,
    )
    const slimmed = told(plain, writePyc(slim(readPyc(plain), {})))
    expect(slimmed.some((line) => line.includes('FLAG_REF'))).toBe(true)
    const file = readPyc(plain)
    expect(told(plain, writePyc({ ...file, trailing: new Uint8Array(3) }))).toEqual([
      'encoding : bytes behind the value 0 -> 3',
    ])
    // Up to 3.10 the order of a set follows the hash seed.
    const seeded = (seed: number): Uint8Array =>
      compiled(
        source,
        'm.py',
        'cp310',
        `import os\nif os.environ['PYTHONHASHSEED'] != '${seed}': os.environ['PYTHONHASHSEED'] = '${seed}'; os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])`,
      )
    expect(told(seeded(1), seeded(2)).join()).toContain('order of the elements of 1 set')
  })

  test('reports at most 20 changes of a kind, each in 100 characters', () => {
    const imports = diffPyc(compiled(`import ${fifty('a')}`), compiled(`import ${fifty('b')}`)).find(
      ({ kind }) => kind === 'names',
    )
    expect(imports?.changes.length).toBe(20)
    expect(imports?.untold).toBe(80)
    const long = told(compiled(`x = "${'a'.repeat(500)}"`), compiled(`x = ${'9'.repeat(500)}`))
    expect(Math.max(...long.map((line) => line.length))).toBeLessThan(300)
  })
})
