import { readFileSync } from 'node:fs'
import { magicForRuntime } from '@exuvia/packaging'
import { describeEach, testEach, python } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { describePyc, describeSizes, makeHeader, normalise, readPyc, writePyc } from '../src/index.ts'
import { corpus } from './corpus.ts'
import { INTERPRETERS, runPython } from './interpreters.ts'

interface Said {
  readonly bytes: string
  readonly docstring: string | null
  readonly functions: readonly {
    readonly qualifiedName: string
    readonly kind: string
    readonly firstLine: number
    readonly arguments: readonly (number | boolean)[]
    readonly docstring: boolean | null
  }[]
}

const SCRIPT = readFileSync(new URL('describe.py', import.meta.url), 'utf8')
const MODULES = ['dataclasses.py', 'argparse.py', 'collections/__init__.py', 'asyncio/tasks.py']
const MODERN = INTERPRETERS.filter((item) => !['cp27', 'cp36', 'cp37'].includes(item.runtime))

function pyc(runtime: string, code: Uint8Array): Uint8Array {
  return Buffer.concat([makeHeader(runtime, 'timestamp', { mtime: 1, sourceSize: 2 }), code])
}

function say(runtime: string, path: string, level: number): Said {
  return JSON.parse(Buffer.from(runPython(runtime, SCRIPT, [path, String(level)])).toString()) as Said
}

describe('describePyc', () => {
  testEach(MODERN)(
    'names the functions and docstrings that $runtime reports',
    { timeout: 60_000 },
    ({ runtime }) => {
      const version = runtime.replace('cp3', '3.')
      const lib = python(runtime).replace('bin/python', `lib/python${version}`)
      for (const module of MODULES) {
        for (const level of module === 'argparse.py' ? [0, 2] : [0]) {
          const said = say(runtime, `${lib}/${module}`, level)
          const { code } = describePyc(pyc(runtime, Buffer.from(said.bytes, 'hex')))
          expect(code?.docstring ?? null).toBe(said.docstring)
          expect(code?.filename).toBe('lib/mod.py')
          expect(code?.optimize.levels).toContain(level)
          const ours = code?.functions.map((item) => ({
            qualifiedName: item.qualifiedName,
            kind: item.kind,
            firstLine: item.firstLine,
            arguments: Object.values(item.arguments),
            docstring: item.kind === 'function' ? item.docstring : null,
          }))
          const sorted = said.functions.toSorted((a, b) => a.firstLine - b.firstLine)
          expect(ours).toEqual(sorted)
        }
      }
    },
  )

  testEach(INTERPRETERS)('tells the level of $runtime by asserts and docstrings', ({ runtime }) => {
    const source = '"doc"\ndef f(x):\n    "says"\n    assert x\n    return x\n'
    const script = `
import marshal, sys
out = getattr(sys.stdout, 'buffer', sys.stdout)
source = ${JSON.stringify(source)}
for level in (0, 1, 2):
    data = marshal.dumps(compile(source, 'm.py', 'exec', 0, True, level) if sys.version_info[0] > 2 else compile(source, 'm.py', 'exec'))
    out.write(data.hex().encode() + b'\\n' if sys.version_info[0] > 2 else data.encode('hex') + '\\n')`
    const lines = Buffer.from(runPython(runtime, script)).toString().trim().split('\n')
    const levels = lines.map(
      (line) => describePyc(pyc(runtime, Buffer.from(line, 'hex'))).code?.optimize.levels,
    )
    const marked = Number(runtime.slice(3)) >= 9
    const each = [marked ? [0] : [0, 1], [0, 1], [0, 1, 2]]
    // 2.7 compiles at the level at which it runs.
    expect(levels).toEqual(
      runtime === 'cp27'
        ? [
            [0, 1],
            [0, 1],
            [0, 1],
          ]
        : each,
    )
  })

  describeEach(INTERPRETERS)('of $runtime', ({ runtime }) => {
    const compiled = (source: string, level: number) => {
      const script = `
import marshal, sys
out = getattr(sys.stdout, 'buffer', sys.stdout)
source = ${JSON.stringify(source)}
out.write(marshal.dumps(compile(source, 'm.py', 'exec', 0, True, ${level}) if sys.version_info[0] > 2 else compile(source, 'm.py', 'exec')))`
      return readPyc(pyc(runtime, runPython(runtime, script)))
    }
    const code = (source: string, level = 0) => describePyc(writePyc(compiled(source, level))).code

    test('does not mistake similar code for a trace of the level', () => {
      const level = runtime === 'cp27' ? 0 : 2
      expect(code('def f():\n    raise AssertionError("x")\n', level)?.optimize.levels).toEqual([0, 1, 2])
      const assigned = code('__doc__ = "x"\nclass C:\n    __doc__ = "y"\n', level)
      expect(assigned?.optimize.levels).toEqual([0, 1, 2])
    })

    test('treats only the first statement as a docstring', () => {
      const source = 'import os\n__doc__ = "x"\nclass C:\n    y = 1\n    __doc__ = "z"\nclass D:\n    "d"\n'
      const found = code(source)
      expect(found?.docstring).toBeUndefined()
      expect(found?.docstrings).toEqual([{ where: 'D', text: 'd' }])
      expect(found?.strings).toEqual(expect.arrayContaining(['x', 'z']))
    })

    test('finds constants that are written as a reference to names', () => {
      const source =
        'def f(alpha, beta):\n    return alpha\ndef g():\n    return f(alpha=1, beta=2), ("alpha", "beta")\n'
      const normal = describePyc(writePyc(normalise(compiled(source, 0)))).code
      expect(normal?.strings).toEqual(expect.arrayContaining(['alpha', 'beta']))
    })

    test('lists readable byte strings', () => {
      const found = code('x = b"token=1", b"\\x00\\xff", b"/home/kai/x"\n')
      const strings = runtime === 'cp27' ? found?.strings : found?.byteStrings
      expect(strings).toEqual(['token=1', '/home/kai/x'])
      expect(found?.outsidePaths).toEqual([{ path: '/home/kai/x', found: 'string', where: '<module>' }])
    })
  })

  testEach(['cp312', 'cp313'])('takes the bound of a type parameter for no docstring: %s', (runtime) => {
    const source = 'class C[T: "bound"]:\n    "c"\n    def m[U: "other"](self, x):\n        "m"\n'
    const script = `
import marshal, sys
sys.stdout.buffer.write(marshal.dumps(compile(${JSON.stringify(source)}, 'm.py', 'exec')))`
    const { code } = describePyc(pyc(runtime, runPython(runtime, script)))
    expect(code?.docstrings.map(({ text }) => text)).toEqual(['c', 'm'])
    expect(code?.strings).toEqual(expect.arrayContaining(['bound', 'other']))
  })

  test('gives plain data', { tags: ['cp312'] }, () => {
    const [code = new Uint8Array()] = corpus('cp312', 10_000)
    const description = describePyc(pyc('cp312', code))
    expect(JSON.parse(JSON.stringify(description))).toMatchObject({
      magic: 3531,
      runtime: 'cp312',
      release: '3.12',
      loadableBy: 'CPython 3.12',
      header: { kind: 'timestamp', mtime: 1, sourceSize: 2 },
    })
  })

  test('describes the header of files whose code it does not read', () => {
    const pypy = describePyc(pyc('pp39', new Uint8Array(20)))
    expect(pypy.code).toBeUndefined()
    expect(pypy.unread).toBe('PyPy 3.9 has code objects of its own, which Exuvia does not read')
    const unknown = describePyc(Uint8Array.from([1, 0, 13, 10, ...new Uint8Array(12)]))
    expect(unknown).toMatchObject({ runtime: undefined, unread: 'no known Python has magic number 1' })
  })
})

