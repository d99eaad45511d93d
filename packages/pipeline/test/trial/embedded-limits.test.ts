import { describe, expect, test } from 'vitest'
import { withLimit } from '../../src/trial/embedded-limits.ts'

function failed(how: string, lines: readonly string[] = []): ReturnType<typeof withLimit> {
  return withLimit({ worked: false, how, lines })
}

describe('a failure with CPython in WebAssembly is its own limit', () => {
  test.for([
    "ModuleNotFoundError: No module named 'sqlite3'",
    "ModuleNotFoundError: No module named '_multiprocessing'",
    "RuntimeError: can't start new thread",
    'OSError: [Errno 138] emscripten does not support processes.',
    'OSError: [Errno 23] Host is unreachable',
    "OSError: [Errno 69] Read-only file system: '<release>/lib/a.py'",
    'MemoryError',
    'RuntimeError: memory access out of bounds',
    "AttributeError: module 'os' has no attribute 'fork'",
  ])('if it says %s', (how) => {
    expect(failed(how)).toMatchObject({ isLimit: true, how: `CPython in WebAssembly cannot do this: ${how}` })
  })

  test('if the application raised something else for it', () => {
    const lines = ["    ModuleNotFoundError: No module named 'ssl'", '', 'tide.Error: no encryption']
    expect(failed('tide.Error: no encryption', lines).isLimit).toBe(true)
  })

  test('if it took too long', () => {
    expect(failed('no end within 60 seconds')).toMatchObject({
      isLimit: true,
      how: 'no end within 60 seconds',
    })
  })
})

describe('a failure is the tarball’s', () => {
  test.for([
    "ModuleNotFoundError: No module named 'tide.sqlite3'",
    "ModuleNotFoundError: No module named '_tide_version'",
    'OSError: could not get source code',
    "FileNotFoundError: [Errno 44] No such file or directory: '<release>/lib/tide/data.py'",
    "AttributeError: 'NoneType' object has no attribute 'strip'",
  ])('if it says %s', (how) => {
    expect(failed(how).isLimit).toBeUndefined()
  })
})
