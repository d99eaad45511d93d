/**
 * Every test here starts an application for CPython 3.12.
 *
 * @module-tag cp312
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describeEach, find, python, temporaryFolder } from '@exuvia/test-needs'
import { beforeAll, expect, it } from 'vitest'
import { DEAD_SHIM, NOWHERE, pathFolder, reportOf, run, unpack } from './support.ts'

const SHELLS = [
  { needs: ['dash'], options: [] },
  { needs: ['bash'], options: ['--posix'] },
  { needs: ['busybox'], options: ['ash'] },
] as const
let app = NOWHERE
beforeAll(() => {
  app = unpack('3.12')
})

function start(
  shell: readonly string[],
  path: string,
  environment: Record<string, string> = {},
): ReturnType<typeof run> {
  return run([...shell, app.launcher], { path, environment })
}

function workingShim(version: string): string {
  return `#!/bin/sh\nexec "${python(version)}" "$@"\n`
}

/** A folder of shims, each of which notes that it ran. */
function shimFolder(scripts: Readonly<Record<string, string>>): {
  readonly path: string
  readonly runs: () => string[]
} {
  const folder = temporaryFolder()
  const path = join(folder, 'shims')
  const log = join(folder, 'log')
  mkdirSync(path)
  for (const [name, script] of Object.entries(scripts)) {
    const noting = script.replace('\n', `\necho ${name} >>"${log}"\n`)
    writeFileSync(join(path, name), noting, { mode: 0o755 })
  }
  return { path, runs: () => readFileSync(log, 'utf8').trim().split('\n') }
}

describeEach(SHELLS)('$needs finds the Python', ({ needs: [program], options }) => {
  const shell = [find(program) ?? program, ...options]

  it('if only python3.12 exists', () => {
    expect(reportOf(start(shell, pathFolder({ 'python3.12': '3.12' }))).version).toBe('3.12')
  })

  it('if it is called python3', () => {
    expect(reportOf(start(shell, pathFolder({ python3: '3.12' }))).version).toBe('3.12')
  })

  it('if it is called python, and python3 is another version', { tags: ['cp39'] }, () => {
    expect(reportOf(start(shell, pathFolder({ python3: '3.9', python: '3.12' }))).version).toBe('3.12')
  })

  it('behind a shim that fails', () => {
    const path = [pathFolder({ 'python3.12': DEAD_SHIM }), pathFolder({ 'python3.12': '3.12' })].join(
      delimiter,
    )
    const ran = start(shell, path)
    expect(reportOf(ran).version).toBe('3.12')
    expect(ran.stderr).toBe('')
  })

  it('behind a working shim, after probing it', { tags: ['cp39'] }, () => {
    const path = pathFolder({ python3: workingShim('3.9'), python: workingShim('3.12') })
    expect(reportOf(start(shell, path)).version).toBe('3.12')
  })

  it('behind a shim of a version manager, which it runs once', { tags: ['cp39'] }, () => {
    const shims = shimFolder({
      'python3.12': DEAD_SHIM,
      python3: workingShim('3.9'),
      python: workingShim('3.12'),
    })
    const report = reportOf(start(shell, shims.path))
    expect(report).toMatchObject({ version: '3.12', executable: python('3.12') })
    expect(Object.keys(report.environ)).not.toContain('EXUVIA_BROKEN')
    expect(shims.runs()).toEqual(['python3.12', 'python3', 'python'])
  })

  it(
    'by a Python of another version, which does not ask the shims again that failed',
    { tags: ['cp39'] },
    () => {
      const shims = shimFolder({ 'python3.12': DEAD_SHIM, python3: DEAD_SHIM })
      const path = [shims.path, pathFolder({ python3: '3.9' }), pathFolder({ python: '3.12' })].join(
        delimiter,
      )
      const report = reportOf(start(shell, path))
      expect(report.version).toBe('3.12')
      expect(Object.keys(report.environ)).not.toContain('EXUVIA_BROKEN')
      expect(shims.runs()).toEqual(['python3.12', 'python3'])
    },
  )

  it('or reports why a shim failed, if there is no other', { tags: ['cp39'] }, () => {
    const shims = shimFolder({ 'python3.12': DEAD_SHIM })
    const ran = start(shell, [shims.path, pathFolder({ python3: '3.9' })].join(delimiter))
    expect(ran.status).toBe(127)
    expect(ran.stderr).toMatch(/^ {2}\S+\/shims\/python3\.12 {2}failed to start: /m)
  })

  it('in a folder with spaces and pattern characters, past empty and missing ones', () => {
    const folder = pathFolder({ 'python3.12': '3.12' })
    const odd = pathFolder({})
    const path = ['', `${odd}/a * [b]`, '/nowhere', folder, ''].join(delimiter)
    expect(reportOf(start(shell, path)).executable).toBe(`${folder}/python3.12`)
  })

  it('if PYTHONHOME and PYTHONPATH belong to another Python', { tags: ['cp27'] }, () => {
    const home = python('2.7').replace('/bin/python', '')
    const path = pathFolder({ 'python3.12': '3.12' })
    const environment = { PYTHONHOME: home, PYTHONPATH: `${home}/lib/python2.7` }
    expect(reportOf(start(shell, path, environment)).version).toBe('3.12')
  })

  it('named by EXUVIA_PYTHON, before any other', { tags: ['cp39'] }, () => {
    const path = pathFolder({ 'python3.12': DEAD_SHIM, python3: '3.9' })
    const report = reportOf(start(shell, path, { EXUVIA_PYTHON: python('3.12') }))
    expect(report.executable).toBe(python('3.12'))
  })

  it('or reports that none was found', () => {
    const ran = start(shell, pathFolder({ python3: DEAD_SHIM }))
    expect(ran.status).toBe(127)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toMatch(/^tidemark 1\.2\.0 needs CPython 3\.12, but no Python was found on PATH\.\n/)
    expect(ran.stderr).toMatch(/These failed to start: \S+\/python3\n/)
  })

  it('or reports that EXUVIA_PYTHON is wrong', () => {
    const ran = start(shell, pathFolder({ 'python3.12': '3.12' }), { EXUVIA_PYTHON: '/nowhere/python' })
    expect(ran.status).toBe(127)
    expect(ran.stderr).toContain('EXUVIA_PYTHON is not an executable program: /nowhere/python')
  })

  it('and leaves the environment unchanged, except for what its children need', () => {
    const path = pathFolder({ 'python3.12': '3.12' })
    const given = { _xv_other: '1', name: 'n', dir: 'd', IFS: ' ', PYTHONPATH: '/srv/modules' }
    const { environ } = reportOf(start(shell, path, given))
    const PYTHONPATH = expect.stringMatching(/^\/[^:]+\/EXUVIA\.children\.zip:\/srv\/modules$/) as string
    expect(environ).toMatchObject({ PATH: path, name: 'n', dir: 'd', PYTHONPATH })
    const known = new Set([...Object.keys(given), 'PATH', 'EXUVIA_CHILDREN'])
    const added = Object.keys(environ).filter((name) => !known.has(name))
    // Variables that shells set (PWD, SHLVL, …), and LC_CTYPE from PEP 538.
    expect(added.filter((name) => !/^(_|PWD|OLDPWD|SHLVL|LC_CTYPE)$/.test(name))).toEqual([])
  })
})
