/**
 * Every test here starts several Pythons.
 *
 * @module-tag slow
 */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PYTHONS, describeEach, hasTool, python, temporaryFolder, versionOf } from '@exuvia/test-needs'
import { describe, expect, it } from 'vitest'
import { type App, pathFolder, run, unpack } from './support.ts'

/** Starts the programs that its arguments name, as applications do, and prints what each prints. */
const PARENT = `import os, subprocess, sys


def start(command):
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    sys.stdout.write(child.communicate()[0].decode())
    sys.stdout.flush()


def run():
    start([sys.executable if word == 'SELF' else word for word in sys.argv[1:]])


def square(number):
    return number * number


def pool():
    import multiprocessing

    for method in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context(method)
        with context.Pool(2) as pool:
            print(method, pool.map(square, [1, 2, 3]), pool.apply(os.getenv, ['PYTHONPATH']) is not None)


def futures():
    import concurrent.futures, multiprocessing

    multiprocessing.set_start_method('spawn')
    with concurrent.futures.ProcessPoolExecutor(2) as executor:
        print(list(executor.map(square, [1, 2, 3])))
`

/** What a Python sees of an application. */
const SEEN = `import os, sys
seen = [p for p in sys.path if 'tidemark' in p] + [k for k, v in os.environ.items() if 'tidemark' in v and k != 'PWD' or 'EXUVIA' in k]
try:
    import application
    seen += ['application']
except ImportError:
    pass
sys.stdout.write('saw %s' % sorted(seen))`

function parent(version: string, attribute: string, folder?: string): App {
  const app = unpack(version, { start: { module: 'application.parent', attribute } }, folder)
  writeFileSync(join(app.root, 'lib', 'application', 'parent.py'), PARENT)
  writeFileSync(
    join(app.root, 'lib', 'application', 'worker.py'),
    'import os, subprocess, sys\nsys.stdout.write("worker %s " % sys.argv[1:])\nsys.stdout.flush()\n' +
      'if sys.argv[1:]: subprocess.call([sys.executable, "-m", "application.worker"] + sys.argv[2:])\n',
  )
  return app
}

function startedBy(version: string, app: App, args: readonly string[], environment = {}): string {
  const ran = run([python(version), app.launcher, ...args], { path: '/nowhere', environment })
  if (ran.status !== 0) throw new Error(ran.stderr)
  return ran.stdout + ran.stderr
}

const found = PYTHONS.filter(hasTool)

