/**
 * Runs one Python program with CPython in WebAssembly, as `python FILE ARGUMENTS` does with an interpreter:
 * `node embedded-program ENTRY VERSION FOLDER FILE ARGUMENTS…`. Python sees two folders of the machine: `FOLDER`, in
 * which it can write nothing, and its HOME. It is a separate entry of the build, as the worker is.
 */
import { constants, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { openEmbeddedPython } from './embedded-python.ts'
import { type NodeFolders, guardWrites } from './embedded-folders.ts'

/** Bytes of output that wait for the end of a line. */
const MAX_LINE = 64 * 1024

const [entry = '', version = '', folder = '', file = '', ...rest] = process.argv.slice(2)
const home = process.env['HOME'] ?? ''

const lines: Record<1 | 2, number[]> = { 1: [], 2: [] }

function flush(stream: 1 | 2): void {
  const bytes = Buffer.from(lines[stream])
  lines[stream] = []
  for (let at = 0; at < bytes.length;) at += writeSync(stream, bytes, at)
}

function end(status: number): never {
  flush(1)
  flush(2)
  process.exit(status)
}

// Node's permissions take this away, and Emscripten asks it for the flags of files alone.
Object.assign(process, { binding: () => ({ fs: constants }) })

const python = await openEmbeddedPython(entry, version, {
  options: ['-s', '-B'],
  env: Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
  printed: (stream, byte) => {
    lines[stream].push(byte)
    if (byte === 10 || lines[stream].length >= MAX_LINE) flush(stream)
  },
  ended: end,
  prepare: (files) => {
    const { NODEFS } = files.filesystems
    guardWrites(NODEFS as NodeFolders, folder, files.ErrnoError)
    for (const root of [folder, home]) {
      files.mkdirTree(root)
      files.mount(NODEFS, { root }, root)
    }
    files.chdir(process.cwd())
  },
})

const START = `
def _start(file, words, folder):
    import os, sys, traceback
    sys.argv[:] = [file] + words
    sys.path.insert(0, folder)
    status = 0
    try:
        names = sys.modules['__main__'].__dict__
        names['__file__'] = file
        del names['_start']
        with open(file, 'rb') as source:
            code = compile(source.read(), file, 'exec')
        exec(code, names)
    except SystemExit as error:
        status = error.code
        if status is None:
            status = 0
        elif not isinstance(status, int):
            print(status, file=sys.stderr)
            status = 1
    except BaseException:
        kind, error, frames = sys.exc_info()
        traceback.print_exception(kind, error, frames.tb_next)
        status = 1
    for stream in sys.stdout, sys.stderr:
        try:
            stream.flush()
        except Exception:
            pass
    os._exit(status & 255)
_start(${[file, rest, dirname(file)].map((value) => JSON.stringify(value)).join(', ')})
`
try {
  python.run(START)
} catch (error) {
  // Newer builds throw this themselves and call no function of the caller.
  const { name, status } = error as { readonly name?: string; readonly status?: number }
  if (name !== 'ExitStatus' || status === undefined) throw error
  end(status)
}
