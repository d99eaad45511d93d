/**
 * Every form of bytecode on every Python that supports it.
 *
 * @module-tag slow
 * @module-tag tar
 * @module-tag cp27
 * @module-tag cp36
 * @module-tag cp37
 * @module-tag cp38
 * @module-tag cp39
 * @module-tag cp310
 * @module-tag cp311
 * @module-tag cp312
 * @module-tag cp313
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { python, sampleOf } from '@exuvia/test-needs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  exuvia,
  pathWith,
  REPOSITORY,
  type Ran,
  run,
  temporaryFolder,
  treeOf,
  tryExuvia,
  unpack,
} from './support.ts'

const VERSIONS = sampleOf(['3.8', '3.9', '3.10', '3.11', '3.12', '3.13'], ['3.8', '3.12'])
const LEVELS = ['full', 'lines', 'none'] as const
type Level = (typeof LEVELS)[number]
const runtimeOf = (version: string): string => `cp${version.replace('.', '')}`
const hasColumns = (version: string): boolean => Number(version.split('.')[1]) >= 11

const CLI = `"""A gauge."""
import logging
import sys

from gauge import plugin

LEVELS = {"low": 1, "high": 9}


def read(name):
    if name in {"low", "high", "spring"}:
        return LEVELS[name]
    raise ValueError(name)


def work():
    logging.basicConfig(format="%(levelname)s %(message)s at %(lineno)d", stream=sys.stdout)
    logging.error("logged")
    for name in sorted(LEVELS):
        print(name, read(name), 1.5 * read(name), -0.0)
    print(__doc__, work.__code__.co_consts[-1], sorted({"b", "a"} & {name for name in "abc"}))


def main():
    if sys.argv[1:] == ["work"]:
        return work()
    if sys.argv[1:] == ["plugin"]:
        return plugin.run(0)
    return read(
        "spring",
    )
`

/** Ships with its source, so that a traceback can show the line. */
const PLUGIN = `def run(x):
    """One over x, and one."""
    y = [x]
    return 1 + 1 / y[0]
`

/** The number of the line that begins with this text, from 1. */
function lineOf(text: string, beginning: string): number {
  return 1 + text.split('\n').findIndex((line) => line.startsWith(beginning))
}

function gauge(): string {
  const project = temporaryFolder('gauge')
  mkdirSync(join(project, 'src/gauge'), { recursive: true })
  writeFileSync(join(project, 'src/gauge/__init__.py'), '')
  writeFileSync(join(project, 'src/gauge/cli.py'), CLI)
  writeFileSync(join(project, 'src/gauge/plugin.py'), PLUGIN)
  const targets = JSON.stringify(VERSIONS.map((version) => `${runtimeOf(version)}-any`))
  writeFileSync(
    join(project, 'pyproject.toml'),
    `[project]
name = "gauge"
version = "1"
license = "MIT"
scripts = { gauge = "gauge.cli:main" }
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
`,
  )
  for (const debug of LEVELS) writeConfig(project, debug, `targets = ${targets}`, `debug = "${debug}"`)
  return project
}

function writeConfig(project: string, name: string, root: string, compile: string): void {
  writeFileSync(
    join(project, `${name}.toml`),
    `${root}
[compile]
${compile}
[[policy.rules]]
path = "gauge/plugin.py"
ship = "both"
reason = "customers read it"
`,
  )
}

let project: string
const unpacked = new Map<string, string>()

beforeAll(() => {
  project = gauge()
  // One cache for all levels.
  for (const level of LEVELS) {
    exuvia(project, 'build', '--config', `${level}.toml`, '--toolchain', 'native', '--out', level)
    for (const version of VERSIONS) unpacked.set(`${level} ${version}`, unpack(tarball(level, version)))
  }
}, 300_000)

function tarball(folder: string, version: string): string {
  return join(project, folder, `gauge-1-${runtimeOf(version)}-any.tar.gz`)
}

function folderOf(level: Level, version: string): string {
  const folder = unpacked.get(`${level} ${version}`)
  if (folder === undefined) throw new Error(`${level} was not built for ${version}`)
  return folder
}

function start(level: Level, version: string, argument: string): Ran {
  return run([join(folderOf(level, version), 'bin/gauge'), argument], {
    environment: { PATH: pathWith(version, `python${version}`) },
  })
}

function startSource(version: string, argument: string): Ran {
  const code = 'import sys; from gauge.cli import main; sys.exit(main())'
  return run([python(version), '-B', '-c', code, argument], {
    environment: { PYTHONPATH: join(project, 'src') },
  })
}

