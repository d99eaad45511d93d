/** The runtime tag this compiler writes bytecode for (PEP 425). */
export declare const runtime: string
/** The exact CPython release inside. */
export declare const version: string
/** The magic number of its bytecode, `importlib.util.MAGIC_NUMBER` as a little-endian 16-bit word. */
export declare const magic: number
/** The `file:` URL of the entry module of CPython's WebAssembly build. */
export declare const entry: string
