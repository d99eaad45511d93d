import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  PYTHONS,
  describeEach,
  hasTool,
  python,
  standardModules,
  versionOf,
  temporaryFolder,
} from '@exuvia/test-needs'
import { describe, expect, it } from 'vitest'
import { type App, type Ran, pathFolder, reportOf, run, unpack } from './support.ts'

interface Trap {
  readonly app: App
  /** The customer's folder. */
  readonly cwd: string
  readonly ran: () => string
}

/** An application in whose `bin/`, and in the customer's folder, lies a file for each name that says that it ran. */
function setTrap(version: string, names: Iterable<string>, options: Parameters<typeof unpack>[1] = {}): Trap {
  const app = unpack(version, options)
  const cwd = temporaryFolder('customer-')
  const said = join(temporaryFolder(), 'RAN')
  for (const folder of [join(app.root, 'bin'), cwd]) {
    for (const name of names) {
      const path = join(folder, `${name}.py`)
      writeFileSync(path, `open(${JSON.stringify(said)}, 'a').write(${JSON.stringify(`${path}\n`)})\n`)
    }
    mkdirSync(join(folder, 'encodings'))
    writeFileSync(
      join(folder, 'encodings', '__init__.py'),
      `open(${JSON.stringify(said)}, 'a').write('encodings')\n`,
    )
  }
  return { app, cwd, ran: () => (existsSync(said) ? readFileSync(said, 'utf8') : '') }
}

const found = PYTHONS.filter(hasTool)
const siblings = found.map((runtime) => ({ runtime, file: `tidemark-1.2.0-${runtime}-any.tar.gz` }))

/** All Pythons under the names by which a launcher looks for them. */
function everyPython(): string {
  const versions = found.map(versionOf)
  return pathFolder(Object.fromEntries(versions.map((version) => [`python${version}`, version])))
}

describe('a module of the standard library in bin/ and in the folder of the customer', () => {
  describeEach(PYTHONS)('on %s', (runtime) => {
    const version = versionOf(runtime)
    const isolated = version === '2.7' ? [] : [['-I'], ['-I', '-S']]
    const safe = Number(version.split('.')[1]) >= 11 ? [['-P'], ['-P', '-S']] : []

    it('does not run while the application starts, with any options', () => {
      const { app, cwd, ran } = setTrap(version, standardModules(python(runtime)))
      for (const flags of [[], ['-S'], ['-E', '-s'], ['-B', '-O'], ...isolated, ...safe]) {
        const folder = flags.length > 0 ? cwd : join(app.root, 'bin')
        const report = reportOf(
          run([python(runtime), ...flags, app.launcher], { path: '/nowhere', cwd: folder }),
        )
        expect(report.path[0]).toBe(join(app.root, 'lib'))
        expect(report.path).not.toContain(join(app.root, 'bin'))
        expect(report.path).not.toContain('')
        expect(ran(), flags.join(' ')).toBe('')
      }
    })

    it('does not run while the shell searches PATH, also behind a shim', () => {
      const { app, cwd, ran } = setTrap(version, standardModules(python(runtime)))
      const shim = pathFolder({ [`python${version}`]: `#!/bin/sh\nexec ${python(runtime)} "$@"\n` })
      for (const path of [everyPython(), shim])
        expect(reportOf(run([app.launcher], { path, cwd })).version).toBe(version)
      expect(ran()).toBe('')
    })

    it('does not run while the launcher looks for another Python', { tags: ['cp39', 'cp312'] }, () => {
      const other = version === '3.9' ? '3.12' : '3.9'
      const { app, cwd, ran } = setTrap(
        other,
        new Set([python(runtime), python(other)].flatMap(standardModules)),
        { siblings },
      )
      const report = reportOf(run([python(runtime), app.launcher], { path: everyPython(), cwd }))
      expect(report.version).toBe(other)
      expect(reportOf(run([python(runtime), '-S', app.launcher], { path: everyPython(), cwd })).version).toBe(
        other,
      )
      expect(ran()).toBe('')
    })
  })

  it('does not run in any Python that the launcher probes', { tags: ['cp312'] }, () => {
    const names = new Set(found.flatMap((runtime) => standardModules(python(runtime))))
    // No Python has this magic number, so each one is asked.
    const { app, cwd, ran } = setTrap('3.12', names, { siblings, magic: 1 })
    for (const runtime of found) {
      const { status, stderr } = run([python(runtime), app.launcher], { path: everyPython(), cwd })
      expect(status).toBe(127)
      for (const each of found) expect(stderr).toContain(`CPython ${versionOf(each)}.`)
      expect(stderr).not.toContain('failed to start')
    }
    expect(ran()).toBe('')
  })

  it('runs if a plain Python starts: the trap works', { tags: ['cp312'] }, () => {
    const { app, cwd, ran } = setTrap('3.12', standardModules(python('3.12')))
    writeFileSync(join(app.root, 'bin', 'careless'), 'import json\n')
    run([python('3.12'), join(app.root, 'bin', 'careless')], { path: '/nowhere', cwd })
    expect(ran()).toContain('bin/json.py')
  })
})

describe('a program in the folder of the customer', () => {
  it.each(['.', '', './tools'])('does not run if PATH has "%s"', { tags: ['cp39', 'cp312'] }, (entry) => {
    const { app, cwd, ran } = setTrap('3.12', [])
    const said = join(cwd, 'RAN')
    mkdirSync(join(cwd, 'tools'))
    for (const folder of ['', 'tools'])
      for (const name of ['python3.12', 'python3', 'python', 'python3.11'])
        writeFileSync(join(cwd, folder, name), `#!/bin/sh\ntouch ${said}\n`, { mode: 0o755 })
    const good = pathFolder({ 'python3.12': '3.12' })
    const starts: Ran[] = [
      run([app.launcher], { path: `${entry}:${good}`, cwd }),
      run([python('3.9'), app.launcher], { path: `${entry}:${good}`, cwd }),
    ]
    for (const start of starts) expect(reportOf(start).version).toBe('3.12')
    expect(existsSync(said)).toBe(false)
    expect(ran()).toBe('')
  })
})

it('keeps another first folder of sys.path, which a debugger sets', { tags: ['cp312'] }, () => {
  const app = unpack('3.12')
  const other = temporaryFolder()
  const code = `import runpy, sys; sys.path.insert(0, ${JSON.stringify(other)}); runpy.run_path(${JSON.stringify(app.launcher)}, run_name="__main__")`
  const report = reportOf(run([python('3.12'), '-c', code], { path: '/nowhere' }))
  expect(report.path.slice(0, 2)).toEqual([join(app.root, 'lib'), other])
})
