/**
 * The example on every Python, from one build per version.
 *
 * @module-tag slow
 * @module-tag bsdtar
 * @module-tag busybox
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
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PYTHONS, python, sampleOf, versionOf } from '@exuvia/test-needs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  exuvia,
  makeReadOnly,
  pathWith,
  type Ran,
  REPOSITORY,
  run,
  temporaryFolder,
  treeOf,
  unpack,
} from './support.ts'

/** The Pythons that the example says it runs on. */
const VERSIONS = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13']
const EXAMPLE = join(REPOSITORY, 'examples/tidemark')
const runtimeOf = (version: string): string => `cp${version.replace('.', '')}`

const ODD_FOLDER = `älv ${'long '.repeat(20)}end`

let dist: string

beforeAll(() => {
  const project = temporaryFolder('tidemark')
  cpSync(EXAMPLE, project, { recursive: true, filter: (path) => !/(?:^|\/)(?:dist|__pycache__)$/.test(path) })
  const file = join(project, 'pyproject.toml')
  const targets = VERSIONS.map((version) => `${runtimeOf(version)}-any`)
  const text = readFileSync(file, 'utf8')
  const widened = text.replace(/^targets = .*$/m, `targets = ${JSON.stringify(targets)}`)
  if (widened === text) throw new Error(`${EXAMPLE}/pyproject.toml names no targets to widen`)
  writeFileSync(file, widened)
  // A name that needs more than the 100 ASCII characters of an old header.
  mkdirSync(join(project, 'src/tidemark/data', ODD_FOLDER))
  writeFileSync(join(project, 'src/tidemark/data', ODD_FOLDER, 'größe.txt'), 'as it is\n')
  exuvia(project, 'build')
  dist = join(project, 'dist')
})

function tarball(version: string): string {
  return join(dist, `tidemark-1.2.0-${runtimeOf(version)}-any.tar.gz`)
}

const COMMANDS = [
  ['--version'],
  ['week', 'merrow', '--from', '2026-11-24'],
  ['week', 'hayle-inlet', '--from', '2026-12-01', '--format', 'calendar'],
  ['harbours'],
  ['plugin', 'show', 'table'],
]

/** The commands as Python itself runs them, from the source and the unpacked wheel. */
function runSource(version: string, args: readonly string[]): Ran {
  const wheel = join(EXAMPLE, 'wheelhouse/harbourlight-1.4.0-py3-none-any.whl')
  const code = 'import sys; from tidemark.cli import main; sys.argv[0] = "tidemark"; sys.exit(main())'
  return run([python(version), '-O', '-B', '-c', code, ...args], {
    environment: { PYTHONPATH: `${join(EXAMPLE, 'src')}:${wheel}` },
  })
}

function runLauncher(version: string, launcher: readonly string[], args: readonly string[]): Ran {
  return run([...launcher, ...args], { environment: { PATH: pathWith(version, `python${version}`) } })
}

describe.each(VERSIONS)('the example for Python %s', (version) => {
  it('runs as it does from source, in a read-only folder with spaces, and leaves the folder unchanged', () => {
    const folder = unpack(tarball(version), temporaryFolder('in a  folder (with) spaces'))
    makeReadOnly(folder)
    const before = treeOf(folder)
    for (const args of COMMANDS) {
      const ran = runLauncher(version, [join(folder, 'bin/tidemark')], args)
      expect(ran).toEqual(runSource(version, args))
      expect(ran.status).toBe(0)
    }
    expect(treeOf(folder)).toEqual(before)
    expect(exuvia('/', 'verify', folder).status).toBe(0)
  })
})

