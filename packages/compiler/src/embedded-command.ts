import { existsSync } from 'node:fs'
import { dirname, extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pythonTag, runtimeVersion } from '@exuvia/packaging'
import type { Toolchain } from './toolchain.ts'

/** Pages of 64 kB that WebAssembly may use: 1 GB. More raises MemoryError. */
const MAX_PAGES = 16_384
/** MB of memory for everything else. */
const MAX_HEAP = 512

/**
 * The words before a Python file and its arguments that run it with an embedded Python, in a process of its own. Its
 * HOME is the only folder in which it can write; Node's permissions hold beside those of Python's file system.
 * Python finds no other folder of the machine, starts no process or thread, and has no sockets.
 * @param folder absolute; Python reads it
 * @param home absolute, and the variable HOME of the process
 */
export function embeddedCommand(
  { entry, runtime }: Toolchain,
  folder: string,
  home: string,
): readonly string[] {
  // Beside this file, in the TypeScript sources as well as in the build.
  const here = fileURLToPath(import.meta.url)
  const program = join(dirname(here), `embedded-program${extname(here)}`)
  const manifest = join(dirname(here), '..', 'package.json')
  const read = [
    dirname(here) + sep,
    ...(existsSync(manifest) ? [manifest] : []),
    fileURLToPath(entry),
    folder + sep,
    home + sep,
  ]
  return [
    process.execPath,
    '--permission',
    ...read.map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${home}${sep}`,
    '--disable-warning=SecurityWarning',
    `--wasm-max-mem-pages=${MAX_PAGES}`,
    `--max-old-space-size=${MAX_HEAP}`,
    program,
    entry,
    runtimeVersion(pythonTag(runtime)),
    folder,
  ]
}