describe('the Python that runs the application, started again', () => {
  describeEach(PYTHONS)('on %s', (runtime) => {
    const version = versionOf(runtime)

    it('finds the modules of lib/, and so do its own children', () => {
      const app = parent(version, 'run')
      const before = readdirSync(app.root, { recursive: true })
      expect(startedBy(version, app, ['SELF', '-m', 'application.worker', 'a', 'b'])).toBe(
        "worker ['a', 'b'] worker ['b'] worker [] ",
      )
      const code = 'import application.cli as m, sys; print([m.__file__, sys.dont_write_bytecode])'
      const seen = startedBy(version, app, ['SELF', '-c', code])
      expect(seen).toContain(`['${join(app.root, 'lib')}`)
      expect(seen).toContain('True')
      expect(readdirSync(app.root, { recursive: true })).toEqual(before)
    })

    it('keeps the PYTHONPATH and the sitecustomize of the customer', () => {
      const app = parent(version, 'run')
      const folder = temporaryFolder('customer-')
      const environment = { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' }
      const code =
        'import sys; print("sitecustomize" in sys.modules, [p for p in sys.path[1:] if p[:4] == "/tmp"])'
      const without = startedBy(version, app, ['SELF', '-c', code], environment)
      expect(without).toContain('False')
      expect(without).toContain(`['${join(app.root, 'lib')}', '${folder}']`)
      expect(without).not.toContain('sitecustomize')
      writeFileSync(join(folder, 'sitecustomize.py'), 'print("the customer says hello")\n')
      const again = startedBy(version, app, ['SELF', '-c', code], environment)
      expect(again.match(/the customer says hello/g)).toHaveLength(2)
      expect(again).toContain('True')
    })
  })

  // One of each way in which a Python imports from a zip.
  describeEach(['cp27', 'cp39', 'cp312'])('on %s', (runtime) => {
    const version = versionOf(runtime)

    it('reports an error in the sitecustomize of the customer as ever', () => {
      const app = parent(version, 'run')
      const folder = temporaryFolder('customer-')
      writeFileSync(join(folder, 'sitecustomize.py'), 'import nowhere_to_be_found\n')
      const environment = { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' }
      const plain = run([python(version), '-c', ''], { path: '/nowhere', environment }).stderr
      expect(startedBy(version, app, ['SELF', '-c', ''], environment)).toBe(plain + plain)
    })

    it('does not find them under -I, -E or -S, and starts', () => {
      const app = parent(version, 'run')
      for (const option of version === '2.7' ? ['-E', '-S'] : ['-I', '-E', '-S'])
        expect(startedBy(version, app, ['SELF', option, '-c', SEEN])).not.toContain("'application'")
    })
  })

  it('finds them in worker processes of every kind', { tags: ['cp36', 'cp312', 'cp313'] }, () => {
    for (const version of ['3.6', '3.12', '3.13']) {
      const out = startedBy(version, parent(version, 'pool'), [])
      for (const method of ['fork', 'spawn', 'forkserver']) expect(out).toContain(`${method} [1, 4, 9] True`)
      expect(startedBy(version, parent(version, 'futures'), [])).toBe('[1, 4, 9]\n')
    }
  })
})

describe('another Python that the application starts', () => {
  // What the file does depends on the Python that runs it, and has one form for Python 2 and one for Python 3.
  describeEach(['cp27', 'cp312'])('from %s', (runtime) => {
    const version = versionOf(runtime)

    it('sees nothing of it, and keeps the PYTHONPATH and the sitecustomize of the customer', () => {
      const app = parent(version, 'run')
      for (const other of found.filter((name) => name !== runtime)) {
        const seen = startedBy(version, app, [python(other), '-c', SEEN])
        expect(`${other} ${seen}`).toBe(`${other} saw []`)
      }
      const folder = temporaryFolder('customer-')
      writeFileSync(join(folder, 'sitecustomize.py'), 'import sys; sys.stdout.write("hello ")\n')
      const environment = { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' }
      for (const other of found.filter((name) => name !== runtime)) {
        const code = `import os; ${SEEN.replace('sys.path', 'sys.path + [os.environ["PYTHONPATH"]]')}`
        expect(startedBy(version, app, [python(other), '-c', code], environment)).toBe('hello hello saw []')
      }
    })
  })

  it(
    'sees nothing, under another name of the same Python or in a virtual environment',
    { tags: ['cp312'] },
    () => {
      const app = parent('3.12', 'run')
      const folder = temporaryFolder()
      symlinkSync(python('3.12'), join(folder, 'python3'))
      expect(startedBy('3.12', app, [join(folder, 'python3'), '-c', SEEN])).toBe('saw []')
      const venv = join(folder, 'venv')
      startedBy('3.12', app, ['SELF', '-m', 'venv', '--without-pip', venv])
      expect(startedBy('3.12', app, [join(venv, 'bin', 'python'), '-c', SEEN])).toBe('saw []')
    },
  )

  it('sees only its own application if it runs one', { tags: ['cp312'] }, () => {
    const app = parent('3.12', 'run')
    const other = parent('3.12', 'run', temporaryFolder('other-'))
    writeFileSync(join(app.root, 'lib', 'ours.py'), '')
    const code = 'import importlib.util as u, application; print(application.__file__, u.find_spec("ours"))'
    const inner = ['SELF', '-c', code]
    const out = startedBy('3.12', app, ['SELF', other.launcher, ...inner])
    expect(out).toContain(`${other.root}/lib/application/__init__.py None`)
    expect(startedBy('3.12', app, ['SELF', app.launcher, ...inner])).toContain(`${app.root}/lib/application`)
  })

  it('still runs if the folder cannot stand on PYTHONPATH', { tags: ['cp312'] }, () => {
    const folder = join(temporaryFolder(), 'a:b')
    mkdirSync(folder)
    expect(startedBy('3.12', parent('3.12', 'run', folder), ['SELF', '-c', SEEN])).toBe('saw []')
  })
})

it('may move, and be reached through PATH', { tags: ['cp312'] }, () => {
  const app = parent('3.12', 'run')
  const path = pathFolder({ 'python3.12': '3.12' })
  const elsewhere = join(temporaryFolder('moved '), 'ünï')
  symlinkSync(app.root, elsewhere)
  const ran = run([join(elsewhere, 'bin', 'tidemark'), 'SELF', '-m', 'application.worker'], { path })
  expect(ran.stdout).toBe('worker [] ')
})