/** The frames of the program in a traceback, as `line in function`. */
function frames(stderr: string): string[] {
  return [...stderr.matchAll(/File "(?:.*\/)?gauge\/(?:cli|plugin)\.py", line (\S+), in (\w+)/g)].map(
    ([, line, name]) => `${line} in ${name}`,
  )
}

/** The text below the last frame: the line, and marks. */
function belowLastFrame(stderr: string): string[] {
  return (stderr.split(/^ {2}File .*$/m).at(-1) ?? '').split('\n').filter((line) => line.startsWith('    '))
}

const DEF = { read: lineOf(CLI, 'def read'), work: lineOf(CLI, 'def work'), main: lineOf(CLI, 'def main') }

describe.each(VERSIONS)('on Python %s', (version) => {
  it.each(LEVELS)('a program with debug = "%s" prints the same as its source', (level) => {
    const source = startSource(version, 'work')
    expect(source.stdout).toContain(`ERROR logged at ${DEF.work + 2}`)
    const expected =
      level === 'none' ? source.stdout.replace(`at ${DEF.work + 2}`, `at ${DEF.work}`) : source.stdout
    expect(start(level, version, 'work')).toEqual({ ...source, stdout: expected })
  })

  it.each(LEVELS)('debug = "%s" changes the traceback as documented', (level) => {
    const source = startSource(version, 'fail')
    const ran = start(level, version, 'fail')
    expect(ran.status).toBe(1)
    expect(ran.stderr.trimEnd().split('\n').at(-1)).toBe("KeyError: 'spring'")
    expect(ran.stderr).not.toContain('During handling')
    const own = frames(source.stderr)
    expect(own).toHaveLength(2)
    expect(frames(ran.stderr)).toEqual(
      level === 'none' ? [`${DEF.main} in main`, `${DEF.read} in read`] : own,
    )
  })

  it('only debug = "full" marks columns in the traceback of a module that ships with its source', () => {
    const below = (level: Level): string[] => belowLastFrame(start(level, version, 'plugin').stderr)
    const source = belowLastFrame(startSource(version, 'plugin').stderr)
    expect(source[0]).toBe('    return 1 + 1 / y[0]')
    expect(source).toHaveLength(hasColumns(version) ? 2 : 1)
    expect(below('full')).toEqual(source)
    expect(below('lines')).toEqual(source.slice(0, 1))
    expect(below('none')).toEqual(['    def run(x):'])
  })

  it('EXUVIA.json records the level, and a lower level is smaller', () => {
    const size = (level: Level): number => statSync(tarball(level, version)).size
    const bytecode = (level: Level) =>
      treeOf(join(folderOf(level, version), 'lib'))
        .filter(({ path }) => path.endsWith('.pyc'))
        .map(({ path, content }) => ({ path, content }))
    for (const debug of LEVELS) {
      const about = JSON.parse(readFileSync(join(folderOf(debug, version), 'EXUVIA.json'), 'utf8')) as unknown
      expect(about).toMatchObject({
        compiler: { optimize: 0, debug, normalForm: expect.any(Number) as number },
      })
    }
    expect(bytecode('none')).not.toEqual(bytecode('lines'))
    const same = JSON.stringify(bytecode('lines')) === JSON.stringify(bytecode('full'))
    expect({ same, smaller: size('lines') < size('full') - 10 }).toEqual({
      same: !hasColumns(version),
      smaller: hasColumns(version),
    })
    expect(size('none')).toBeLessThan(size('lines'))
    expect(bytecode('full').map(({ path }) => path)).toContain(
      `gauge/__pycache__/plugin.cpython-${version.replace('.', '')}.pyc`,
    )
  })
})

describe('the same tarball', () => {
  it('results from a cache that contains other levels, and from an empty cache', () => {
    const first = readFileSync(tarball('lines', '3.12'))
    for (const options of [[], ['--no-cache']]) {
      const args = ['--toolchain', 'native', '--target', 'cp312-any', '--out', 'again', ...options]
      exuvia(project, 'build', '--config', 'lines.toml', ...args)
      expect(readFileSync(tarball('again', '3.12')).equals(first)).toBe(true)
    }
  })

  it.each(LEVELS)('results from a native and an embedded compiler of one version: debug = "%s"', (level) => {
    const args = ['--toolchain', 'embedded', '--target', 'cp312-any', '--out', 'embedded']
    const ran = exuvia(project, 'build', '--config', `${level}.toml`, '--json', ...args)
    const { manifest } = JSON.parse(ran.stdout) as { readonly manifest: { readonly compilers: unknown } }
    const version = run([python('3.12'), '--version'])
      .stdout.trim()
      .replace('Python ', '')
    expect(manifest.compilers).toMatchObject([{ toolchain: 'embedded', version, debug: level }])
    expect(readFileSync(tarball('embedded', '3.12')).equals(readFileSync(tarball(level, '3.12')))).toBe(true)
  })
})

