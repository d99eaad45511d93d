import { describe, expect, test } from 'vitest'
import { notOnWindows, refuseUnportable } from '../src/windows-names.ts'

describe('names that Windows does not accept', () => {
  test.each([
    'con',
    'NUL.tar.gz',
    'lib/aux.py',
    'com1',
    'LPT9.txt',
    'com¹',
    'CONIN$',
    'a:b',
    'a?',
    'a.',
    'a ',
    'a\u0001',
  ])('%j', (path) => {
    expect(notOnWindows(path)).toBeDefined()
    expect(() => refuseUnportable(path, 'win32')).toThrow('Windows cannot store')
    refuseUnportable(path, 'linux')
  })

  test.each(['console.py', 'auxiliary', 'com', 'com10', 'null', 'a.b', '.gitignore', 'lib/nulls.txt'])(
    'not %j',
    (path) => {
      expect(notOnWindows(path)).toBeUndefined()
    },
  )
})
