import { describe, expect, test } from 'vitest'
import { installedPaths, isWheelStem, parseWheelDataPath, withInterpreter } from '../src/index.ts'

const wheel = { normalizedName: 'sea-wall', version: '1.0' }

describe('the .data folder of a wheel', () => {
  test.each([
    ['sea_wall-1.0.data/scripts/run', { scheme: 'scripts', rest: 'run' }],
    ['Sea.Wall-1.0.data/purelib/a/b.py', { scheme: 'purelib', rest: 'a/b.py' }],
    ['sea-wall-1.0.0.data/data/etc/x', { scheme: 'data', rest: 'etc/x' }],
    ['sea_wall-1.0.data/what/x', { scheme: 'what', rest: 'x' }],
    ['sea_wall-1.1.data/scripts/run', undefined],
    ['other-1.0.data/scripts/run', undefined],
    ['models.data/scripts/run', undefined],
    ['sea_wall/x.data/scripts/run', undefined],
    ['sea_wall-1.0.data/x', undefined],
  ])('%s is %j', (path, expected) => {
    expect(parseWheelDataPath(path, wheel)).toEqual(expected)
  })

  test('is spelled as PEP 503 and PEP 440 make equal', () => {
    expect(isWheelStem('Sea.Wall-1.0.0', wheel)).toBe(true)
    expect(isWheelStem('sea_wall', wheel)).toBe(false)
    expect(isWheelStem('sea_wall-1.0_local', { normalizedName: 'sea-wall', version: '1.0+local' })).toBe(
      false,
    )
  })

  test('of another archive has no meaning', () => {
    const inWheel = installedPaths('sea_wall-1.0-py3-none-any.whl')
    expect(inWheel('Sea.Wall-1.0.data/scripts/run')).toBe('bin/run')
    expect(inWheel('models.data/scripts/run')).toBe('models.data/scripts/run')
    expect(installedPaths('sea_wall-1.0.tar.gz')('sea_wall-1.0.data/scripts/run')).toBe(
      'sea_wall-1.0.data/scripts/run',
    )
  })
})

// As pip's fix_script: a first line that begins with #!python is replaced as a whole.
test.each([
  ['#!python\nprint(1)\n', '#!/usr/bin/env python3\nprint(1)\n'],
  ['#!python\r\nprint(1)\r\n', '#!/usr/bin/env python3\nprint(1)\r\n'],
  ['#!pythonw\r\nprint(1)\r\n', '#!/usr/bin/env python3\nprint(1)\r\n'],
  ['#!python -x\nprint(1)\n', '#!/usr/bin/env python3\nprint(1)\n'],
  ['#!python3\nprint(1)\n', '#!/usr/bin/env python3\nprint(1)\n'],
  ['#!python', '#!/usr/bin/env python3\n'],
  ['#!/usr/bin/python\nprint(1)\n', undefined],
  ['#!/bin/sh\n', undefined],
  ['print(1)', undefined],
])('the script %j becomes %j', (text, expected) => {
  const bytes = withInterpreter(Buffer.from(text))
  expect(bytes === undefined ? undefined : Buffer.from(bytes).toString()).toBe(expected)
})
