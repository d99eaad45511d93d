import manifest from './package.json' with { type: 'json' }

/** `runtime` is the tag of PEP 425, `magic` is `importlib.util.MAGIC_NUMBER` as a little-endian 16-bit word. */
export const { runtime, version, magic } = manifest.exuvia
/** The `file:` URL of the entry module of CPython's WebAssembly build. */
export const entry = import.meta.resolve('cpython-314-wasm')
