/**
 * Real applications from the package index, compiled and run.
 *
 * @module-tag slow
 * @module-tag pypi
 * @module-tag tar
 * @module-tag cp311
 * @module-tag cp312
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sampleOf } from '@exuvia/test-needs'
import { beforeAll, describe, expect, it } from 'vitest'
import { fetchRegistry } from './registry.ts'
import {
  exuvia,
  fileNames,
  pathWith,
  type Ran,
  run,
  type Seen,
  temporaryFolder,
  treeOf,
  tryExuvia,
  unpack,
} from './support.ts'

let registry: string
beforeAll(async () => {
  registry = await fetchRegistry()
}, 600_000)
const THIS_MACHINE = `manylinux_2_17_${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`

/** Settles the licences that the wheels' own metadata leave vague. */
const configuration = (): string => `
[dependencies]
wheelhouse = ${JSON.stringify(join(registry, 'wheelhouse'))}
provided = ["colorama"]

[policy]
preset = "source-free"

[licenses]
packaging = "Apache-2.0 OR BSD-2-Clause"
`

const MKDOCS_LICENSES = `
ghp-import = "Apache-2.0"
jinja2 = "BSD-3-Clause"
markdown = "BSD-3-Clause"
markupsafe = "BSD-3-Clause"
python-dateutil = "Apache-2.0 OR BSD-3-Clause"
`

interface Application {
  readonly project: string
  readonly dist: string
  /** Runs a command of the unpacked tarball for `3.12`. */
  readonly start: Start
  /** Runs the same command as source, as pip installed it. */
  readonly startSource: Start
  /** The folder with the unpacked tarball for a target. */
  readonly unpacked: (target: string) => string
}

type Start = (version: string, args: readonly string[], options?: StartOptions) => Ran

interface StartOptions {
  readonly cwd?: string
  readonly input?: string
}

/** Copies an application's sdist, adds a config and builds it; its own pyproject.toml stays unchanged. */
function build(name: string, version: string, targets: readonly string[], more = ''): Application {
  const project = temporaryFolder(name)
  cpSync(join(registry, 'sdists', `${name}-${version}`), project, { recursive: true })
  writeFileSync(
    join(project, 'exuvia.toml'),
    `targets = ${JSON.stringify(targets)}\n${configuration()}${more}`,
  )
  exuvia(project, 'build')
  const dist = join(project, 'dist')
  const folders = new Map<string, string>()
  const tarballs = readdirSync(dist).filter((file) => file.endsWith('.tar.gz'))

  function unpacked(target: string): string {
    const known = folders.get(target)
    if (known !== undefined) return known
    const folder = unpack(join(dist, `${name}-${version}-${target}.tar.gz`))
    folders.set(target, folder)
    return folder
  }

  const home = temporaryFolder('home')
  function startWith(python: string, command: readonly string[], options: StartOptions, path?: string): Ran {
    const environment = {
      PATH: pathWith(python, `python${python}`),
      HOME: home,
      LANG: 'C.UTF-8',
      // mkdocs writes the date into its sitemap.
      SOURCE_DATE_EPOCH: '1764000000',
      ...(path === undefined ? {} : { PYTHONPATH: path }),
    }
    return run(command, { environment, cwd: options.cwd ?? home, input: options.input ?? '' })
  }

  return {
    project,
    dist,
    unpacked,
    start(python, args, options = {}) {
      const runtime = `cp${python.replace('.', '')}`
      const target = [`${runtime}-any`, `${runtime}-${THIS_MACHINE}`].find((candidate) =>
        tarballs.includes(`${name}-${version}-${candidate}.tar.gz`),
      )
      if (target === undefined) throw new Error(`no tarball for ${runtime} in ${tarballs.join(', ')}`)
      return startWith(python, [join(unpacked(target), 'bin', name), ...args], options)
    },
    startSource(python, args, options = {}) {
      const installed = join(registry, 'installed', python)
      const command = [join(pathWith(python, 'python'), 'python'), join(installed, 'bin', name), ...args]
      return startWith(python, command, options, installed)
    },
  }
}

