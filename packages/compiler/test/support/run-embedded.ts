/**
 * Runs a Python script in CPython's WebAssembly build, in a separate process: argv is the build's folder URL,
 * Python's version, the script, and the script's arguments. Python sees the machine's files below /host.
 *
 * Pyodide's own loader imports modules first, and CPython writes a class's name differently if a class of
 * that name was loaded before. So this starts the interpreter alone, as the compiler does.
 */
import { readFileSync } from 'node:fs'
import { openEmbeddedPython } from '../../src/embedded-python.ts'

const [, , entry = '', version = '', script = '', ...args] = process.argv

/** The part of Emscripten's file system that reaches the machine's files. */
interface MachineFiles {
  readonly filesystems: { readonly NODEFS: unknown }
  mkdir(path: string): void
  mount(type: unknown, options: { readonly root: string }, path: string): void
}
const python = await openEmbeddedPython(entry, version)
const files = python.files as unknown as MachineFiles
files.mkdir('/host')
files.mount(files.filesystems.NODEFS, { root: '/' }, '/host')
python.run(`import sys; sys.argv[:] = ${JSON.stringify([script, ...args])}`)
python.run(readFileSync(script, 'utf8'))
process.exit(0)