describe('describeSizes', () => {
  testEach(INTERPRETERS)('adds up to the file for $runtime', { timeout: 60_000 }, ({ runtime }) => {
    for (const code of corpus(runtime, 100)) {
      const bytes = pyc(runtime, code)
      const { size, total, codes } = describeSizes(readPyc(bytes))
      expect(size).toBe(bytes.length)
      expect(Object.values(total).every((part) => part >= 0)).toBe(true)
      expect(codes.reduce((sum, item) => sum + item.size, 0)).toBeLessThanOrEqual(size)
    }
  })

  test('counts the caches that dis of 3.12 counts', { tags: ['cp312'] }, () => {
    const script = `
import dis, marshal, sys, types
code = compile(open(dis.__file__).read(), 'dis.py', 'exec')
def count(code):
    shown = sum(1 for i in dis.get_instructions(code, show_caches=True) if i.opname == 'CACHE')
    return shown + sum(count(c) for c in code.co_consts if isinstance(c, types.CodeType))
print(marshal.dumps(code).hex(), 2 * count(code))`
    const [hex = '', caches] = Buffer.from(runPython('cp312', script)).toString().trim().split(' ')
    const sizes = describeSizes(readPyc(pyc('cp312', Buffer.from(hex, 'hex'))))
    expect(sizes.total.caches).toBe(Number(caches))
    expect(magicForRuntime('cp312')).toBe(3531)
  })
})
