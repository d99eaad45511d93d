import { describe, expect, test } from 'vitest'
import {
  compiledWheelTags,
  formatWheelTags,
  parseTarget,
  retagWheelFile,
  retagWheelName,
} from '../src/index.ts'

describe('a wheel whose modules became bytecode', () => {
  test.each([
    ['six-1.16.0-py2.py3-none-any.whl', 'cp312', 'six-1.16.0-cp312-none-any.whl'],
    ['six-1.16.0-1-py3-none-any.whl', 'pp39', 'six-1.16.0-1-pp39-none-any.whl'],
    ['a-1.0-cp38-abi3-win_amd64.whl', 'cp312', 'a-1.0-cp312-cp312-win_amd64.whl'],
    [
      'MarkupSafe-3.0.2-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      'cp312',
      'MarkupSafe-3.0.2-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    ],
    ['six-1.16.0-py3-none-any.whl', 'cp313t', 'six-1.16.0-cp313-none-any.whl'],
    ['a-1.0-cp313-cp313t-linux_x86_64.whl', 'cp313t', 'a-1.0-cp313-cp313t-linux_x86_64.whl'],
    ['a-1.0-cp315-abi3.abi3t-linux_x86_64.whl', 'cp315t', 'a-1.0-cp315-cp315t-linux_x86_64.whl'],
  ])('%s is for %s only: %s', (name, runtime, retagged) => {
    expect(retagWheelName(name, runtime)).toBe(retagged)
  })

  test.each([
    ['a-1.0-cp312-cp312-linux_x86_64.whl', 'cp311'],
    ['a-1.0-cp313-cp313-linux_x86_64.whl', 'cp313t'],
    ['a-1.0-cp313-cp313t-linux_x86_64.whl', 'cp313'],
    ['a-1.0-cp38-abi3-linux_x86_64.whl', 'cp313t'],
    ['a-1.0-py2-none-any.whl', 'cp312'],
  ])('%s is not for %s', (name, runtime) => {
    expect(() => retagWheelName(name, runtime)).toThrow(/is not for cp/)
  })

  test('has the new tags in its WHEEL file', () => {
    const text =
      'Wheel-Version: 1.0\nTag: cp38-abi3-manylinux_2_17_x86_64\nTag: cp38-abi3-manylinux2014_x86_64\n'
    const name = 'a-1.0-cp38-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'
    expect(retagWheelFile(text, name, 'cp312')).toBe(
      'Wheel-Version: 1.0\nTag: cp312-cp312-manylinux_2_17_x86_64\nTag: cp312-cp312-manylinux2014_x86_64\n',
    )
  })
})

describe('the tags of a compiled wheel', () => {
  test.each([
    [undefined, false, 'cp312-manylinux_2_28_x86_64', 'cp312-none-any'],
    [undefined, true, 'cp312-manylinux_2_28_x86_64', 'cp312-cp312-manylinux_2_28_x86_64'],
    [undefined, true, 'cp313t-win_amd64', 'cp313-cp313t-win_amd64'],
    [undefined, true, 'pp310-win_amd64', 'pp310-pypy310_pp73-win_amd64'],
    ['a-1-py3-none-any.whl', false, 'cp313t-any', 'cp313-none-any'],
    ['a-1-py3-none-win_amd64.whl', true, 'cp312-win_amd64', 'cp312-none-win_amd64'],
    [
      'a-1-cp38-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      true,
      'cp312-manylinux_2_28_x86_64',
      'cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64',
    ],
  ])('of %s, native %s, for %s are %s', (wheel, native, target, expected) => {
    expect(formatWheelTags(compiledWheelTags(wheel, native, parseTarget(target)))).toBe(expected)
  })
})
