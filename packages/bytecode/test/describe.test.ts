import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { describePyc, describeSizes, magicForRuntime, makeHeader, readPyc } from '../src/index.ts'
import { corpus } from './corpus.ts'
import { INTERPRETERS, interpreter, runPython } from './interpreters.ts'

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
  test.each(MODERN)(
    'says of functions and docstrings what $runtime says',
    { timeout: 60_000 },
    ({ runtime }) => {
      const version = runtime.replace('cp3', '3.')
      const lib = interpreter(runtime).path.replace('bin/python', `lib/python${version}`)
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

  test.each(INTERPRETERS)('tells the level of $runtime by asserts and docstrings', ({ runtime }) => {
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
    expect(levels).toEqual(runtime === 'cp27' ? [[0], [0], [0]] : [[0], [0, 1], [0, 1, 2]])
  })

  test('gives plain data', () => {
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
    expect(pypy.unread).toBe('PyPy 3.9 has code objects of its own, which are not read')
    const unknown = describePyc(Uint8Array.from([1, 0, 13, 10, ...new Uint8Array(12)]))
    expect(unknown).toMatchObject({ runtime: undefined, unread: 'magic number 1 is of no known Python' })
  })
})

describe('describeSizes', () => {
  test.each(INTERPRETERS)('adds up to the file for $runtime', { timeout: 60_000 }, ({ runtime }) => {
    for (const code of corpus(runtime, 100)) {
      const bytes = pyc(runtime, code)
      const { size, total, codes } = describeSizes(readPyc(bytes))
      expect(size).toBe(bytes.length)
      expect(Object.values(total).every((part) => part >= 0)).toBe(true)
      expect(codes.reduce((sum, item) => sum + item.size, 0)).toBeLessThanOrEqual(size)
    }
  })

  test('counts the caches that dis of 3.12 counts', () => {
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