function sum(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all + size, 0)
}

interface Artifact {
  readonly files: readonly { readonly size: number; readonly sourceSize?: number }[]
}

it('the README states the sizes that builds of the example show', () => {
  const example = temporaryFolder('tidemark')
  cpSync(join(REPOSITORY, 'examples/tidemark'), example, { recursive: true })
  const file = join(example, 'pyproject.toml')
  const text = readFileSync(file, 'utf8')
  const ratio = (compile: string): string => {
    writeFileSync(file, text.replace('[tool.exuvia.compile]', `[tool.exuvia.compile]\n${compile}`))
    const ran = exuvia(example, 'build', '--target', 'cp312-any', '--json')
    const { manifest } = JSON.parse(ran.stdout) as {
      readonly manifest: { readonly artifacts: readonly Artifact[] }
    }
    const modules = manifest.artifacts[0]?.files.filter(({ sourceSize }) => sourceSize !== undefined) ?? []
    return (
      sum(modules.map(({ size }) => size)) / sum(modules.map(({ sourceSize = 0 }) => sourceSize))
    ).toFixed(1)
  }
  const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8')
  const claim =
    /Python 3\.12 is ([\d.]+) times the size of its source; CPython's own `\.pyc` files are ([\d.]+) times/.exec(
      readme,
    )
  expect(claim?.slice(1)).toEqual([ratio(''), ratio('normalise = false')])
})

describe('compile', () => {
  /** A module's code object as `py_compile` of the interpreter writes it. */
  const REFERENCE = `
import py_compile, sys
py_compile.compile(sys.argv[1], sys.argv[2], dfile='gauge/plugin.py', invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
`
  const LINES = `
import sys, types
def lines(code):
    yield sorted({line for _, _, line in code.co_lines() if line is not None})
    for const in code.co_consts:
        if isinstance(const, types.CodeType): yield from lines(const)
def columns(code):
    return any(one[2] is not None for one in code.co_positions())
sys.path.insert(0, sys.argv[1])
import shore
print(list(lines(shore.tide.__code__)), columns(shore.tide.__code__), shore.__file__.endswith('.pyc'), shore.tide(3))
`

  it('keeps the output of py_compile only with --no-normalise', () => {
    const reference = join(temporaryFolder('reference'), 'plugin.pyc')
    const compiled = run([python('3.12'), '-c', REFERENCE, join(project, 'src/gauge/plugin.py'), reference])
    expect(compiled.status, compiled.stderr).toBe(0)
    const args = [
      'compile',
      'src',
      '--runtime',
      'cp312',
      '--toolchain',
      'native',
      '--clean',
      '--out',
      'compiled',
    ]
    const bytes = (...options: readonly string[]): Buffer => {
      exuvia(project, ...args, ...options)
      return readFileSync(join(project, 'compiled/gauge/plugin.pyc'))
    }
    expect(bytes('--no-normalise').equals(readFileSync(reference))).toBe(true)
    expect(bytes('--no-normalise', '--debug', 'full').equals(readFileSync(reference))).toBe(true)
    expect(bytes().equals(readFileSync(reference))).toBe(false)
    expect(bytes().equals(bytes('--debug', 'lines'))).toBe(true)
    // The same form as in a tarball, except for the level of a file that ships beside its source.
    const inTarball = join(folderOf('none', '3.12'), 'lib/gauge/__pycache__/plugin.cpython-312.pyc')
    expect(bytes('--debug', 'none').equals(readFileSync(inTarball))).toBe(true)
  })

  it.each([
    [[], '[[1, 2, 3, 4]] False True 4'],
    [['--debug', 'full'], '[[1, 2, 3, 4]] True True 4'],
    [['--debug', 'none'], '[[1]] False True 4'],
    [['--no-normalise'], '[[1, 2, 3, 4]] True True 4'],
  ] as const)('does the same for wheels: %j', (options, expected) => {
    const folder = temporaryFolder('wheels')
    const make = `
import base64, hashlib, zipfile
record = []
with zipfile.ZipFile('shore-1-py3-none-any.whl', 'w') as wheel:
    def write(name, text):
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()
        record.append('%s,sha256=%s,%d\\n' % (name, digest, len(text)))
        wheel.writestr(name, text)
    write('shore.py', 'def tide(hour):\\n    if hour < 0:\\n        hour = -hour\\n    return hour + 1\\n')
    write('shore-1.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: shore\\nVersion: 1\\n')
    write('shore-1.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('shore-1.dist-info/RECORD', ''.join(record) + 'shore-1.dist-info/RECORD,,\\n')
`
    expect(run([python('3.12'), '-c', make], { cwd: folder }).status).toBe(0)
    exuvia(folder, 'compile', 'shore-1-py3-none-any.whl', '--runtime', 'cp312', '--out', 'out', ...options)
    const [wheel = ''] = readdirSync(join(folder, 'out'))
    const ran = run([python('3.12'), '-c', LINES, join(folder, 'out', wheel)])
    expect(ran.stderr).toBe('')
    expect(ran.stdout.trim()).toBe(expected)
  })

  it('refuses --no-normalise with another level, and an unknown level', () => {
    const args = ['compile', 'src', '--runtime', 'cp312', '--out', 'refused']
    const both = tryExuvia(project, ...args, '--no-normalise', '--debug', 'none')
    expect(both.status).toBe(2)
    expect(both.stderr).toContain(
      '--no-normalise keeps the bytes of the compiler, which is --debug full, not none',
    )
    const unknown = tryExuvia(project, ...args, '--debug', 'columns')
    expect(unknown.status).toBe(2)
    expect(unknown.stderr).toContain('Expected one of full, lines, none.')
    expect(readdirSync(project)).not.toContain('refused')
  })
})

