import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PYTHONS, describeEach, python, temporaryFolder, versionOf } from '@exuvia/test-needs'
import { expect, it } from 'vitest'
import { compileTo, run, unpack } from './support.ts'

/** Fails, warns, logs and asks \`inspect\`, in a module, in a package and in code inside it. */
const MODULE = `# -*- coding: utf-8 -*-
import inspect, json, logging, os, sys, traceback, warnings


def outer():
    def inner():
        return inspect.currentframe()
    return inner()


class Handler(logging.Handler):
    def emit(self, record):
        self.place = record.pathname


def source(function):
    try:
        return inspect.getsource(function)
    except (IOError, TypeError):
        return None


def report():
    from application import sub
    try:
        raise ValueError('é')
    except ValueError:
        lines = traceback.format_exc()
    warned = []
    warnings.showwarning = lambda message, category, filename, *more: warned.append(filename)
    warnings.simplefilter('always')
    warnings.warn('careful')
    handler = Handler()
    logging.getLogger().addHandler(handler)
    logging.getLogger().error('logged')
    print(json.dumps({
        'names': [report.__code__.co_filename, outer().f_code.co_filename, sub.f.__code__.co_filename],
        'file': __file__,
        'source': [source(report), source(sub), source(sub.f)],
        'traceback': lines,
        'warned': warned,
        'logged': handler.place,
        'folder': os.path.dirname(sub.f.__code__.co_filename),
        'loader': type(globals().get('__loader__')).__name__,
    }))
`

interface Names {
  readonly names: readonly string[]
  readonly file: string
  readonly source: readonly (string | null)[]
  readonly traceback: string
  readonly warned: readonly string[]
  readonly logged: string
  readonly folder: string
  readonly loader: string
}

function compile(version: string, lib: string, name: string, text: string): void {
  const source = join(temporaryFolder(), 'source')
  writeFileSync(source, text)
  mkdirSync(join(lib, name, '..'), { recursive: true })
  compileTo(version, `${join(lib, name)}c`, name, source)
}

describeEach(PYTHONS)('code that ships without its source on %s', (runtime) => {
  const version = versionOf(runtime)

  it('is named by its place, never by a file in the current folder', () => {
    const app = unpack(version, { start: { module: 'application.code', attribute: 'report' } })
    const lib = join(app.root, 'lib')
    compile(version, lib, 'application/code.py', MODULE)
    compile(version, lib, 'application/sub/__init__.py', 'def f():\n    pass\n')
    const stranger = temporaryFolder('stranger-')
    mkdirSync(join(stranger, 'application', 'sub'), { recursive: true })
    for (const name of ['code.py', 'sub/__init__.py'])
      writeFileSync(join(stranger, 'application', name), 'print("STRANGER")\n'.repeat(60))
    const ran = run([python(version), app.launcher], { path: '/nowhere', cwd: stranger })
    expect(ran.stderr).toBe('')
    const seen = JSON.parse(ran.stdout) as Names
    const module = join(lib, 'application', 'code.py')
    const inside = join(lib, 'application', 'sub', '__init__.py')
    expect(seen).toMatchObject({ names: [module, module, inside], source: [null, null, null] })
    expect(seen).toMatchObject({ warned: [module], logged: module, folder: join(lib, 'application', 'sub') })
    expect(seen.file).toBe(`${module}c`)
    expect(seen.traceback).toContain(`File "${module}", line`)
    expect(seen.traceback).not.toContain('STRANGER')
    expect(seen.loader).toBe(version === '2.7' ? 'NoneType' : 'SourcelessFileLoader')

    const code = 'import sys; sys.path.remove(""); from application import code; code.report()'
    writeFileSync(
      join(lib, 'application', 'start.py'),
      `import subprocess, sys\ndef run(): sys.exit(subprocess.call([sys.executable, '-c', ${JSON.stringify(code)}]))\n`,
    )
    const parent = unpack(
      version,
      { start: { module: 'application.start', attribute: 'run' } },
      join(app.root, '..'),
    )
    const child = run([python(version), parent.launcher], { path: '/nowhere', cwd: stranger })
    expect(child.stderr).toBe('')
    expect(JSON.parse(child.stdout)).toEqual(seen)
  })

  it('is found by pkgutil, runpy and reload, with its data', () => {
    const app = unpack(version, { start: { module: 'application.use', attribute: 'use' } })
    const lib = join(app.root, 'lib')
    writeFileSync(join(lib, 'application', 'data.txt'), 'tide')
    compile(version, lib, 'application/broken.py', 'import nowhere_to_be_found\n')
    compile(version, lib, 'application/inner/__main__.py', 'print("main %s" % __name__)\n')
    compile(version, lib, 'application/inner/__init__.py', 'from . import part\n')
    compile(version, lib, 'application/inner/part.py', 'value = __package__\n')
    compile(
      version,
      lib,
      'application/use.py',
      `import pkgutil, runpy, sys
try:
    from importlib import reload
except ImportError:
    pass
import application.inner.part as part


def use():
    print(pkgutil.get_data('application.inner', '../data.txt').decode())
    print(sorted(name for _, name, _ in pkgutil.iter_modules(sys.modules['application'].__path__)))
    runpy.run_module('application.inner', run_name='there', alter_sys=True)
    part.value = None
    print(reload(part) is part, part.value)
    try:
        import application.broken
    except ImportError:
        print('application.broken' in sys.modules)
    print(sys.modules['application.inner'].__package__, sys.modules['application.inner'].__path__)
`,
    )
    const ran = run([python(version), app.launcher], { path: '/nowhere' })
    expect(ran.stderr).toBe('')
    const lines = ran.stdout
      .replaceAll(/^\((.*)\)$/gm, (_, inner: string) => inner.replaceAll("', '", ' ').replaceAll(/[',]/g, ''))
      .split('\n')
    expect(lines).toEqual([
      'tide',
      "['broken', 'cli', 'inner', 'use']",
      'main there',
      'True application.inner',
      'False',
      version === '2.7'
        ? `application.inner [${join(lib, 'application', 'inner')}]`
        : `application.inner ['${join(lib, 'application', 'inner')}']`,
      '',
    ])
  })
})
