/** The runtime tag this compiler writes bytecode for (PEP 425). */
export const runtime = 'cp312'
/** The exact CPython release inside. */
export const version = '3.12.1'
/** The magic number of its bytecode, `importlib.util.MAGIC_NUMBER` as a little-endian 16-bit word. */
export const magic = 3531
/** Where CPython's WebAssembly build lies: a `file:` URL of its entry module. */
export const entry = import.meta.resolve('cpython-312-wasm')
