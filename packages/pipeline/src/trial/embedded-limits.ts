import { isStandardModule } from '@exuvia/packaging'
import { NO_END, type Outcome } from './outcome.ts'

/** How it begins that the embedded Python is the cause of a failure. */
export const CANNOT = 'CPython in WebAssembly cannot'

/**
 * What CPython in WebAssembly raises at what it cannot do: threads, processes, functions of the system, a disk that is
 * read-only, more memory, time zones, and waiting for a connection.
 */
const LIMITS: readonly RegExp[] = [
  /^RuntimeError: can't start new thread/,
  /emscripten does not support processes/,
  /^(?:OSError|NotImplementedError|PermissionError|BlockingIOError|ConnectionError|TimeoutError|ConnectionRefusedError): \[Errno (?:14|23|26|28|52|58|63|69|73|138)\]/,
  /^(?:OSError|io\.UnsupportedOperation): .*(?:Function not implemented|Not supported|Read-only file system)/,
  /^MemoryError\b/,
  /^zoneinfo\._common\.ZoneInfoNotFoundError:/,
  /^(?:AttributeError|ImportError): (?:module '(?:os|socket|signal|select|time|posix)' has no attribute|cannot import name .* from '(?:os|socket|signal|select|_socket|multiprocessing[\w.]*)')/,
]

const MISSING = /^(?:ModuleNotFoundError|ImportError): No module named '?(\w+)/

/** WebAssembly that stopped the process itself. */
const CRASHES =
  /^RuntimeError: (?:memory access out of bounds|unreachable|null function)|RangeError: Maximum call stack/

/**
 * Marks a failure that the embedded Python may itself be the cause of, also where the application raised another
 * exception for it: then nobody knows whether the tarball works. Pure.
 */
export function withLimit(outcome: Outcome): Outcome {
  if (outcome.worked || outcome.isLimit === true) return outcome
  if (outcome.how.startsWith(NO_END)) return { ...outcome, isLimit: true }
  const line = [outcome.how, ...outcome.lines].map((each) => each.trim()).find(isLimit)
  return line === undefined ? outcome : { ...outcome, how: `${CANNOT} do this: ${line}`, isLimit: true }
}

function isLimit(line: string): boolean {
  const missing = MISSING.exec(line)?.[1]
  if (missing !== undefined) return isStandard(missing)
  return LIMITS.some((limit) => limit.test(line)) || CRASHES.test(line)
}

/** Modules in C that no public module has the name of. */
const IN_C: ReadonlySet<string> = new Set(['_posixshmem', '_posixsubprocess', '_gdbm', '_curses_panel'])

/** Whether CPython has a module, or one in C behind it: the build for WebAssembly lacks some. */
function isStandard(name: string): boolean {
  return IN_C.has(name) || isStandardModule(name.replace(/^_/, ''))
}
