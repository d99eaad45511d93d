// Runs a Python script inside a CPython in WebAssembly and posts what it writes to its standard output.
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { EmbeddedTask } from './embedded.ts'

interface Pyodide {
  readonly FS: { mkdirTree(path: string): void; writeFile(path: string, data: Uint8Array): void }
  readonly globals: { set(name: string, value: unknown): void }
  runPython(code: string): { toJs(): Uint8Array }
}

const RUN = `
import io, os, sys
# From 3.11 on its library lies in an archive, and corpus.py wants a folder.
archive = '/lib/python%d%d.zip' % sys.version_info[:2]
if not os.path.exists('/library') and os.path.exists(archive):
    import zipfile
    zipfile.ZipFile(archive).extractall('/library')
sys.argv = [argument.replace('LIBRARY', '/library' if os.path.exists('/library') else os.path.dirname(os.__file__)) for argument in args]
sys.stdin = io.TextIOWrapper(io.BytesIO(bytes(input.to_py())))
sys.stdout = io.TextIOWrapper(io.BytesIO())
exec(compile(script, sys.argv[0], 'exec'), {'__name__': '__main__'})
sys.stdout.flush()
sys.stdout.buffer.getvalue()
`

const { entry, script, args, hashSeed, files, input } = workerData as EmbeddedTask
const { loadPyodide } = (await import(entry)) as {
  readonly loadPyodide: (options: Record<string, unknown>) => Promise<Pyodide>
}
const python = await loadPyodide({
  indexURL: fileURLToPath(new URL('.', entry)),
  env: { HOME: '/', PYTHONHASHSEED: String(hashSeed) },
  fullStdLib: false,
  packages: [],
})
for (const [path, source] of files ?? []) {
  const name = `/library/${path}`
  python.FS.mkdirTree(name.slice(0, name.lastIndexOf('/')))
  python.FS.writeFile(name, source)
}
python.globals.set('script', script)
python.globals.set('args', args)
python.globals.set('input', input)
parentPort?.postMessage(python.runPython(RUN).toJs(), [])
