/**
 * Every test here starts an application for CPython 3.12.
 *
 * @module-tag cp312
 */
import { delimiter } from 'node:path'
import { PYTHONS, python, testEach, versionOf } from '@exuvia/test-needs'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEAD_SHIM, NOWHERE, pathFolder, reportOf, run, unpack } from './support.ts'

let app = NOWHERE
beforeAll(() => {
  app = unpack('3.12')
})

describe('a launcher started by hand', () => {
  testEach(PYTHONS)('hands over from %s to the Python it needs', { tags: ['cp38'] }, (runtime) => {
    const path = pathFolder({ python3: '3.8', 'python3.12': '3.12' })
    const report = reportOf(run([python(runtime), app.launcher, 'a b'], { path }))
    expect(report).toMatchObject({ version: '3.12', argv: [app.launcher, 'a b'] })
    expect(Object.keys(report.environ)).not.toContain('EXUVIA_HANDED_OVER')
  })

  it('keeps running on the right Python, whatever is on PATH', () => {
    const report = reportOf(run([python('3.12'), app.launcher], { path: '/nowhere' }))
    expect(report.executable).toBe(python('3.12'))
  })

  it('starts a Python 2.7 application from Python 3', { tags: ['cp27', 'cp313'] }, () => {
    const old = unpack('2.7')
    const path = pathFolder({ 'python2.7': '2.7' })
    expect(reportOf(run([python('3.13'), old.launcher, 'x'], { path })).version).toBe('2.7')
    expect(reportOf(run([old.launcher, 'x'], { path })).version).toBe('2.7')
  })

  it('passes on -O, -E, -s and -S', { tags: ['cp39'] }, () => {
    const path = pathFolder({ 'python3.12': '3.12' })
    const report = reportOf(run([python('3.9'), '-OO', '-S', '-E', '-s', app.launcher], { path }))
    expect(report).toMatchObject({ version: '3.12', optimize: 2, no_site: 1 })
  })

  it('drops PYTHONHOME and PYTHONPATH of the wrong Python', { tags: ['cp27'] }, () => {
    const home = python('2.7').replace('/bin/python', '')
    const path = pathFolder({ 'python3.12': '3.12' })
    const environment = { PYTHONHOME: home, PYTHONPATH: `${home}/lib/python2.7` }
    const report = reportOf(run([python('2.7'), app.launcher], { path, environment }))
    expect(report.version).toBe('3.12')
  })

  it('keeps a PYTHONPATH that does no harm', { tags: ['cp39'] }, () => {
    const path = pathFolder({ 'python3.12': '3.12' })
    const environment = { PYTHONPATH: '/srv/modules' }
    const report = reportOf(run([python('3.9'), app.launcher], { path, environment }))
    expect(report.path).toContain('/srv/modules')
    expect(report.path[0]).toBe(`${app.root}/lib`)
  })

  it('hands over to the Python that EXUVIA_PYTHON names', { tags: ['cp39'] }, () => {
    const environment = { EXUVIA_PYTHON: python('3.12') }
    const report = reportOf(run([python('3.9'), app.launcher], { path: '/nowhere', environment }))
    expect(report.executable).toBe(python('3.12'))
  })
})

describe('a launcher that finds no matching Python', () => {
  it(
    'reports what it needs, what it found, and the tarball for each Python found',
    { tags: ['cp27', 'cp39', 'cp311'] },
    () => {
      const folder = pathFolder({
        python3: '3.9',
        python: '2.7',
        'python3.12': DEAD_SHIM,
        'python3.11': '3.11',
        'python3.13': DEAD_SHIM,
      })
      const ran = run([app.launcher], { path: folder })
      expect(ran).toMatchObject({ status: 127, stdout: '' })
      expect(ran.stderr.split('\n')).toEqual([
        'tidemark 1.2.0 needs CPython 3.12, which was not found. Found on this machine:',
        expect.stringMatching(/^ {2}CPython 3\.9\.\d+ {2}\S+\/python3: this release has no tarball for it$/),
        expect.stringMatching(/^ {2}CPython 2\.7\.\d+ {2}\S+\/python: this release has no tarball for it$/),
        expect.stringMatching(
          /^ {2}CPython 3\.11\.\d+ {2}\S+\/python3\.11: use tidemark-1\.2\.0-cp311-any\.tar\.gz$/,
        ),
        `  ${folder}/python3.12  failed to start: pyenv: ${folder}/python3.12: command not found`,
        'Install CPython 3.12, or set EXUVIA_PYTHON to its path.',
        '',
      ])
    },
  )

  testEach(PYTHONS.filter((runtime) => runtime !== 'cp312'))('says so on %s too', (runtime) => {
    const ran = run([python(runtime), app.launcher], { path: '/nowhere' })
    expect(ran).toMatchObject({ status: 127, stdout: '' })
    expect(ran.stderr).toContain('tidemark 1.2.0 needs CPython 3.12')
    expect(ran.stderr).toContain(`CPython ${versionOf(runtime)}.`)
    expect(ran.stderr).not.toContain('Traceback')
  })

  it('probes each Python once, however many names and links lead to it', { tags: ['cp39'] }, () => {
    const folder = pathFolder({ python: '3.9', python3: '3.9', 'python3.12': '3.9' })
    const ran = run([app.launcher], { path: [folder, folder].join(delimiter) })
    expect(ran.stderr.match(/CPython 3\.9/g)).toHaveLength(1)
    expect(ran.stderr).not.toContain('failed to start')
  })

  it('reports a Python of the same version with different bytecode', () => {
    const other = unpack('3.12', { magic: 3530 })
    const ran = run([other.launcher], { path: pathFolder({ 'python3.12': '3.12' }) })
    expect(ran.status).toBe(127)
    expect(ran.stderr).toContain('different bytecode (magic number 3531, expected 3530)')
  })

  it('does not hand over twice', { tags: ['cp39'] }, () => {
    const environment = { EXUVIA_HANDED_OVER: app.launcher }
    const ran = run([python('3.9'), app.launcher], {
      path: pathFolder({ python3: '3.12' }),
      environment,
    })
    expect(ran.status).toBe(127)
  })

  it('tries no other Python than EXUVIA_PYTHON', { tags: ['cp39'] }, () => {
    const environment = { EXUVIA_PYTHON: python('3.9') }
    const ran = run([app.launcher], { path: pathFolder({ 'python3.12': '3.12' }), environment })
    expect(ran.status).toBe(127)
    expect(ran.stderr).toContain('but EXUVIA_PYTHON does not point to it')
  })
})
