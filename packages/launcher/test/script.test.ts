/**
 * Every test here starts several Pythons.
 *
 * @module-tag slow
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PYTHONS, describeEach, python, temporaryFolder, versionOf } from '@exuvia/test-needs'
import { expect, it } from 'vitest'
import { type App, compileTo, run, unpack } from './support.ts'

/** A script as wheels bring them: it imports a module of lib/, and has functions that worker processes need. */
const SCRIPT = `#!python
# -*- coding: utf-8 -*-
from __future__ import print_function
import sys
import application.cli
import __main__


def double(number):
    return number * 2


if __name__ == '__main__':
    if sys.argv[1:] == ['fail']:
        raise ValueError('é')
    names = sorted(name for name in globals() if name[:2] != '__')
    print(names, __doc__, __name__, __main__.double is double)
    print(sys.argv, __file__)
    print(double.__code__.co_filename)
    print([path for path in sys.path if path.startswith(sys.argv[1])])
    if sys.version_info[0] > 2:
        import multiprocessing
        with multiprocessing.get_context('spawn').Pool(1) as pool:
            print(pool.map(double, [1, 2]))
    sys.exit(3)
`

function script(version: string, form: 'py' | 'pyc'): App {
  const code = `libexec/dive.py${form === 'pyc' ? 'c' : ''}`
  const app = unpack(version, { start: { code }, script: 'dive' })
  mkdirSync(join(app.root, 'libexec'))
  const source = form === 'py' ? join(app.root, code) : join(temporaryFolder(), 'source')
  writeFileSync(source, SCRIPT)
  if (form === 'pyc') compileTo(version, join(app.root, code), 'libexec/dive.py', source)
  return app
}

describeEach(PYTHONS)('the code of a script on %s', (runtime) => {
  const version = versionOf(runtime)

  it.each(['py', 'pyc'] as const)('runs as __main__, from .%s', (form) => {
    const app = script(version, form)
    writeFileSync(join(app.root, 'bin', 'application.py'), 'raise SystemExit("not this one")')
    const before = readdirSync(app.root, { recursive: true })
    const ran = run([python(version), app.launcher, app.root], { path: '/nowhere' })
    expect(ran.stderr).toBe('')
    expect(ran.status).toBe(3)
    const code = join(app.root, 'libexec', 'dive.py')
    const lines = [
      "['application', 'double', 'print_function', 'sys'] None __main__ True",
      `['${app.launcher}', '${app.root}'] ${app.launcher}`,
      code,
      `['${join(app.root, 'lib')}']`,
    ]
    expect(ran.stdout).toBe(`${[...lines, ...(version === '2.7' ? [] : ['[2, 4]'])].join('\n')}\n`)
    expect(readdirSync(app.root, { recursive: true })).toEqual(before)
  })

  it('has its own lines in a traceback, or none', () => {
    for (const form of ['py', 'pyc'] as const) {
      const app = script(version, form)
      const { status, stderr } = run([python(version), app.launcher, 'fail'], { path: '/nowhere' })
      expect(status).toBe(1)
      expect(stderr).toContain(`File "${join(app.root, 'libexec', 'dive.py')}", line 15, in <module>`)
      expect(stderr.includes("raise ValueError('")).toBe(form === 'py')
      expect(stderr.match(/File "/g)).toHaveLength(2)
    }
  })
})
