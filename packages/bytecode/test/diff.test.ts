import { describe, expect, test } from 'vitest'
import { diffPyc, makeHeader, readPyc, slim, writePyc } from '../src/index.ts'
import { runPython } from './interpreters.ts'

const SOURCE = 'import os\nclass C:\n    def f(self, x):\n        return x + 1\n    def g(self): return "g"\n'

function compiled(source: string, filename = 'm.py', runtime = 'cp312'): Uint8Array {
  const script = `
import marshal, sys
sys.stdout.buffer.write(marshal.dumps(compile(sys.stdin.read(), ${JSON.stringify(filename)}, 'exec')))`
  return Buffer.concat([
    makeHeader(runtime, 'timestamp', { mtime: 1, sourceSize: 2 }),
    runPython(runtime, script, [], Buffer.from(source)),
  ])
}

function differences(a: Uint8Array, b: Uint8Array): string[] {
  return diffPyc(a, b).map(({ kind, where }) => `${kind} ${where}`)
}

describe('diffPyc', () => {
  const plain = compiled(SOURCE)

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

  test('tells 0.0 from -0.0', () => {
    const zero = compiled(SOURCE.replace('+ 1', '+ 0.0'))
    expect(differences(zero, compiled(SOURCE.replace('+ 1', '+ -0.0')))).toContain('constants <module>.C.f')
  })

  test('tells lines, file names and headers from code', () => {
    const moved = differences(plain, compiled(SOURCE.replace('        return', '\n        return')))
    expect(new Set(moved.map((item) => item.split(' ')[0]))).toEqual(new Set(['lines']))
    expect(new Set(differences(plain, compiled(SOURCE, 'n.py')).map((item) => item.split(' ')[0]))).toEqual(
      new Set(['file-name']),
    )
    const header = Buffer.from(plain)
    header[8] = 9
    expect(differences(plain, header)).toEqual(['header '])
  })

  test('says where only the encoding differs', () => {
    expect(differences(plain, writePyc(slim(readPyc(plain), {})))).toEqual(['encoding '])
  })

  test('compares nothing between two Pythons', () => {
    expect(differences(plain, compiled(SOURCE, 'm.py', 'cp311'))).toEqual(['magic '])
  })
})
