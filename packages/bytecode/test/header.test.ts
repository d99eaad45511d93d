import { ExuviaError } from '@exuvia/model'
import { testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { changeHeader, makeHeader, parseHeader, sourceHash } from '../src/index.ts'
import { INTERPRETERS, runPython } from './interpreters.ts'

const HASHING = INTERPRETERS.filter((item) => !['cp27', 'cp36'].includes(item.runtime))
const SOURCES = ['', 'a', 'x = 1\n', '1234567', '12345678', '123456789', 'päckchen\n'.repeat(99)]

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof ExuviaError) return `${error.kind} ${error.code}`
    throw error
  }
  return 'no error'
}

describe('sourceHash', () => {
  testEach(HASHING)('equals importlib.util.source_hash of $runtime', ({ runtime }) => {
    const script = `
import importlib.util, json, sys
for text in json.load(sys.stdin): print(importlib.util.source_hash(text.encode()).hex())`
    const said = runPython(runtime, script, [], Buffer.from(JSON.stringify(SOURCES)))
    const ours = SOURCES.map((text) => hex(sourceHash(runtime, Buffer.from(text))))
    expect(ours).toEqual(Buffer.from(said).toString().trim().split('\n'))
  })

  test('does not exist before 3.7', () => {
    expect(codeOf(() => sourceHash('cp36', new Uint8Array()))).toBe('usage no-hash-header')
    expect(codeOf(() => sourceHash('cp399', new Uint8Array()))).toBe('usage unknown-runtime')
  })
})

describe('headers', () => {
  testEach(HASHING)('of all three kinds equal what py_compile of $runtime writes', ({ runtime }) => {
    const script = `
import os, py_compile, sys, tempfile
d = tempfile.mkdtemp(); p = os.path.join(d, 'm.py')
open(p, 'w').write('x = 1\\n'); os.utime(p, (1700000000, 1700000000))
for mode in ('TIMESTAMP', 'CHECKED_HASH', 'UNCHECKED_HASH'):
    c = py_compile.compile(p, os.path.join(d, 'm.pyc'), invalidation_mode=getattr(py_compile.PycInvalidationMode, mode))
    print(open(c, 'rb').read(16).hex())`
    const said = Buffer.from(runPython(runtime, script)).toString().trim().split('\n')
    const source = Buffer.from('x = 1\n')
    const facts = { mtime: 1700000000, sourceSize: source.length, sourceHash: sourceHash(runtime, source) }
    const ours = (['timestamp', 'checked-hash', 'unchecked-hash'] as const).map((kind) =>
      hex(makeHeader(runtime, kind, facts)),
    )
    expect(ours).toEqual(said)
    const kinds = said.map((line) => parseHeader(Buffer.from(line, 'hex')).kind)
    expect(kinds).toEqual(['timestamp', 'checked-hash', 'unchecked-hash'])
  })

  testEach(['cp27', 'cp36'])('of %s equal what py_compile writes', (runtime) => {
    const script = `
import binascii, os, py_compile, sys, tempfile
d = tempfile.mkdtemp(); p = os.path.join(d, 'm.py')
open(p, 'w').write('x = 1\\n'); os.utime(p, (1700000000, 1700000000))
py_compile.compile(p, os.path.join(d, 'm.pyc'))
print(binascii.hexlify(open(os.path.join(d, 'm.pyc'), 'rb').read(${runtime === 'cp27' ? 8 : 12})).decode())`
    const said = Buffer.from(runPython(runtime, script)).toString().trim()
    const ours = makeHeader(runtime, 'timestamp', { mtime: 1700000000, sourceSize: 6 })
    expect(hex(ours)).toBe(said)
    expect(parseHeader(ours)).toMatchObject({
      kind: 'timestamp',
      runtime,
      mtime: 1700000000,
      sourceSize: runtime === 'cp27' ? undefined : 6,
    })
  })

  test('take times and sizes modulo 2**32, as importlib does', () => {
    expect(
      parseHeader(makeHeader('cp312', 'timestamp', { mtime: 2 ** 32 + 5.9, sourceSize: 2 ** 33 + 1 })),
    ).toMatchObject({ mtime: 5, sourceSize: 1 })
  })

  test('that do not exist are refused with an alternative', () => {
    expect(codeOf(() => makeHeader('cp36', 'checked-hash'))).toBe('usage no-hash-header')
    expect(codeOf(() => makeHeader('cp312', 'unchecked-hash'))).toBe('usage source-hash-missing')
    expect(codeOf(() => makeHeader('mpy6', 'timestamp'))).toBe('usage unknown-runtime')
  })

  test('that are broken are refused', () => {
    const good = makeHeader('cp312', 'timestamp')
    expect(codeOf(() => parseHeader(good.subarray(0, 3)))).toBe('refused bytecode-too-short')
    expect(codeOf(() => parseHeader(good.subarray(0, 15)))).toBe('refused bytecode-too-short')
    expect(codeOf(() => parseHeader(Buffer.from('#!/usr/bin/python\n')))).toBe('refused not-bytecode')
    const flags = good.slice()
    flags[4] = 2
    expect(codeOf(() => parseHeader(flags))).toBe('refused bad-header-flags')
  })
})