function ending(tree: readonly Seen[] | undefined, suffix: string): Seen[] {
  return (tree ?? []).filter(({ path }) => path.endsWith(suffix))
}

/** The promises that hold for a release of any application. */
function keepsItsPromises(application: () => Application, targets: readonly string[]): void {
  it('makes one tarball for each target, and a source tarball for the copyleft parts', () => {
    const { dist } = application()
    const endings = readdirSync(dist)
      .filter((file) => file.endsWith('.tar.gz'))
      .map((file) => file.replace(/^[a-z]+-[\d.]+-|\.tar\.gz$/g, ''))
    expect(endings).toEqual([...targets, 'source'])
  })

  it('ships no source', () => {
    for (const target of targets) {
      const files = fileNames(application().unpacked(target))
      expect(files.filter((file) => /\.pyi?$/.test(file))).toEqual([])
      expect(files.filter((file) => file.endsWith('.pyc')).length).toBeGreaterThan(50)
    }
  })

  it('verifies as a tarball, unpacked, and after a run', () => {
    const { dist, unpacked } = application()
    expect(exuvia(dist, 'verify', dist).status).toBe(0)
    for (const target of targets) expect(exuvia(dist, 'verify', unpacked(target)).status).toBe(0)
  })
}

function describeBlack(): void {
  describe('black: pure Python, hatchling, its version from git', () => {
    let black: Application
    beforeAll(() => {
      black = build('black', '24.10.0', ['cp311', 'cp312'])
    })

    describe.each(sampleOf(['3.11', '3.12'], ['3.12']))('on Python %s', (version) => {
      it('reports the same version and help', () => {
        for (const option of ['--version', '--help']) {
          const ran = black.start(version, [option])
          expect(ran).toEqual(black.startSource(version, [option]))
          expect(ran.stdout).not.toBe('')
        }
      })

      it('formats its own largest module the same way', () => {
        const input = readFileSync(join(black.project, 'src/black/linegen.py'), 'utf8')
        const ran = black.start(version, ['--line-length', '60', '-'], { input })
        expect(ran).toEqual(black.startSource(version, ['--line-length', '60', '-'], { input }))
        expect(ran.status).toBe(0)
        expect(ran.stdout.length).toBeGreaterThan(input.length)
      })

      it('reports a syntax error the same way', () => {
        const ran = black.start(version, ['-'], { input: 'def f(:\n' })
        expect(ran).toEqual(black.startSource(version, ['-'], { input: 'def f(:\n' }))
        expect(ran.status).toBe(123)
      })
    })

    keepsItsPromises(() => black, ['cp311-any', 'cp312-any'])
  })
}

