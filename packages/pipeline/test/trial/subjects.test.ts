import type { TarballManifest } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { whyElsewhere } from '../../src/trial/machine.ts'
import { commandsOf, importsOf } from '../../src/trial/subjects.ts'

function aboutOf(files: Readonly<Record<string, string | undefined>>): TarballManifest {
  const listed = Object.entries(files).map(([path, distribution]) => ({
    path,
    size: 1,
    sha256: '',
    mode: '0644',
    ...(distribution === undefined ? {} : { distribution }),
  }))
  const about = { schema: 'exuvia.tarball/1', name: 'tide', version: '1.0', kind: 'application' } as const
  return { ...about, sourceDate: 0, policy: [], files: listed }
}

const ABOUT = aboutOf({
  'bin/tide': undefined,
  'bin/tide.cmd': undefined,
  'bin/tide-shell': 'tide',
  'lib/tide/__init__.pyc': 'tide',
  'lib/tide/__main__.pyc': 'tide',
  'lib/tide/cli.pyc': 'tide',
  'lib/tide/both.py': 'tide',
  'lib/tide/__pycache__/both.cpython-312.pyc': 'tide',
  'lib/tide/data.json': 'tide',
  'lib/tide/not-a-module.py': 'tide',
  'lib/tide-1.0.dist-info/entry_points.txt': 'tide',
  'lib/gull/__init__.py': 'gull',
  'lib/gull/deep.py': 'gull',
  'lib/_gull.cpython-312-x86_64-linux-gnu.so': 'gull',
  'lib/sea/wave/__init__.pyc': 'sea.wave',
  'lib/sea/wave/inner.pyc': 'sea.wave',
  'libexec/script.py': 'tide',
})

describe('what is imported', () => {
  test('the modules that no package contains, also in a namespace package, and native ones', () => {
    expect(importsOf(ABOUT, new Map(), 'entries')).toEqual(['_gull', 'gull', 'sea.wave', 'tide'])
  })

  test('every module of the project but __main__, each once, after everything else', () => {
    const names = importsOf(ABOUT, new Map(), 'all')
    expect(names).toEqual(['_gull', 'gull', 'sea.wave', 'tide', 'tide.both', 'tide.cli'])
  })

  test('entry points of commands with their attribute, without those that need an extra', () => {
    const gull =
      '[console_scripts]\ngull = gull.cli : main\nfancy = gull.fancy:main [color]\n[gull.plugins]\nx = gull.x:y\n'
    const texts = new Map([
      ['gull', gull],
      ['tide', '[gui_scripts]\ntide = tide.cli:App.run\n'],
    ])
    expect(importsOf(ABOUT, texts, 'entries')).toEqual([
      '_gull',
      'gull',
      'gull.cli:main',
      'sea.wave',
      'tide',
      'tide.cli:App.run',
    ])
  })

  test('a command has one file', () => {
    expect(commandsOf(ABOUT).map(({ path }) => path)).toEqual(['bin/tide', 'bin/tide-shell'])
  })
})

describe('where a tarball runs', () => {
  const linux = { system: 'linux', architecture: 'x64', glibc: true }
  test.each([
    ['any', linux, true],
    ['manylinux_2_28_x86_64', linux, true],
    ['manylinux2014_x86_64', linux, true],
    ['linux_x86_64', linux, true],
    ['manylinux_2_28_aarch64', linux, false],
    ['musllinux_1_2_x86_64', linux, false],
    ['musllinux_1_2_x86_64', { ...linux, glibc: false }, true],
    ['manylinux_2_28_x86_64', { ...linux, glibc: false }, false],
    ['win_amd64', linux, false],
    ['win_amd64', { system: 'win32', architecture: 'x64', glibc: false }, true],
    ['win_arm64', { system: 'win32', architecture: 'x64', glibc: false }, false],
    ['macosx_11_0_arm64', { system: 'darwin', architecture: 'arm64', glibc: false }, true],
    ['macosx_11_0_universal2', { system: 'darwin', architecture: 'x64', glibc: false }, true],
    ['macosx_11_0_x86_64', { system: 'darwin', architecture: 'arm64', glibc: false }, false],
  ])('%s on %o: %s', (platform, machine, runs) => {
    expect(whyElsewhere(platform, machine) === undefined).toBe(runs)
  })
})
