import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** The part of Pyodide's interface that is used; the same since 0.22. */
export interface EmbeddedPython {
  runPython(code: string): unknown
  readonly globals: { get(name: string): unknown }
}

interface EmscriptenModule {
  readonly ENV: Record<string, string>
  preRun: ((module: EmscriptenModule) => void)[]
}
type CreateModule = (module: EmscriptenModule) => Promise<unknown>

/** Same as for native interpreters: no `site`, no `.pyc`, a fixed hash seed. */
const ARGUMENTS = ['-S', '-s', '-B']
const ENVIRONMENT = { HOME: '/', PYTHONHASHSEED: '0' }

/**
 * Loads CPython's WebAssembly build into this thread. It uses no network: its package
 * contains everything, and it loads no other package.
 * @param entry `file:` URL of the package's entry module
 */
export async function openEmbeddedPython(entry: string): Promise<EmbeddedPython> {
  const folder = fileURLToPath(new URL('.', entry))
  const { loadPyodide } = (await import(entry)) as {
    readonly loadPyodide: (options: Record<string, unknown>) => Promise<EmbeddedPython>
  }
  await presetEnvironment(entry, folder)
  return loadPyodide({
    indexURL: folder,
    args: ARGUMENTS,
    env: { ...ENVIRONMENT },
    fullStdLib: false,
    packages: [],
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
  })
}

/** 0.22 has no `env` option; its module function is global, and takes the environment that way. */
async function presetEnvironment(entry: string, folder: string): Promise<void> {
  const manifest = createRequire(entry)('./package.json') as { readonly version: string }
  if (!manifest.version.startsWith('0.22.')) return
  const holder = globalThis as { _createPyodideModule?: CreateModule }
  await import(new URL('pyodide.asm.js', entry).href)
  const create = holder._createPyodideModule
  if (create === undefined) throw new Error(`${folder} holds no CPython module`)
  holder._createPyodideModule = (module) => {
    module.preRun.push(({ ENV }) => Object.assign(ENV, ENVIRONMENT))
    return create(module)
  }
}