describe('a Python whose code objects Exuvia cannot read', () => {
  it('gets bytecode as compiled; a note reports it once, and the manifest records it', () => {
    // CPython 3.9 under PyPy's name and magic number.
    const pypy = join(temporaryFolder('pypy'), 'pypy3.9')
    writeFileSync(
      pypy,
      `#!${python('3.9')}
import sys
# Else it writes this magic number into the standard library of the real Python 3.9.
sys.dont_write_bytecode = True
import _frozen_importlib_external as system
sys.executable = ${JSON.stringify(pypy)}
sys.implementation.name = 'pypy'
sys.version += ' [PyPy 7.3.11]'
system.MAGIC_NUMBER = (336).to_bytes(2, 'little') + b'\\r\\n'
exec(sys.argv[sys.argv.index('-c') + 1], {'__name__': '__main__'})
`,
      { mode: 0o755 },
    )
    const toolchains = `toolchains = { pp39 = ${JSON.stringify(pypy)} }`
    writeConfig(project, 'pypy', 'targets = ["pp39-any", "cp312-any"]', `debug = "none"\n${toolchains}`)
    const ran = exuvia(project, 'build', '--config', 'pypy.toml', '--out', 'pypy')
    const note = 'note pp39 bytecode ships as compiled, with debug = "full" and not normalised: '
    expect(ran.stderr.split('\n').filter((line) => line.includes('bytecode ships as compiled'))).toEqual([
      `${note}PyPy 3.9 has code objects of its own, which Exuvia does not read`,
    ])
    expect(ran.stdout).toContain('magic 336; optimize 0, debug full, as compiled')
    expect(ran.stdout).toMatch(/debug none, normal form \d+/)
    const folder = unpack(join(project, 'pypy/gauge-1-pp39-any.tar.gz'))
    const about = JSON.parse(readFileSync(join(folder, 'EXUVIA.json'), 'utf8')) as { compiler: object }
    expect(about.compiler).toMatchObject({ magic: 336, debug: 'full' })
    expect(about.compiler).not.toHaveProperty('normalForm')
    const code = `
import marshal, sys
print(marshal.loads(open(sys.argv[1], 'rb').read()[16:]) == compile(open(sys.argv[2]).read(), 'gauge/cli.py', 'exec'))
`
    const same = run([
      python('3.9'),
      '-c',
      code,
      join(folder, 'lib/gauge/cli.pyc'),
      join(project, 'src/gauge/cli.py'),
    ])
    expect(same).toEqual({ status: 0, stdout: 'True\n', stderr: '' })
    expect(exuvia(project, 'verify', 'pypy').status).toBe(0)
  })
})
