import { Buffer } from 'node:buffer'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** CPython in WebAssembly, in this thread. */
export interface EmbeddedPython {
  /**
   * Runs statements in `__main__`.
   * @throws Error if they raise an exception
   */
  run(code: string): void
  /** The files that Python sees; they are only in memory. */
  readonly files: PythonFiles
}

/** The file system that Python sees; it is in memory but for the folders that are mounted. */
export interface PythonFiles {
  readFile(path: string): Uint8Array<ArrayBuffer>
  writeFile(path: string, bytes: Uint8Array): void
}

/** How a Python starts, apart from what a compiler needs. */
export interface EmbeddedOptions {
  /** The options of the interpreter; those of a compiler without. */
  readonly options?: readonly string[]
  /** Its environment variables. */
  readonly env?: Readonly<Record<string, string>>
  /** Gets each byte that it prints to standard output (1) or standard error (2). */
  readonly printed?: (stream: 1 | 2, byte: number) => void
  /** Runs before the interpreter starts, with Emscripten's file system. */
  readonly prepare?: (files: EmscriptenFiles) => void
  /** Must not return: the program ends with this status. */
  readonly ended?: (status: number) => never
}

/** The parts of Emscripten's file system that are used. */
export interface EmscriptenFiles extends PythonFiles {
  readonly ErrnoError: new (code: number) => Error
  readonly filesystems: { readonly NODEFS: unknown }
  mkdirTree(path: string): void
  mount(type: unknown, options: Record<string, unknown>, path: string): void
  chdir(path: string): void
}

type Imports = Record<string, Record<string, unknown>>

/** The parts of the global `WebAssembly` that are used; Node's types do not contain it. */
declare const WebAssembly: {
  readonly Module: {
    new (bytes: Uint8Array): object
    imports(module: object): readonly { readonly module: string; readonly name: string }[]
  }
  readonly Instance: new (module: object, imports: Imports) => object
}

/** The parts of Emscripten's interface that are used. */
interface EmscriptenModule {
  readonly ENV: Record<string, string>
  readonly FS: EmscriptenFiles
  /** Changes when the memory grows. */
  readonly HEAPU8: Uint8Array
  _PyMem_RawMalloc(size: number): number
  _PyRun_SimpleString(code: number): number
  _free(address: number): void
}
type Settings = Partial<EmscriptenModule> & Record<string, unknown>
type CreateModule = (settings: Settings) => Promise<EmscriptenModule>

/** Same as for native interpreters: no `site`, no `.pyc`, a fixed hash seed. */
const ARGUMENTS = ['-S', '-s', '-B']
const ENVIRONMENT = { HOME: '/', PYTHONHASHSEED: '0' }

/**
 * Loads CPython's WebAssembly build into this thread. It uses no network: its package
 * contains everything, and it loads no other package.
 *
 * The build is Pyodide. Its own loader then imports a third of the standard library for the exchange of objects
 * between JavaScript and Python, which takes three quarters of the start. This starts the interpreter alone.
 * @param entry `file:` URL of the package's folder
 * @param version of Python, `3.12`
 * @throws Error if the interpreter does not start
 */
export async function openEmbeddedPython(
  entry: string,
  version: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedPython> {
  const folder = fileURLToPath(entry)
  const create = await loadCreateModule(entry, folder)
  const settings = settingsFor(folder, version, options)
  const finished = new Promise<unknown>((resolve) => (settings['postRun'] = resolve))
  const module = await create(settings)
  await finished
  return {
    files: module.FS,
    run(code) {
      const bytes = Buffer.from(`${code}\0`, 'utf8')
      const address = module._PyMem_RawMalloc(bytes.length)
      module.HEAPU8.set(bytes, address)
      const status = module._PyRun_SimpleString(address)
      module._free(address)
      if (status !== 0) throw new Error('the script failed')
    },
  }
}

/** Up to 3.13 the module is a script that sets a global function. */
async function loadCreateModule(entry: string, folder: string): Promise<CreateModule> {
  if (existsSync(`${folder}pyodide.asm.mjs`)) {
    const module = (await import(new URL('pyodide.asm.mjs', entry).href)) as {
      readonly default: CreateModule
    }
    return module.default
  }
  createRequire(entry)('./pyodide.asm.js')
  return (globalThis as unknown as { readonly _createPyodideModule: CreateModule })._createPyodideModule
}

function settingsFor(
  folder: string,
  version: string,
  { options = ARGUMENTS, env = ENVIRONMENT, printed, prepare, ended }: EmbeddedOptions,
): Settings {
  const locks = ['pyodide-lock.json', 'repodata.json'].map((name) => folder + name)
  const settings: Settings = {
    arguments: options,
    print: () => {},
    printErr: () => {},
    ...(printed === undefined
      ? {}
      : { stdout: (byte: number) => printed(1, byte), stderr: (byte: number) => printed(2, byte) }),
    quit: (status: number) => {
      ended?.(status)
      throw new Error(`exit status ${status}`)
    },
    locateFile: (name: string) => folder + name,
    instantiateWasm(imports: Imports, done: (instance: object, module: object) => void) {
      const module = new WebAssembly.Module(readFileSync(`${folder}pyodide.asm.wasm`))
      const instance = new WebAssembly.Instance(module, withMarks(module, imports))
      // The module expects it only after this function has returned.
      queueMicrotask(() => done(instance, module))
      return {}
    },
    preRun: [
      (module: EmscriptenModule) => {
        Object.assign(module.ENV, env)
        installLibrary(module, folder, version)
        prepare?.(module.FS)
      },
    ],
    // What the build's own JavaScript reads as it loads.
    API: {
      config: { indexURL: folder, lockFileURL: locks.find((file) => existsSync(file)), env },
      // The list of other packages; nothing waits for it.
      lockFilePromise: new Promise(() => {}),
      runtimeEnv: { IN_NODE: true },
    },
  }
  return settings
}

/** From 3.13 on, the build imports functions that recognise JavaScript's errors; no such error occurs here. */
function withMarks(module: object, imports: Imports): Imports {
  const mark = Symbol('error')
  const absent = WebAssembly.Module.imports(module).filter((needed) => !(needed.module in imports))
  const functions = absent.map(({ name }) => [
    name,
    /^is_|_Check$/.test(name) ? (value: unknown) => Number(value === mark) : () => mark,
  ])
  for (const needed of absent) imports[needed.module] = Object.fromEntries(functions)
  return imports
}

/** Python finds its standard library at `/lib/python3xx.zip`; the build of 3.10 contains it. */
function installLibrary({ FS }: EmscriptenModule, folder: string, version: string): void {
  const library = `${folder}python_stdlib.zip`
  if (!existsSync(library)) return
  const [major, minor] = version.split('.')
  FS.mkdirTree(`/lib/python${major}.${minor}/lib-dynload`)
  FS.writeFile(`/lib/python${major}${minor}.zip`, readFileSync(library))
}