function describeYamllint(): void {
  describe('yamllint: setuptools, under the GPL, with native code for two platforms', () => {
    const targets = ['cp311', 'cp312'].flatMap((runtime) =>
      ['aarch64', 'x86_64'].map((machine) => `${runtime}-manylinux_2_17_${machine}`),
    )
    let yamllint: Application
    beforeAll(() => {
      yamllint = build('yamllint', '1.35.1', ['cp311', 'cp312'])
    })

    it.each(['3.11', '3.12'])('reports the same problems on Python %s', (version) => {
      const folder = temporaryFolder('documents')
      writeFileSync(join(folder, 'a.yaml'), 'a: 1\nb:   [1,2]\nb: ünï \n')
      writeFileSync(join(folder, 'b.yaml'), '---\nlist:\n- x\n   - y\n')
      for (const args of [['.'], ['-d', 'relaxed', '-f', 'parsable', '.'], ['--list-files', '.'], ['-h']]) {
        expect(yamllint.start(version, args, { cwd: folder })).toEqual(
          yamllint.startSource(version, args, { cwd: folder }),
        )
      }
      expect(yamllint.start(version, ['.'], { cwd: folder }).status).toBe(1)
    })

    it('loads the native module that it ships', () => {
      const lib = join(yamllint.unpacked(`cp312-${THIS_MACHINE}`), 'lib')
      const code = 'import yaml; print(yaml.__with_libyaml__, yaml.load("a: [1, 2]", yaml.CSafeLoader))'
      const environment = { PYTHONPATH: lib, PYTHONDONTWRITEBYTECODE: '1' }
      const ran = run([join(pathWith('3.12', 'python'), 'python'), '-c', code], { environment })
      expect(ran.stdout).toBe("True {'a': [1, 2]}\n")
    })

    it('ships machine code per platform, and the same bytecode on all platforms', () => {
      for (const runtime of ['cp311', 'cp312']) {
        const [arm, intel] = ['aarch64', 'x86_64'].map((machine) =>
          treeOf(join(yamllint.unpacked(`${runtime}-manylinux_2_17_${machine}`), 'lib')),
        )
        expect(ending(arm, '.pyc')).toEqual(ending(intel, '.pyc'))
        // e_machine of the ELF header.
        for (const [machine, tree, number] of [
          ['aarch64', arm, 183],
          ['x86_64', intel, 62],
        ] as const) {
          const native = ending(tree, '.so')
          const lib = join(yamllint.unpacked(`${runtime}-manylinux_2_17_${machine}`), 'lib')
          expect(native.map(({ path }) => readFileSync(join(lib, path)).readUInt16LE(18))).toEqual([number])
        }
      }
    })

    it('publishes the source of yamllint and pathspec, which their licences require', () => {
      const files = fileNames(unpack(join(yamllint.dist, 'yamllint-1.35.1-source.tar.gz')))
      expect(files.some((file) => file.endsWith('yamllint/rules/braces.py'))).toBe(true)
      expect(files.some((file) => file.endsWith('pathspec/pattern.py'))).toBe(true)
      expect(files.filter((file) => file.includes('yaml/loader'))).toEqual([])
    })

    it('refuses a build that would not publish the source', () => {
      const config = readFileSync(join(yamllint.project, 'exuvia.toml'), 'utf8')
      writeFileSync(
        join(yamllint.project, 'refused.toml'),
        config.replace('[policy]', '[policy]\nsource-twin = "never"'),
      )
      mkdirSync(join(yamllint.project, 'refused'))
      const args = ['build', '--config', 'refused.toml', '--out', 'refused']
      const ran = tryExuvia(yamllint.project, ...args)
      expect(ran.status).toBe(1)
      expect(ran.stderr).toContain('yamllint is licensed under GPL-3.0-or-later, which requires its source')
      expect(readdirSync(join(yamllint.project, 'refused'))).toEqual([])
    })

    keepsItsPromises(() => yamllint, targets)
  })
}

function describeMkdocs(): void {
  describe('mkdocs: templates, themes found by entry points, three native dependencies', () => {
    let mkdocs: Application
    beforeAll(() => {
      mkdocs = build('mkdocs', '1.6.1', ['cp312'], MKDOCS_LICENSES)
    })

    it.each(sampleOf(['mkdocs', 'readthedocs'], ['mkdocs']))(
      'builds the same site with the theme %s',
      (theme) => {
        const folder = temporaryFolder('site')
        expect(mkdocs.start('3.12', ['new', '.'], { cwd: folder }).status).toBe(0)
        writeFileSync(
          join(folder, 'mkdocs.yml'),
          `site_name: Märchen\nsite_url: http://localhost/\ntheme: ${theme}\n`,
        )
        const sites = [mkdocs.start, mkdocs.startSource].map((start, index) => {
          const out = join(folder, `out-${index}`)
          const ran = start('3.12', ['build', '--strict', '--site-dir', out], { cwd: folder })
          expect(ran.status, ran.stderr).toBe(0)
          return treeOf(out).map(({ path, content }) => ({ path, content }))
        })
        expect(sites[0]).toEqual(sites[1])
        expect(sites[0]?.map(({ path }) => path)).toContain('search/search_index.json')
      },
    )

    keepsItsPromises(
      () => mkdocs,
      ['aarch64', 'x86_64'].map((machine) => `cp312-manylinux_2_17_${machine}`),
    )
  })
}

// The one with a copyleft licence, native code and a source tarball stands for all; `prove:tests` runs all.
for (const describeApplication of sampleOf(
  [describeBlack, describeYamllint, describeMkdocs],
  [describeYamllint],
)) {
  describeApplication()
}
