/**
 * Starts applications that end because a module does not load, on platforms that fit the archive and that do not.
 *
 * @module-tag cp312
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHILDREN_ARCHIVE } from '@exuvia/model'
import { childrenArchive } from '@exuvia/launcher'
import { PYTHONS, python, temporaryFolder, testEach, versionOf } from '@exuvia/test-needs'
import { describe, expect, it } from 'vitest'
import { type App, pathFolder, run, unpack } from './support.ts'

/** A library that does not load, and what applications do about it. */
const APPLICATION = `import ctypes, os, sys


def load():
    import application._speed


def wrapped():
    try:
        load()
    except ImportError as error:
        raise RuntimeError('no speed')


def told():
    try:
        load()
    except ImportError as error:
        sys.exit('no speed')


def fallback():
    try:
        load()
    except ImportError:
        pass
    sys.exit(3)


def library():
    ctypes.CDLL(os.path.join(os.path.dirname(os.path.abspath(__file__)), '_speed.so'))


def other():
    open('/no/such/file')


def fine():
    pass
`
/** The header of an ELF file for IBM S/390, which no machine of the tests is: each loader refuses it. */
const FOREIGN = Buffer.concat([
  Buffer.from('\x7fELF\x02\x02\x01', 'latin1'),
  Buffer.alloc(9),
  Buffer.from([0, 3, 0, 22]),
  Buffer.alloc(44),
])

interface Options {
  readonly attribute?: string
  readonly platform?: string
  readonly code?: string
  readonly runtime?: string
}

function application(version: string, options: Options = {}): App {
  const { attribute = 'load', platform = 'manylinux_2_28_s390x', code } = options
  const runtime = `cp${version.replace('.', '')}`
  const start =
    code === undefined ? { module: 'application.speed', attribute } : { code: 'lib/application/script.py' }
  const app = unpack(version, { native: true, start })
  writeFileSync(join(app.root, 'lib/application/speed.py'), APPLICATION)
  writeFileSync(join(app.root, 'lib/application/_speed.so'), FOREIGN)
  if (code !== undefined) writeFileSync(join(app.root, 'lib/application/script.py'), code)
  // The launcher of `unpack` has the magic number of the interpreter, which does not matter here.
  const archive = childrenArchive(runtime, 0, {
    platform,
    stem: 'tidemark-1.2.0',
    others: ['manylinux_2_99', 'manylinux_2_17', 'musllinux_1_2'].flatMap((family) =>
      ['x86_64', 'aarch64'].map((machine) => ({
        platform: `${family}_${machine}`,
        file: `tidemark-1.2.0-${family}_${machine}.tar.gz`,
      })),
    ),
  })
  writeFileSync(join(app.root, CHILDREN_ARCHIVE), archive)
  return app
}

/** What a start on CPython 3.12 gives; `pretend` is Python that changes where it believes to be. */
function begin(options: Options, pretend = ''): ReturnType<typeof run> {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'usercustomize.py'), '')
  writeFileSync(join(folder, 'sitecustomize.py'), pretend)
  const environment = pretend === '' ? {} : { PYTHONPATH: folder }
  const path = pathFolder({ 'python3.12': '3.12' })
  return run([application('3.12', options).launcher], { path, environment })
}

const NOTE =
  /^tidemark 1\.2\.0: this archive is for Linux s390x \(glibc 2\.28 or newer\), but this Python runs on Linux (\w+) \(glibc 2\.\d+\): use tidemark-1\.2\.0-manylinux_2_17_\1\.tar\.gz\.$/

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

/** Python for a machine or a C library that is not there. */
const uname = (machine: string): string =>
  `import os\nos.uname = lambda: os.uname_result(('', '', '20.1', '', '${machine}'))\n`
const glibc = (version: string): string => `os.confstr = lambda name: 'glibc ${version}'\n`

