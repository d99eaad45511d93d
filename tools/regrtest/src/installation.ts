import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { type SlimSteps, readPyc, slim, writePyc } from '@exuvia/bytecode'
import { type Interpreter, programOf } from './interpreters.ts'

/** Files that no test module here needs. */
const LEFT_OUT = new Set(['__pycache__', 'site-packages', 'idlelib', 'turtledemo', 'ensurepip'])

/**
 * A copy of an interpreter's installation with its sources.
 *
 * @param modules the test modules to copy. Default: all
 */
export function copyWithSources(python: Interpreter, folder: string, modules?: ReadonlySet<string>): void {
  const library = `python${python.minor}`
  const from = join(python.prefix, 'lib', library)
  const tests = join(from, 'test')
  inOneStep(folder, (target) => {
    cpSync(from, join(target, 'lib', library), {
      recursive: true,
      filter: (path) => {
        const name = basename(path)
        if (LEFT_OUT.has(name) || name.endsWith('.a') || name.endsWith('.pyc')) return false
        if (modules === undefined || dirname(path) !== tests || !/^test_.*(\.py|[^.]*)$/.test(name))
          return true
        return modules.has(name.replace(/\.py$/, ''))
      },
    })
    mkdirSync(join(target, 'bin'))
    cpSync(programOf(python.prefix, python.minor), programOf(target, python.minor))
    for (const name of ['python', 'python3']) symlinkSync(`python${python.minor}`, join(target, 'bin', name))
    // sysconfig looks for the headers under the prefix.
    symlinkSync(join(python.prefix, 'include'), join(target, 'include'))
  })
}

/** A copy as `compileall -b` and removing the sources leave it. Files that do not compile stay: tests read them as data. */
export function copySourceFree(python: Interpreter, source: string, folder: string): void {
  inOneStep(folder, (target) => {
    cpSync(source, target, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => basename(path) !== '__pycache__',
    })
    const library = join(target, 'lib', `python${python.minor}`)
    // The file names in code objects are those of the copy's final place.
    const names = ['-d', join(folder, 'lib', `python${python.minor}`)]
    const args = ['-m', 'compileall', '-b', '-q', '-q', '-j', '0', ...names, library]
    const { error } = spawnSync(programOf(python.prefix, python.minor), args, { stdio: 'ignore' })
    if (error !== undefined) throw error
    for (const file of globSync('**/*.py', { cwd: library })) {
      if (existsSync(join(library, `${file}c`))) rmSync(join(library, file))
    }
  })
}

/** A copy of a source-free installation with every .pyc rewritten by the codec. @returns how many */
export function copyTransformed(plain: string, folder: string, steps: SlimSteps): number {
  let files = 0
  inOneStep(folder, (target) => {
    cpSync(plain, target, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => basename(path) !== '__pycache__',
    })
    for (const file of globSync('lib/**/*.pyc', { cwd: target })) {
      const path = join(target, file)
      const filename = (name: string): string =>
        name.startsWith(plain) ? join(folder, relative(plain, name)) : name
      writeFileSync(path, writePyc(slim(readPyc(readFileSync(path)), { ...steps, filename })))
      files += 1
    }
  })
  return files
}

/** Makes a folder in one step: an existing folder is complete even if a run was interrupted. */
function inOneStep(folder: string, fill: (target: string) => void): void {
  const target = `${folder}.part`
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  fill(target)
  rmSync(folder, { recursive: true, force: true })
  renameSync(target, folder)
}
