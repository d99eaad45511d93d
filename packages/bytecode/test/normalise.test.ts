import { spawnSync } from 'node:child_process'
import { magicForRuntime } from '@exuvia/packaging'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PythonTag, python, sampleOf, testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { normalise, readMarshal, slim, type SlimSteps, writeMarshal } from '../src/index.ts'
import { corpus } from './corpus.ts'
import { equalPairs } from './equal.ts'
import { SAMPLE } from './libraries.ts'
import { INTERPRETERS, runPython } from './interpreters.ts'

function transform(runtime: string, code: Uint8Array, steps: SlimSteps): Uint8Array {
  const magic = magicForRuntime(runtime) ?? 0
  return writeMarshal(slim(readMarshal(code, { magic }), steps))
}

describe('normalise', () => {
  testEach(SAMPLE)(
    'gives code that $name finds equal, and is its own normal form; without columns too, with the same lines',
    { timeout: 120_000 },
    async ({ runtime, compile, equal }) => {
      const magic = magicForRuntime(runtime) ?? 0
      const codes = [...(await compile(150))]
      expect(codes.length).toBeGreaterThan(10)
      for (const steps of [{}, { lines: 'lines' }] as const) {
        const pairs = codes.map((code) => {
          const normal = transform(runtime, code, steps)
          const again = writeMarshal(normalise(readMarshal(normal, { magic })))
          expect(Buffer.compare(again, normal)).toBe(0)
          return [code, normal] as const
        })
        // Up to 3.10 there are no columns.
        const columns = Number(runtime.slice(3)) >= 11 && !runtime.startsWith('cp2')
        const leftOut = 'lines' in steps && columns ? ['co_linetable', 'lines'] : []
        expect(await equal(pairs, leftOut)).toBe(pairs.length)
      }
    },
  )
})

describe('normalise, for what several functions use,', () => {
  const SOURCE = `
def f(): return 'a b', b'cd', (1, None), 1.5, 12345, frozenset
def g(): return 'a b', b'cd', (1, None), 1.5, 12345, frozenset
`
  const SHOW = `
import marshal, sys
space = {}
exec(marshal.loads(sys.stdin.buffer.read()), space)
print(all(a is b for a, b in zip(space['f'].__code__.co_consts, space['g'].__code__.co_consts) if a is not None))`
  const COMPILE = `
import marshal, sys
sys.stdout.buffer.write(marshal.dumps(compile(sys.argv[1], 'm.py', 'exec')))`
  // Two functions of few bytes, alike in their tables.
  const TABLES = 'f = lambda x: x in {7}; g = lambda x: x in {7}'
  const SHOW_TABLES = `
import marshal, sys
space = {}
exec(marshal.loads(sys.stdin.buffer.read()), space)
f, g = space['f'].__code__, space['g'].__code__
fields = [name for name in dir(f) if name.startswith('co_') and type(getattr(f, name)) in (bytes, tuple)]
print(*[name for name in fields if getattr(f, name) is getattr(g, name)])`
  const SINCE_38 = INTERPRETERS.filter(({ runtime }) => /^cp3(?:[89]|\d\d)$/.test(runtime))

  testEach(SINCE_38)('leaves one object to `is` in $runtime, as the compiler made it', ({ runtime }) => {
    const code = runPython(runtime, COMPILE, [SOURCE])
    const isOne = (bytes: Uint8Array): string => Buffer.from(runPython(runtime, SHOW, [], bytes)).toString()
    expect(isOne(transform(runtime, code, {}))).toBe(isOne(code))
    expect(isOne(transform(runtime, code, {})).trim()).toBe('True')
  })

  testEach(SINCE_38)('leaves tables of code one object in $runtime where the compiler did', ({ runtime }) => {
    const code = runPython(runtime, COMPILE, [TABLES])
    const shared = (bytes: Uint8Array): string[] =>
      Buffer.from(runPython(runtime, SHOW_TABLES, [], bytes))
        .toString()
        .trim()
        .split(' ')
    const compiled = shared(code)
    expect(compiled).toContain('co_consts')
    expect(shared(transform(runtime, code, {}))).toEqual(expect.arrayContaining(compiled))
  })

  test('keeps a list that two tuples share one list', { tags: ['cp312'] }, () => {
    const dump = `
import marshal, sys
shared = []
sys.stdout.buffer.write(marshal.dumps(((shared, 1), (shared, 2))))`
    const load = 'import marshal, sys; a, b = marshal.loads(sys.stdin.buffer.read()); print(a[0] is b[0])'
    const bytes = transform('cp312', runPython('cp312', dump), {})
    expect(
      Buffer.from(runPython('cp312', load, [], bytes))
        .toString()
        .trim(),
    ).toBe('True')
  })

  test('accepts a table of half a million elements', { tags: ['cp312'] }, () => {
    const compile = `
import marshal, sys
source = 'TABLE = (' + '7,' * 500000 + ')'
sys.stdout.buffer.write(marshal.dumps(compile(source, 'm.py', 'exec')))`
    const code = runPython('cp312', compile)
    const show = 'import marshal, sys; exec(marshal.loads(sys.stdin.buffer.read())); print(len(TABLE))'
    const bytes = transform('cp312', code, {})
    expect(
      Buffer.from(runPython('cp312', show, [], bytes))
        .toString()
        .trim(),
    ).toBe('500000')
  })

  test('does not write nested small tuples repeatedly', () => {
    // x = (x, x), 40 deep: a file of 7 bytes a level, which would be 2 to the 40th written out.
    const levels = 40
    const value = Buffer.concat([
      ...Array.from({ length: levels }, () => Buffer.from([0xa9, 2])),
      Buffer.from([0x4e, 0x4e]),
      ...Array.from({ length: levels - 1 }, (_, index) => Buffer.from([0x72, levels - 1 - index, 0, 0, 0])),
    ])
    const normal = writeMarshal(normalise(readMarshal(value, { magic: 3531 })))
    expect(normal.length).toBeLessThan(value.length + 100)
  })
})