describe('a module that does not load', () => {
  testEach(PYTHONS)(
    'ends with a line that names both platforms and the fitting archive, on %s',
    (runtime) => {
      const version = versionOf(runtime)
      const ran = run([python(runtime), application(version).launcher], { path: '/nowhere' })
      expect(ran.status).toBe(1)
      expect(lastLine(ran.stderr)).toMatch(NOTE)
      // The library's own words stay, and name no more of the launcher than without the line.
      expect(ran.stderr).toMatch(/^Traceback/)
      expect(ran.stderr).toMatch(/^ImportError: /m)
      expect(ran.stderr.match(/File ".*\/bin\/tidemark"/g)).toHaveLength(1)
      expect(ran.stderr).not.toMatch(/During handling|exuvia_platform/)
    },
  )

  it.each(['wrapped', 'told', 'library'])(
    'is recognised in what an application makes of it: %s',
    (attribute) => {
      const ran = begin({ attribute })
      expect(ran.status).toBe(1)
      expect(ran.stderr.split('\n').filter((line) => NOTE.test(line))).toHaveLength(1)
    },
  )

  it('is recognised in a script, which sees no name of the launcher', () => {
    const code = 'print(sorted(globals()))\nimport application._speed\n'
    const ran = begin({ code })
    expect(ran.status).toBe(1)
    expect(lastLine(ran.stderr)).toMatch(NOTE)
    expect(ran.stdout).not.toMatch(/'_[^_]|'os'|'sys'/)
  })

  it.each([
    ['fallback', 3],
    ['other', 1],
    ['fine', 0],
  ])('is not suspected where the application ends otherwise: %s', (attribute, status) => {
    const ran = begin({ attribute })
    expect(ran.status).toBe(status)
    expect(ran.stderr).not.toMatch(/archive/)
  })

  it.each(['manylinux_2_17_x86_64', 'manylinux2014_aarch64', 'linux_x86_64', 'ios_13_0_arm64'])(
    'is not blamed on a platform that fits or that is unknown: %s',
    (platform) => {
      const machine = platform.endsWith('aarch64') ? 'aarch64' : 'x86_64'
      const ran = begin(
        { platform },
        `import os\nos.uname = lambda: os.uname_result(('Linux', '', '', '', '${machine}'))\n`,
      )
      expect(ran.status).toBe(1)
      expect(ran.stderr).not.toMatch(/archive/)
    },
  )

  it.each([
    [
      'manylinux_2_28_x86_64',
      `${uname('x86_64')}${glibc('2.17')}`,
      'Linux x86_64 (glibc 2.28 or newer)',
      'Linux x86_64 (glibc 2.17)',
      'use tidemark-1.2.0-manylinux_2_17_x86_64.tar.gz',
    ],
    [
      'manylinux_2_28_x86_64',
      `${uname('x86_64')}${glibc('2.12')}`,
      'Linux x86_64 (glibc 2.28 or newer)',
      'Linux x86_64 (glibc 2.12)',
      'use such a system, because this release has no archive for this one',
    ],
    [
      'musllinux_1_2_aarch64',
      `${uname('aarch64')}${glibc('2.36')}`,
      'Linux aarch64 (musl 1.2 or newer)',
      'Linux aarch64 (glibc 2.36)',
      'use tidemark-1.2.0-manylinux_2_17_aarch64.tar.gz',
    ],
    [
      'manylinux_2_28_x86_64',
      `${uname('x86_64')}import glob\nglob.glob = lambda pattern: ['/lib/ld-musl-x86_64.so.1']\ndef none(name): raise OSError(22, 'Invalid argument')\nos.confstr = none\n`,
      'Linux x86_64 (glibc 2.28 or newer)',
      'Linux x86_64 (musl)',
      'use tidemark-1.2.0-musllinux_1_2_x86_64.tar.gz',
    ],
    [
      'macosx_13_0_arm64',
      `${uname('arm64')}import platform, sys\nsys.platform = 'darwin'\nplatform.mac_ver = lambda: ('12.1', (), '')\n`,
      'macOS arm64 (13.0 or newer)',
      'macOS arm64 (12.1)',
      'use such a system, because this release has no archive for this one',
    ],
    [
      'macosx_11_0_arm64',
      `${uname('x86_64')}import platform, sys\nsys.platform = 'darwin'\nplatform.mac_ver = lambda: ('14.1', (), '')\n`,
      'macOS arm64 (11.0 or newer)',
      'macOS x86_64 (14.1)',
      'use such a system, because this release has no archive for this one',
    ],
    [
      'win_amd64',
      `${uname('x86_64')}${glibc('2.36')}`,
      'Windows amd64',
      'Linux x86_64 (glibc 2.36)',
      'use tidemark-1.2.0-manylinux_2_17_x86_64.tar.gz',
    ],
  ])('names an archive of %s for what it is', (platform, pretend, need, have, advice) => {
    const line = lastLine(begin({ platform }, pretend).stderr)
    expect(line).toBe(
      `tidemark 1.2.0: this archive is for ${need}, but this Python runs on ${have}: ${advice}.`,
    )
  })
})
