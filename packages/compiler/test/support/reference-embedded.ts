/**
 * Runs reference.py in CPython's WebAssembly build, loaded by its own documented interface in
 * a separate process: argv is the build's folder URL, `-O` flags or nothing (joined with commas),
 * the manifest and the answer.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [, , entry = '', flags = '', manifest = '', answer = ''] = process.argv

interface Pyodide {
  readonly FS: {
    readonly filesystems: { readonly NODEFS: unknown }
    mkdir(path: string): void
    mount(type: unknown, options: { readonly root: string }, path: string): void
  }
  runPython(code: string): unknown
}
const { loadPyodide } = (await import(new URL('pyodide.mjs', entry).href)) as {
  readonly loadPyodide: (options: Record<string, unknown>) => Promise<Pyodide>
}
const python = await loadPyodide({
  indexURL: fileURLToPath(new URL('.', entry)),
  args: flags === '' ? [] : flags.split(','),
})
// The machine's files, for the paths of the manifest, which start with /host.
python.FS.mkdir('/host')
python.FS.mount(python.FS.filesystems.NODEFS, { root: '/' }, '/host')
const script = readFileSync(new URL('./reference.py', import.meta.url), 'utf8')
python.runPython(script.slice(0, script.indexOf("if __name__ == '__main__'")))
python.runPython(`main(${JSON.stringify(`/host${manifest}`)}, ${JSON.stringify(`/host${answer}`)})`)
process.exit(0)