describe('a changed header', () => {
  testEach(HASHING)('is accepted by the import of $runtime as its kind', ({ runtime }) => {
    const script = `
import importlib.util, json, marshal, os, sys, tempfile
if sys.argv[1:] == ['compile']:
    code = marshal.dumps(compile("x = 'compiled'", 'm.py', 'exec'))
    sys.stdout.write((importlib.util.MAGIC_NUMBER + bytes(12) + code).hex()); sys.exit()
d = tempfile.mkdtemp(); sys.path.insert(0, d)
for name, pyc in json.load(sys.stdin).items():
    path = os.path.join(d, name + '.py')
    open(path, 'w').write("x = 'source'"); os.utime(path, (1700000000, 1700000000))
    cached = importlib.util.cache_from_source(path)
    os.makedirs(os.path.dirname(cached), exist_ok=True)
    open(cached, 'wb').write(bytes.fromhex(pyc))
    print(name, __import__(name).x)`
    const pyc = Buffer.from(Buffer.from(runPython(runtime, script, ['compile'])).toString(), 'hex')
    const [mine, other] = ["x = 'source'", 'y'].map((text) => ({
      sourceHash: sourceHash(runtime, Buffer.from(text)),
    }))
    const files = {
      same_time: changeHeader(pyc, 'timestamp', { mtime: 1700000000, sourceSize: 12 }),
      other_time: changeHeader(pyc, 'timestamp', { mtime: 1700000001, sourceSize: 12 }),
      other_size: changeHeader(pyc, 'timestamp', { mtime: 1700000000, sourceSize: 13 }),
      same_hash: changeHeader(pyc, 'checked-hash', mine),
      other_hash: changeHeader(pyc, 'checked-hash', other),
      unchecked: changeHeader(pyc, 'unchecked-hash', other),
      back: changeHeader(changeHeader(pyc, 'checked-hash', other), 'timestamp', {
        mtime: 1700000000,
        sourceSize: 12,
      }),
    }
    const input = JSON.stringify(
      Object.fromEntries(Object.entries(files).map(([name, data]) => [name, hex(data)])),
    )
    const said = Buffer.from(runPython(runtime, script, [], Buffer.from(input)))
      .toString()
      .trim()
      .split('\n')
    expect(said).toEqual([
      'same_time compiled',
      'other_time source',
      'other_size source',
      'same_hash compiled',
      'other_hash source',
      'unchecked compiled',
      'back compiled',
    ])
  })

  test('keeps the magic number and the code, and supports the forms of its Python', () => {
    // 3.5.0's number, which is not the newest of 3.5.
    const old = Buffer.from('160d0d0a0100000002000000aabb', 'hex')
    expect(hex(changeHeader(old, 'timestamp', { mtime: 3, sourceSize: 4 }))).toBe(
      '160d0d0a0300000004000000aabb',
    )
    expect(codeOf(() => changeHeader(old, 'checked-hash'))).toBe('usage no-hash-header')
    expect(codeOf(() => changeHeader(Buffer.from('01000d0a00000000', 'hex').subarray(), 'timestamp'))).toBe(
      'refused bytecode-too-short',
    )
    expect(
      codeOf(() =>
        changeHeader(Buffer.concat([Buffer.from('01000d0a', 'hex'), new Uint8Array(12)]), 'timestamp'),
      ),
    ).toBe('usage unknown-runtime')
  })
})
