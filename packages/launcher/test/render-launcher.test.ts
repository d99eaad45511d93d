import { spawnSync } from 'node:child_process'
import { type LauncherOptions, renderLauncher } from '@exuvia/launcher'
import { ExuviaError } from '@exuvia/model'
import { PYTHONS, python, testEach } from '@exuvia/test-needs'
import { describe, expect, it } from 'vitest'
import { LAUNCHER } from './support.ts'

const VARIANTS: readonly LauncherOptions[] = [
  LAUNCHER,
  { ...LAUNCHER, runtime: 'cp27', magic: 62211, siblings: [] },
  {
    ...LAUNCHER,
    runtime: 'pp39',
    magic: 336,
    gui: true,
    start: { module: 'tidemark.cli', attribute: 'Application.print' },
  },
]

describe('the text of a launcher', () => {
  it('is the same for the same options, whatever the order of the siblings', () => {
    expect(renderLauncher({ ...LAUNCHER, siblings: LAUNCHER.siblings.toReversed() })).toBe(
      renderLauncher(LAUNCHER),
    )
  })

  it('is ASCII with Unix line ends, and has no placeholder left', () => {
    for (const options of VARIANTS) {
      const text = renderLauncher(options)
      expect(text).toMatch(/^#!\/bin\/sh\n[\n\x20-\x7e]*\n$/)
      expect(text).not.toMatch(/@[A-Z_]+@/)
    }
  })

  testEach(PYTHONS)('is Python without a warning on %s', (runtime) => {
    for (const options of VARIANTS) {
      const code = 'import sys; compile(sys.stdin.read(), "launcher", "exec")'
      const input = renderLauncher(options)
      const result = spawnSync(python(runtime), ['-W', 'error', '-c', code], { input, encoding: 'utf8' })
      expect(result).toMatchObject({ status: 0, stderr: '' })
    }
  })

  testEach([
    { needs: ['dash'], flags: [] },
    { needs: ['bash'], flags: ['--posix'] },
    { needs: ['busybox'], flags: ['ash'] },
  ] as const)('is shell for $needs', ({ needs: [program], flags }) => {
    for (const options of VARIANTS) {
      const [, shellPart = ''] = /^([^]*?)\n'''\n/.exec(renderLauncher(options)) ?? []
      const result = spawnSync(program, [...flags, '-n'], { input: shellPart, encoding: 'utf8' })
      expect(result).toMatchObject({ status: 0, stderr: '' })
    }
  })
})

const lazy = (runtime: string): string => renderLauncher({ ...LAUNCHER, runtime, lazyImports: true })

describe('lazy imports', () => {
  it.each(['cp315', 'cp315t', 'cp316', 'cp40'])('begin before %s imports the application', (runtime) => {
    expect(lazy(runtime)).toMatch(
      /\n {4}sys\.set_lazy_imports\('all'\)\nif __name__ == '__main__':\n {4}__import__\(/,
    )
  })

  it.each(['cp27', 'cp314', 'cp314t', 'pp315'])('are left out for %s, which has none', (runtime) => {
    expect(lazy(runtime)).toBe(renderLauncher({ ...LAUNCHER, runtime }))
  })

  it('are off by default', () => {
    expect(renderLauncher({ ...LAUNCHER, runtime: 'cp315' })).not.toContain('lazy')
  })
})

describe('options that no launcher supports', () => {
  it.each<[string, Partial<LauncherOptions>]>([
    ['mpy6 is not CPython or PyPy', { runtime: 'mpy6' }],
    ['70000 is not a 16-bit magic number', { magic: 70_000 }],
    ['is not a file name', { script: '../tidemark' }],
    ['is not a file name', { script: '-tidemark' }],
    ['is not a dotted Python name', { start: { module: "os'; import x", attribute: 'main' } }],
    ['is not a dotted Python name', { start: { module: 'tidemark.cli', attribute: 'main()' } }],
    ['characters other than', { stem: 'tide"$(id)"-1' }],
    ['characters other than', { siblings: [{ runtime: 'cp311', file: "a'b" }] }],
  ])('are refused: %s', (message, change) => {
    const render = (): string => renderLauncher({ ...LAUNCHER, ...change })
    expect(render).toThrow(ExuviaError)
    expect(render).toThrow(message)
  })
})
