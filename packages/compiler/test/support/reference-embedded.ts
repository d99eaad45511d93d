/**
 * Runs reference.py in CPython's WebAssembly build, in a separate process: argv is the build's folder URL,
 * Python's version, `-O` flags or nothing (joined with commas), the manifest and the answer.
 *
 * Pyodide's own loader imports modules first, and CPython writes a class's name differently if a class of
 * that name was loaded before. So this starts the interpreter alone, as the compiler does.
 */
import { readFileSync } from 'node:fs'
import { openEmbeddedPython } from '../../src/embedded-python.ts'

const [, , entry = '', version = '', level = '0', manifest = '', answer = ''] = process.argv

/** The part of Emscripten's file system that reaches the machine's files. */
interface MachineFiles {
  readonly filesystems: { readonly NODEFS: unknown }
  mkdir(path: string): void
  mount(type: unknown, options: { readonly root: string }, path: string): void
}
const python = await openEmbeddedPython(entry, version)
// The machine's files, for the paths of the manifest, which start with /host.
const files = python.files as unknown as MachineFiles
files.mkdir('/host')
files.mount(files.filesystems.NODEFS, { root: '/' }, '/host')
const script = readFileSync(new URL('./reference.py', import.meta.url), 'utf8')
python.run(script.slice(0, script.indexOf("if __name__ == '__main__'")))
python.run(`OPTIONS['optimize'] = ${Number(level)}
main(${JSON.stringify(`/host${manifest}`)}, ${JSON.stringify(`/host${answer}`)})`)
process.exit(0)
