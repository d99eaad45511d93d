/**
 * Scripts and data files of a wheel, as pip installs them and as a release brings them.
 *
 * @module-tag slow
 * @module-tag tar
 * @module-tag cp311
 * @module-tag cp312
 */
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { python } from '@exuvia/test-needs'
import { beforeAll, describe, expect, it } from 'vitest'
import { exuvia, fileNames, pathWith, run, temporaryFolder, unpack } from './support.ts'

/** Looks for its data in the three ways of applications. */
const SCRIPT = `#!python -u
import importlib.metadata
import os
import sys
import kelp

secret = 'the words of the script'
place = os.path.join('share', 'kelp', 'tide.txt')
[listed] = [path for path in importlib.metadata.files('kelp') if path.name == 'tide.txt']
print(kelp.HEIGHT, sys.argv[1:], os.path.basename(sys.argv[0]))
print(os.path.exists(os.path.join(sys.prefix, place)))
print(listed.read_text())
sys.exit(len(sys.argv))
`

const DATA = 'kelp-1.0.data'
const FILES: Readonly<Record<string, string>> = {
  'kelp/__init__.py': 'HEIGHT = 3\n',
  [`${DATA}/scripts/kelp-dive`]: SCRIPT,
  [`${DATA}/scripts/kelp-sh`]: '#!/bin/sh\necho "shell $1"\n',
  [`${DATA}/data/share/man/man1/kelp.1`]: '.TH kelp 1\n',
  [`${DATA}/data/share/kelp/tide.txt`]: 'high',
  [`${DATA}/data/etc/kelp/kelp.cfg`]: '[kelp]\n',
  [`${DATA}/data/bin/kelp-data`]: '#!/bin/sh\necho data\n',
  'kelp-1.0.dist-info/METADATA': 'Metadata-Version: 2.4\nName: kelp\nVersion: 1.0\nLicense-Expression: MIT\n',
  'kelp-1.0.dist-info/WHEEL':
    'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function mustRun(command: readonly string[], cwd: string): void {
  const { status, stderr } = run(command, { cwd })
  if (status !== 0) throw new Error(stderr)
}

/** The files that pip puts below a prefix, and not into a folder of modules. */
function places(folder: string): string[] {
  return fileNames(folder).filter(
    (path) => /^(bin|etc|share)\//.test(path) && statSync(join(folder, path)).isFile(),
  )
}

function makeWheel(): string {
  const folder = temporaryFolder('wheel')
  const record = Object.entries(FILES).map(
    ([path, text]) => `${path},sha256=${digest(text)},${Buffer.byteLength(text)}\n`,
  )
  const name = 'kelp-1.0.dist-info/RECORD'
  const all = { ...FILES, [name]: `${record.join('')}${name},,\n` }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    // zipfile keeps the mode, as build backends do.
    if (path.startsWith(`${DATA}/scripts/`)) chmodSync(join(folder, path), 0o755)
  }
  const wheel = join(temporaryFolder('dist'), 'kelp-1.0-py3-none-any.whl')
  const command = [python('3.12'), '-m', 'zipfile', '-c', wheel, 'kelp', DATA, 'kelp-1.0.dist-info']
  mustRun(command, folder)
  return wheel
}

describe.each(['3.11', '3.12'])('a source-free release for Python %s', (version) => {
  let prefix = ''
  let root = ''
  beforeAll(() => {
    const wheel = makeWheel()
    prefix = temporaryFolder('prefix')
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-index', '--no-deps', '--no-compile']
    const about = ['--disable-pip-version-check', '--root-user-action', 'ignore']
    mustRun([python(version), ...pip, ...about, '--prefix', prefix, wheel], prefix)
    const project = temporaryFolder('project')
    const runtime = `cp${version.replace('.', '')}`
    writeFileSync(
      join(project, 'pyproject.toml'),
      `[project]\nname = "kelp"\nversion = "1.0"\n[tool.exuvia]\ntargets = ["${runtime}-any"]\n`,
    )
    exuvia(project, 'build', '--wheel', wheel)
    root = unpack(join(project, 'dist', `kelp-1.0-${runtime}-any.tar.gz`))
  })

  const start = (command: string, ...args: string[]) =>
    run([command, ...args], {
      environment: { PATH: `${pathWith(version, `python${version}`)}:/usr/bin:/bin` },
    })

  it('has each file where pip puts it below the prefix, with its bytes and its mode', () => {
    expect(places(root)).toEqual(places(prefix))
    expect(places(root)).toHaveLength(6)
    const modes = (folder: string): number[] =>
      places(folder).map((path) => statSync(join(folder, path)).mode & 0o111)
    expect(modes(root)).toEqual(modes(prefix))
    // A launcher stands for the script in Python.
    for (const path of places(root).filter((each) => each !== 'bin/kelp-dive')) {
      expect(readFileSync(join(root, path))).toEqual(readFileSync(join(prefix, path)))
    }
  })

  it('runs a script in Python from its bytecode, with the arguments and the status', () => {
    expect(fileNames(root).filter((path) => path.endsWith('.py'))).toEqual([])
    expect(readFileSync(join(root, 'libexec/kelp-dive.pyc')).includes('the words of the script')).toBe(true)
    expect(readFileSync(join(root, 'bin/kelp-dive')).includes('the words of the script')).toBe(false)
    const { status, stdout, stderr } = start(join(root, 'bin/kelp-dive'), 'a b', '--c')
    expect(stderr).toBe('')
    expect(status).toBe(3)
    // As after pip install --prefix, sys.prefix is another folder; the RECORD names the files.
    expect(stdout).toBe("3 ['a b', '--c'] kelp-dive\nFalse\nhigh\n")
    expect(
      run([python(version), join(prefix, 'bin/kelp-dive'), 'a b', '--c'], {
        environment: { PYTHONPATH: join(prefix, 'lib', `python${version}`, 'site-packages') },
      }).stdout,
    ).toBe(stdout)
  })

  it('runs scripts in other languages', () => {
    expect(start(join(root, 'bin/kelp-sh'), 'x').stdout).toBe('shell x\n')
  })
})
