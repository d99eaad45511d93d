import { execFileSync } from 'node:child_process'
import { pythonInPyenv, testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { loadableBy, magicForRuntime, runtimesForMagic } from '../src/index.ts'

const RUNTIMES = ['cp27', 'cp36', 'cp37', 'cp38', 'cp39', 'cp310', 'cp311', 'cp312', 'cp313'] as const

function runPython(runtime: string, script: string): string {
  const program = pythonInPyenv(`${runtime[2]}.${runtime.slice(3)}`)
  if (program === undefined) throw new Error(`${runtime} is missing`)
  return execFileSync(program, ['-c', script], { encoding: 'utf8' })
}

describe('magic numbers', () => {
  testEach(RUNTIMES)('of %s equals the interpreter’s own', (runtime) => {
    const script =
      runtime === 'cp27'
        ? 'import imp as m; g = m.get_magic()'
        : 'import importlib.util as m; g = m.MAGIC_NUMBER'
    const said = runPython(
      runtime,
      `${script}
import struct; print(struct.unpack("<H", g[:2])[0])`,
    )
    expect(magicForRuntime(runtime)).toBe(Number(said))
  })

  test('include every number in the table of CPython 3.13’s importlib', { tags: ['cp313'] }, () => {
    const script = `
import importlib._bootstrap_external as b, re
for m in re.finditer(r"^#\\s+Python (3\\.[0-9]+)\\S*:?\\s+(3[0-9]{3})\\b", open(b.__file__).read(), re.M):
    print(m.group(1), m.group(2))`
    const rows = runPython('cp313', script).trim().split('\n')
    expect(rows.length).toBeGreaterThan(150)
    const ours = rows.map((row) => {
      const magic = row.split(' ')[1]
      return `${runtimesForMagic(Number(magic))?.release.split(/[abr]/)[0]?.slice(0, 4)} ${magic}`
    })
    expect(ours.map((row) => row.replace('3.5. ', '3.5 '))).toEqual(rows)
  })

  test('of pre-releases are distinguished from released ones', () => {
    expect(runtimesForMagic(3513)).toEqual({ runtime: 'cp312', release: '3.12a4', final: false })
    expect(runtimesForMagic(3531)).toEqual({ runtime: 'cp312', release: '3.12', final: true })
    expect(runtimesForMagic(3549)).toBeUndefined()
    expect(magicForRuntime('pp39')).toBe(336)
    expect(magicForRuntime('mpy6')).toBeUndefined()
    expect(magicForRuntime('cp316')).toBeUndefined()
    expect(magicForRuntime('cp314t')).toBe(3627)
  })

  test('name the Pythons that load the file', () => {
    expect(loadableBy(3531)).toBe('CPython 3.12')
    expect(loadableBy(3513)).toBe(
      'no released Python: CPython 3.12 had this magic number only before its release (3.12a4)',
    )
    expect(loadableBy(3350)).toBe('CPython 3.5 from 3.5.0 to before 3.5.2')
    expect(loadableBy(3351)).toBe('CPython 3.5 from 3.5.2 on')
    expect(loadableBy(1)).toBe('no known Python (magic number 1)')
    expect(loadableBy(3700)).toBe('a CPython newer than 3.15 (magic number 3700)')
  })
})
