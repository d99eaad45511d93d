/**
 * Every test here starts an application for CPython 3.12.
 *
 * @module-tag cp312
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PYTHONS, python, testEach, versionOf, temporaryFolder } from '@exuvia/test-needs'
import { beforeAll, describe, expect, it } from 'vitest'
import { pathFolder, type Report, reportOf, run, unpack } from './support.ts'

let path = ''
beforeAll(() => {
  path = pathFolder({ 'python3.12': '3.12' })
})

function listing(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
}

describe('the folder of the application', () => {
  testEach(PYTHONS)('its lib/ comes first, under -S and with options of its own, on %s', (runtime) => {
    const app = unpack(versionOf(runtime))
    for (const flags of [['-S'], ['-E', '-O'], runtime === 'cp27' ? ['-s'] : ['-I']]) {
      const report = reportOf(run([python(runtime), ...flags, app.launcher], { path: '/nowhere' }))
      expect(report.path[0]).toBe(join(app.root, 'lib'))
      expect(report.path).not.toContain(join(app.root, 'bin'))
    }
  })

  it('is found through links to the launcher', () => {
    const app = unpack('3.12')
    const folder = temporaryFolder()
    symlinkSync(app.launcher, join(folder, 'first'))
    symlinkSync('first', join(folder, 'tidemark'))
    const report = reportOf(run([join(folder, 'tidemark')], { path }))
    expect(report.path[0]).toBe(join(app.root, 'lib'))
    expect(report.argv).toEqual([join(folder, 'tidemark')])
  })

  it('is found from a relative path and through PATH', () => {
    const app = unpack('3.12')
    const bin = join(app.root, 'bin')
    expect(reportOf(run(['/bin/sh', 'tidemark'], { path, cwd: bin })).path[0]).toBe(join(app.root, 'lib'))
    const ran = run(['/bin/sh', '-c', 'tidemark'], { path: `${path}:${bin}`, cwd: '/' })
    expect(reportOf(ran).path[0]).toBe(join(app.root, 'lib'))
  })

  it('may have spaces, quotes and other scripts in its path', { tags: ['cp27'] }, () => {
    const app = unpack('3.12', {}, join(temporaryFolder(), `Tide's "mark" $HOME ünï 潮`))
    const report = reportOf(run([app.launcher], { path, environment: { LC_ALL: 'C' } }))
    expect(report.argv).toEqual([app.launcher])
    const handed = reportOf(run([python('2.7'), app.launcher, 'é'], { path }))
    expect(handed.argv).toEqual([app.launcher, 'é'])
  })

  it('stays unchanged, and may be read-only', { tags: ['cp39'] }, () => {
    const app = unpack('3.12')
    const before = listing(app.root)
    for (const name of ['', ...before]) chmodSync(join(app.root, name), 0o555)
    expect(run([app.launcher], { path }).status).toBe(0)
    expect(run([python('3.9'), app.launcher], { path }).status).toBe(0)
    expect(listing(app.root)).toEqual(before)
    for (const name of ['', ...before]) chmodSync(join(app.root, name), 0o755)
  })

  it('is not shadowed by a file in bin/', () => {
    const app = unpack('3.12')
    writeFileSync(join(app.root, 'bin', 'json.py'), 'raise SystemExit("shadowed")')
    expect(run([app.launcher], { path }).status).toBe(0)
  })

  it('is reported missing if the launcher was copied elsewhere', () => {
    const app = unpack('3.12')
    const folder = join(temporaryFolder(), 'elsewhere')
    mkdirSync(folder)
    copyFileSync(app.launcher, join(folder, 'tidemark'))
    const ran = run([join(folder, 'tidemark')], { path })
    expect(ran.status).toBe(127)
    expect(ran.stderr).toMatch(
      /^tidemark 1\.2\.0: the folder \S+ is missing\.\nThe launcher only works in bin\//,
    )
  })
})

describe('the launcher passes through', () => {
  it('arguments unchanged', { tags: ['cp38'] }, () => {
    const app = unpack('3.12')
    const args = ['', ' ', 'two words', `'"`, '$HOME', '*', 'a\nb', '-x', '--', '\\n', 'ü']
    expect(reportOf(run([app.launcher], { path, args })).argv.slice(1)).toEqual(args)
    expect(reportOf(run([python('3.8'), app.launcher], { path, args })).argv.slice(1)).toEqual(args)
  })

  it.each([
    ['0', 0, ''],
    ['3', 3, ''],
    ['none', 0, ''],
    ['text', 1, 'went wrong\n'],
  ])('what the entry point returns: %s', { tags: ['cp27'] }, (result, status, stderr) => {
    const app = unpack('3.12', { attribute: 'status' })
    expect(run([app.launcher, result], { path })).toMatchObject({ status, stderr })
    expect(run([python('2.7'), app.launcher, result], { path })).toMatchObject({ status, stderr })
  })

  it('standard input', { tags: ['cp39'] }, () => {
    const app = unpack('3.12', { attribute: 'echo' })
    expect(run([app.launcher], { path, input: 'tide' }).stdout).toBe('TIDE')
    expect(run([python('3.9'), app.launcher], { path, input: 'tide' }).stdout).toBe('TIDE')
  })

  testEach([
    { name: 'the launcher', needs: [] },
    { name: 'a wrong Python', needs: ['cp39'] },
  ])('signals, for $name becomes the application', async ({ needs }) => {
    const prefix = needs.map((runtime) => python(runtime))
    const app = unpack('3.12', { attribute: 'wait' })
    const [program, ...args] = [...prefix, app.launcher]
    const child = spawn(program, args, { env: { PATH: path }, stdio: ['ignore', 'pipe', 'inherit'] })
    const [output] = (await once(child.stdout, 'data')) as [Buffer]
    expect((JSON.parse(output.toString()) as Report).pid).toBe(child.pid)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
  })

  it('a traceback, with one frame of the launcher', () => {
    const app = unpack('3.12', { attribute: 'fail' })
    const ran = run([app.launcher], { path })
    expect(ran.status).toBe(1)
    expect(ran.stderr.match(/File "[^"]+"/g)).toEqual([
      `File "${app.launcher}"`,
      `File "${join(app.root, 'lib', 'application', 'cli.py')}"`,
    ])
  })
})

describe('the entry point', () => {
  it('may be an attribute of an attribute', () => {
    const app = unpack('3.12', { attribute: 'Commands.nested.report' })
    expect(reportOf(run([app.launcher], { path })).version).toBe('3.12')
  })

  it('may start worker processes, which do not start the application again', () => {
    const app = unpack('3.12', { attribute: 'workers' })
    expect(run([app.launcher], { path })).toMatchObject({ stdout: '[1, 4, 9]\n', stderr: '', status: 0 })
    expect(listing(app.root).filter((name) => name.includes('__pycache__'))).toEqual([])
  })

  it('runs under runpy as well as directly', () => {
    const app = unpack('3.12')
    const code = `import runpy; runpy.run_path(${JSON.stringify(app.launcher)}, run_name="__main__")`
    expect(reportOf(run([python('3.12'), '-c', code], { path })).version).toBe('3.12')
  })
})
