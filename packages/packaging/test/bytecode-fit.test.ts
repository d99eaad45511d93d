import { describe, expect, test } from 'vitest'
import { bytecodeFit, magicFit } from '../src/index.ts'
import { python } from './support.ts'

const PYC312 = Buffer.from('cb0d0d0a00000000', 'hex')

describe('bytecode for a runtime', () => {
  test('with its magic number fits', () => {
    expect(bytecodeFit(PYC312, 'cp312')).toEqual({ kind: 'fits' })
  })

  test("of this machine's Python fits it", { tags: ['pypi'] }, async () => {
    const script =
      'import sys, json, importlib.util as u; print("\\n@@" + json.dumps([u.MAGIC_NUMBER.hex(), "cp%d%d" % sys.version_info[:2]]))'
    const [magic, runtime] = await python<[string, string]>(script)
    expect(bytecodeFit(Buffer.from(`${magic}00000000`, 'hex'), runtime)).toEqual({ kind: 'fits' })
  })

  test.each([
    ['cp313', 3571],
    ['cp313t', 3571],
    ['cp314t', 3627],
    ['cp315', 3666],
    ['pp39', 320],
    ['pp39', 336],
    ['pp311', 416],
  ])('fits %s by %i', (runtime, magic) => {
    expect(magicFit(magic, runtime)).toEqual({ kind: 'fits' })
  })

  test.each([
    ['cp311', 3531, 'CPython 3.12'],
    ['cp315', 3531, 'CPython 3.12'],
    ['cp313t', 3531, 'CPython 3.12'],
    ['pp39', 3425, 'CPython 3.9'],
    ['cp39', 336, 'PyPy 3.9'],
    ['cp399', 3531, 'CPython 3.12'],
    ['mpy6', 3531, 'CPython 3.12'],
    ['cp312', 1, 'an unknown Python (magic number 1)'],
    [
      'cp312',
      3513,
      'no released Python: CPython 3.12 had this magic number only before its release (3.12a4)',
    ],
    ['cp35', 3350, 'CPython 3.5 from 3.5.0 to before 3.5.2'],
  ])('does not fit %s with the magic number %i of another', (runtime, magic, found) => {
    expect(magicFit(magic, runtime)).toEqual({ kind: 'other', found })
  })

  test('without a magic number is not bytecode', () => {
    expect(bytecodeFit(Buffer.from('print(1)\n'), 'cp312')).toMatchObject({ kind: 'other' })
    expect(bytecodeFit(Buffer.from('cb0d0d0a', 'hex'), 'cp312')).toMatchObject({ kind: 'other' })
  })

  test.each(['cp316', 'cp399', 'pp312', 'mpy6', 'odd'])(
    'is unknown if both magic numbers are unknown: %s',
    (runtime) => {
      expect(magicFit(3700, runtime)).toEqual({ kind: 'unknown', magic: 3700 })
    },
  )
})