describe('normalise, for files that other states of the interpreter wrote,', () => {
  testEach(sampleOf<readonly PythonTag[]>(['cp37', 'cp38', 'cp310'], ['cp310']))(
    'gives the same bytes: %s',
    { timeout: 60_000 },
    (runtime) => {
      const plain = [...corpus(runtime, 90)]
      const other = [...corpus(runtime, 90, { hashSeed: 5, states: ['reverse', 'keep', 'import'] })]
      const differing = plain.filter((code, index) => Buffer.compare(code, other[index] ?? code) !== 0)
      // Up to 3.10 most files differ, so that the test is meaningful.
      expect(differing.length).toBeGreaterThan(10)
      const normal = (codes: readonly Uint8Array[]): string[] =>
        codes.map((code) => Buffer.from(transform(runtime, code, {})).toString('latin1'))
      expect(normal(other)).toEqual(normal(plain))
    },
  )

  test('refuses a value that contains itself', () => {
    const list = readMarshal(Buffer.from('db010000007200000000', 'hex'), { magic: 3531 })
    expect(() => normalise(list)).toThrow('contains itself, so it has no normal form')
  })
})

describe('slim', () => {
  testEach(INTERPRETERS)(
    'without lines changes nothing else in $runtime',
    { timeout: 60_000 },
    ({ runtime }) => {
      const pairs = [...corpus(runtime, 200)].map(
        (code) =>
          [code, transform(runtime, code, { lines: 'none', filename: () => 'elsewhere.py' })] as const,
      )
      const size = (index: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[index].length, 0)
      expect(size(1)).toBeLessThan(size(0))
      expect(equalPairs(runtime, pairs, ['co_linetable', 'co_lnotab', 'co_filename'])).toBe(pairs.length)
    },
  )

  testEach(INTERPRETERS)('leaves tracebacks that $runtime prints', ({ runtime }) => {
    const compile = `
import marshal, sys
source = 'def f(x):\\n    y = [x]\\n    for i in range(3):\\n        y.append(i)\\n    return 1 / x\\n\\nf(0)\\n'
getattr(sys.stdout, 'buffer', sys.stdout).write(marshal.dumps(compile(source, '/build/secret/m.py', 'exec')))`
    const code = new Uint8Array(spawnSync(python(runtime), ['-c', compile]).stdout)
    const folder = mkdtempSync(join(tmpdir(), 'exuvia-lines-'))
    try {
      const traceback = (steps: SlimSteps): string => {
        const path = join(folder, 'code')
        writeFileSync(path, transform(runtime, code, { ...steps, filename: () => 'm.py' }))
        const run = 'import marshal, sys; exec(marshal.loads(open(sys.argv[1], "rb").read()))'
        const show = `import traceback, sys\ntry:\n  ${run}\nexcept ZeroDivisionError: traceback.print_exc()`
        const result = spawnSync(python(runtime), ['-c', show, path])
        expect(result.status).toBe(0)
        return result.stderr.toString()
      }
      expect(traceback({ lines: 'lines' })).toContain('File "m.py", line 5, in f')
      const none = traceback({ lines: 'none' })
      expect(none).toContain('ZeroDivisionError')
      expect(none).toContain('File "m.py", line 1, in f')
      expect(none).not.toContain('line 5')
      expect(none).not.toContain('secret')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  const WITH_LINES = INTERPRETERS.filter(({ runtime }) => /^cp3\d\d$/.test(runtime))

  testEach(WITH_LINES)(
    'without lines gives every code unit of $runtime the line of the def, and no more units than there are (PEP 626)',
    { timeout: 60_000 },
    ({ runtime }) => {
      const codes = [...corpus(runtime, 90)].map((code) => transform(runtime, code, { lines: 'none' }))
      const show = `
import marshal, struct, sys
data, at, count = sys.stdin.buffer.read(), 0, 0
def check(code):
    lines = list(code.co_lines())
    assert lines[0][0] == 0 and lines[-1][1] == len(code.co_code), code
    assert set(line for _, _, line in lines) == {code.co_firstlineno}, code
    return 1 + sum(check(const) for const in code.co_consts if hasattr(const, 'co_lines'))
while at < len(data):
    size, = struct.unpack_from('<I', data, at)
    count += check(marshal.loads(data[at + 4:at + 4 + size]))
    at += 4 + size
print(count)`
      const input = Buffer.concat(
        codes.flatMap((code) => {
          const size = Buffer.alloc(4)
          size.writeUInt32LE(code.length)
          return [size, code]
        }),
      )
      const count = Number(Buffer.from(runPython(runtime, show, [], input)).toString())
      expect(count).toBeGreaterThan(1000)
    },
  )

  testEach(INTERPRETERS)(
    'without lines leaves what $runtime counts on a line: logging, warnings, frames',
    ({ runtime }) => {
      const compile = `
import marshal, sys
source = '''
from __future__ import print_function; import logging, sys, warnings
logging.basicConfig(format='%(lineno)d %(message)s', stream=sys.stdout)

def work():
    logging.error('logged')
    warnings.simplefilter('always')
    warnings.showwarning = lambda message, category, filename, lineno, *_: print('%d warned' % lineno)
    warnings.warn('x')
    print('%d seen' % sys._getframe().f_lineno)

work()
'''
getattr(sys.stdout, 'buffer', sys.stdout).write(marshal.dumps(compile(source, 'm.py', 'exec')))`
      const code = transform(runtime, runPython(runtime, compile), { lines: 'none' })
      const run = 'import marshal, sys; exec(marshal.loads(getattr(sys.stdin, "buffer", sys.stdin).read()))'
      const result = spawnSync(python(runtime), ['-c', run], { input: code })
      expect(result.stderr.toString()).toBe('')
      expect(result.stdout.toString()).toBe('5 logged\n5 warned\n5 seen\n')
    },
  )

  test.each([
    ['that does not begin with an entry', '05'],
    ['that ends inside an entry', 'e8'],
    ['whose columns are cut off', 'd001'],
    ['whose entry begins inside a number of another', 'e87ced02'],
    ['whose entry begins inside the columns of another', 'd0e902'],
    ['with a number of more than 32 bits', 'e87f7f7f7f7f7f01'],
    ['that adds up to more lines than a file can have', 'e87e7f7f7f3f'.repeat(4)],
  ])('refuses a line table %s', { tags: ['cp312'] }, (_, hex) => {
    const [code = new Uint8Array()] = corpus('cp312', 10_000)
    const file = readMarshal(code, { magic: 3531 })
    if (file.value.kind !== 'code') throw new Error('no code')
    const data = Buffer.from(hex, 'hex')
    const linetable = { kind: 'leaf', type: 0x73, flagged: false, data, start: 0, end: data.length } as const
    const broken = { ...file, value: { ...file.value, linetable } }
    expect(() => slim(broken, { lines: 'lines' })).toThrow('a broken line table')
  })
})