describe.each(sampleOf(VERSIONS, ['3.8', '3.13']))('the example for Python %s', (version) => {
  it('runs with -S, and through a link to the launcher', () => {
    const folder = unpack(tarball(version))
    const link = join(temporaryFolder('links'), 'tide')
    symlinkSync(join(folder, 'bin/tidemark'), link)
    const expected = runSource(version, ['week', 'merrow', '--from', '2026-11-24'])
    for (const launcher of [[python(version), '-S', join(folder, 'bin/tidemark')], [link]]) {
      const ran = runLauncher(version, launcher, ['week', 'merrow', '--from', '2026-11-24'])
      expect(ran).toEqual(expected)
    }
    const selftest = runLauncher(version, [join(folder, 'bin/tidemark')], ['selftest'])
    expect(selftest.stdout).toContain('bytecode alone')
    expect(selftest.status).toBe(0)
  })

  it('contains its second command, and its script with a #! line', () => {
    const folder = unpack(tarball(version))
    const shell = run([join(folder, 'bin/tidemark-shell')], {
      environment: { PATH: pathWith(version, 'python3') },
      input: 'help\n',
    })
    expect(shell.status, shell.stderr).toBe(0)
    expect(shell.stdout).toContain('Tidemark. Type help for the commands.')
    const csv = join(folder, 'constants.csv')
    writeFileSync(
      csv,
      'harbour,name,latitude,longitude,utc_offset,mean,constituent,amplitude,phase\n' +
        'mine,Älvsborg,57.7,11.9,1,0.5,M2,0.3,40\n',
    )
    const script = run([join(folder, 'bin/tidemark-import'), csv], {
      environment: { PATH: `${pathWith(version, 'python3')}:/usr/bin:/bin` },
    })
    expect(script.stderr).toBe('')
    expect(JSON.parse(script.stdout)).toMatchObject({ harbours: { mine: { name: 'Älvsborg' } } })
  })
})

describe.each(sampleOf(VERSIONS, ['3.12']))('the example for Python %s', (version) => {
  it('names its Python on every other Python, and the tarball that fits there', () => {
    const folder = unpack(tarball(version))
    const others = PYTHONS.map((runtime) => versionOf(runtime)).filter((other) => other !== version)
    expect(others.length).toBeGreaterThanOrEqual(8)
    for (const other of others) {
      const ran = run([join(folder, 'bin/tidemark'), '--version'], {
        environment: { PATH: pathWith(other, 'python', 'python3') },
      })
      expect(ran.status, other).not.toBe(0)
      expect(ran.stdout).toBe('')
      expect(ran.stderr).toContain(`tidemark 1.2.0 needs CPython ${version}, which was not found`)
      expect(ran.stderr).toContain(`CPython ${other}.`)
      const fitting = `use tidemark-1.2.0-${runtimeOf(other)}-any.tar.gz`
      expect(ran.stderr).toContain(VERSIONS.includes(other) ? fitting : 'this release has no tarball for it')
    }
  })
})

describe('a tarball', () => {
  it('unpacks to the same files with GNU tar, bsdtar, busybox and Python', () => {
    const file = tarball('3.12')
    // bsdtar requires a locale that contains the letters of the names.
    const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' }
    const script = 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2], filter="tar")'
    const unpackers = [
      (folder: string) => ['tar', '-xzf', file, '-C', folder],
      (folder: string) => ['bsdtar', '-xzf', file, '-C', folder],
      (folder: string) => ['busybox', 'tar', '-xzf', file, '-C', folder],
      (folder: string) => [python('3.12'), '-c', script, file, folder],
    ]
    const trees = unpackers.map((unpacker) => {
      const folder = temporaryFolder('unpacked')
      const ran = run(unpacker(folder), { environment })
      expect(ran).toEqual({ status: 0, stdout: '', stderr: '' })
      return treeOf(folder)
    })
    for (const tree of trees) expect(tree).toEqual(trees[0])
    const odd = `tidemark-1.2.0/lib/tidemark/data/${ODD_FOLDER}/größe.txt`
    expect(trees[0]?.map((entry) => entry.path)).toContain(odd)
    expect(trees[0]?.find((entry) => entry.path.endsWith('bin/tidemark'))?.mode).toBe('755')
    expect(trees[0]?.find((entry) => entry.path.endsWith('EXUVIA.json'))?.mode).toBe('644')
  })
})
