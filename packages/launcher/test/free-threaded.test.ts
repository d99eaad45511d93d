import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@exuvia/test-needs'
import { describe, expect, it } from 'vitest'
import { pathFolder, reportOf, run, unpack } from './support.ts'

/** Makes an ordinary CPython say that it is free-threaded. */
const PYTHONPATH = temporaryFolder()
writeFileSync(join(PYTHONPATH, 'sitecustomize.py'), "import sys\nsys.abiflags = 't'\n")

describe('a launcher for a free-threaded Python', { tags: ['cp313'] }, () => {
  const runtime = 'cp313t'

  it('starts the application on one', () => {
    const app = unpack('3.13', { runtime })
    const path = pathFolder({ 'python3.13t': '3.13' })
    expect(reportOf(run([app.launcher], { path, environment: { PYTHONPATH } })).version).toBe('3.13')
  })

  it('starts it on one that its version alone tells, as on Windows before 3.14', () => {
    const folder = temporaryFolder()
    const code =
      "import sys\nsys.version = sys.version.replace(' ', ' experimental free-threading build ', 1)\n"
    writeFileSync(join(folder, 'sitecustomize.py'), code)
    const app = unpack('3.13', { runtime })
    const path = pathFolder({ 'python3.13': '3.13' })
    expect(reportOf(run([app.launcher], { path, environment: { PYTHONPATH: folder } })).version).toBe('3.13')
  })

  it('does not start on an ordinary build, and names the tarball for it', () => {
    const app = unpack('3.13', { runtime })
    const ran = run([app.launcher], { path: pathFolder({ python3: '3.13' }) })
    expect(ran.status).toBe(127)
    expect(ran.stderr).toMatch(/needs CPython 3\.13t/)
    expect(ran.stderr).toMatch(/use tidemark-1\.2\.0-cp313-any\.tar\.gz/)
  })

  it('hands over from an ordinary build if a free-threaded one is on PATH', () => {
    const app = unpack('3.13', { runtime })
    const path = pathFolder({
      'python3.13t': `#!/bin/sh\nPYTHONPATH='${PYTHONPATH}' exec python3.13 "$@"\n`,
      'python3.13': '3.13',
      python3: '3.13',
    })
    expect(reportOf(run([join(path, 'python3'), app.launcher], { path })).version).toBe('3.13')
  })
})

describe('a launcher for an ordinary Python', { tags: ['cp313'] }, () => {
  const environment = { PYTHONPATH }

  it('starts on a free-threaded build too if the tarball is for any platform', () => {
    const app = unpack('3.13')
    const path = pathFolder({ 'python3.13': '3.13' })
    expect(reportOf(run([app.launcher], { path, environment })).version).toBe('3.13')
    expect(readFileSync(app.launcher, 'utf8')).not.toMatch(/abiflags/)
  })

  it('does not if the tarball may have native modules, and names the tarball for such a build', () => {
    const siblings = ['cp313', 'cp313t'].map((runtime) => ({
      runtime,
      file: `tidemark-1.2.0-${runtime}.zip`,
    }))
    const app = unpack('3.13', { native: true, siblings })
    // PYTHONPATH with "python" in it would make the shell ask first, and then leave it out.
    const ran = run([app.launcher], { path: pathFolder({ 'python3.13': '3.13' }), environment })
    expect(ran.status).toBe(127)
    expect(ran.stderr).toMatch(/free-threaded CPython 3\.13\.\d+  \S+: use tidemark-1\.2\.0-cp313t\.zip/)
  })

  it('finds an ordinary build behind a free-threaded one', () => {
    const app = unpack('3.13', { native: true })
    const path = pathFolder({
      python3: '3.13',
      'python3.13': `#!/bin/sh\nPYTHONPATH='${PYTHONPATH}' exec ${join(pathFolder({ python: '3.13' }), 'python')} "$@"\n`,
    })
    expect(reportOf(run([app.launcher], { path })).environ['PYTHONPATH']).not.toContain(PYTHONPATH)
  })

  it('of a version before free-threaded builds does not ask for one', () => {
    expect(readFileSync(unpack('3.12', { native: true }).launcher, 'utf8')).not.toMatch(/abiflags/)
  })
})
