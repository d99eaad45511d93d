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

  it('does not start on an ordinary build, and names the tarball for it', () => {
    const app = unpack('3.13', { runtime })
    const ran = run([app.launcher], { path: pathFolder({ python3: '3.13' }) })
    expect(ran.status).toBe(127)
    expect(ran.stderr).toMatch(/CPython 3\.13t/)
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

it('a launcher for an ordinary Python does not mention it', { tags: ['cp313'] }, () => {
  expect(readFileSync(unpack('3.13').launcher, 'utf8')).not.toMatch(/abiflags/)
})
