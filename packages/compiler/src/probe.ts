import { realpath, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { Runtime } from '@exuvia/model'
import { formatRuntime } from '@exuvia/packaging'
import { startInterpreter } from './interpreter-process.ts'
import { stopError, throwIfStopped } from './stop.ts'
import type { Toolchain } from './toolchain.ts'

/** An interpreter's description, or why it gave none. */
export type Probe =
  | { readonly kind: 'python'; readonly toolchain: Toolchain; readonly freeThreaded: boolean }
  | { readonly kind: 'other'; readonly reason: string }

const MARK = 'exuvia-probe'
const LIMIT_MS = 10_000
/** How long a child process may hold open the pipe of an exited program. */
const PIPE_MS = 2000
const LARGEST_OUTPUT = 1 << 16

const SCRIPT = String.raw`
import sys, struct
try:
    from _frozen_importlib_external import MAGIC_NUMBER as magic
except ImportError:
    if sys.version_info[0] == 2:
        from imp import get_magic
        magic = get_magic()
    else:
        from importlib.util import MAGIC_NUMBER as magic
try:
    name = sys.implementation.name
except AttributeError:
    name = 'pypy' if 'PyPy' in sys.version else 'jython' if 'java' in sys.platform else 'cpython'
info = sys.version_info
version = '%d.%d.%d' % info[:3]
if info[3] != 'final':
    version += {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}[info[3]] + str(info[4])
threads = 'free-threading' in sys.version or 't' in getattr(sys, 'abiflags', '')
fields = ['${MARK}', name, version, str(struct.unpack('<H', magic[:2])[0]), str(int(threads)),
          '%d bit, abi "%s"' % (64 if sys.maxsize > 2**32 else 32, getattr(sys, 'abiflags', '')),
          sys.executable or '', ' '.join(sys.version.split())]
out = getattr(sys.stdout, 'buffer', sys.stdout)
line = '\0'.join(fields) + '\n'
out.write(line if isinstance(line, bytes) else line.encode('utf-8', 'surrogateescape'))
`

/** What programs answered in this run, by environment, and by path and file. */
const answers = new WeakMap<NodeJS.ProcessEnv, Map<string, Promise<Probe>>>()

/**
 * Asks a program for its Python version, once in a run. Ends within ten seconds and reads a bounded amount,
 * whatever the program does.
 */
export async function probeInterpreter(
  path: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Probe> {
  const file = await stat(path).catch(() => undefined)
  if (file === undefined) return askInterpreter(path, env, signal)
  const known = answers.get(env) ?? new Map<string, Promise<Probe>>()
  answers.set(env, known)
  const key = JSON.stringify([path, file.dev, file.ino, file.size, file.mtimeMs])
  const answer = known.get(key) ?? askInterpreter(path, env, signal)
  known.set(key, answer)
  // A run that is stopped leaves no answer.
  answer.catch(() => known.delete(key))
  return answer
}

async function askInterpreter(
  path: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<Probe> {
  const result = await runBounded(path, env, signal)
  if (typeof result === 'string') return { kind: 'other', reason: result }
  const fields = result.output
    .split('\n')
    .find((line) => line.startsWith(`${MARK}\0`))
    ?.split('\0')
  if (fields === undefined) return { kind: 'other', reason: result.failure ?? 'is not a Python interpreter' }
  const [, name = '', version = '', magic = '', threads = '', build = '', executable = '', full = ''] = fields
  const runtime = runtimeOf(name, version, threads === '1')
  if (runtime === undefined) return { kind: 'other', reason: `is ${name} ${version}, not CPython or PyPy` }
  const location = await trueExecutable(executable, path)
  return {
    kind: 'python',
    freeThreaded: threads === '1',
    toolchain: {
      kind: 'native',
      runtime,
      version,
      magic: Number(magic),
      identity: `${name} ${full}, ${build}`,
      location,
      entry: location,
    },
  }
}

function runtimeOf(name: string, version: string, freeThreaded: boolean): Runtime | undefined {
  const numbers = /^(\d)\.(\d{1,2})\./.exec(version)
  if (numbers === null || (name !== 'cpython' && name !== 'pypy')) return undefined
  const implementation = name === 'pypy' ? 'pp' : 'cp'
  return formatRuntime({ implementation, major: Number(numbers[1]), minor: Number(numbers[2]), freeThreaded })
}

/** Finds the interpreter that a pyenv shim, which is a script, chooses. */
async function trueExecutable(executable: string, asked: string): Promise<string> {
  if (!isAbsolute(executable)) return asked
  return realpath(executable).then(
    () => executable,
    () => asked,
  )
}

function isAnswered(output: string): boolean {
  return output.includes(`${MARK}\0`) && output.endsWith('\n')
}

function runBounded(
  path: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<{ readonly output: string; readonly failure: string | undefined } | string> {
  return new Promise((resolve, reject) => {
    throwIfStopped(signal)
    // Its own process group, so that children of a hanging shell script end too.
    const ownGroup = process.platform !== 'win32'
    const child = startInterpreter(path, SCRIPT, { env, detached: ownGroup })
    // Close stdin for a program that reads it; ignore the error if the program has ended.
    child.stdin.on('error', () => {}).end()
    let output = ''
    let complaint = ''
    const stop = (): void => {
      try {
        if (ownGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
        else child.kill('SIGKILL')
      } catch {
        // It has already ended.
      }
    }
    const finish = (result: { output: string; failure: string | undefined } | string): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      stop()
      child.stdout.destroy()
      child.stderr.destroy()
      resolve(result)
    }
    const abort = (): void => {
      if (signal !== undefined) reject(stopError(signal))
      finish('')
    }
    let timer = setTimeout(() => finish(`gave no answer within ${LIMIT_MS / 1000} seconds`), LIMIT_MS)
    signal?.addEventListener('abort', abort)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.length > LARGEST_OUTPUT) finish('is not a Python interpreter')
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(0, 300)
    })
    child.on('error', (error) => finish(`cannot be run (${error.message})`))
    let ending: { readonly how: string; readonly failed: boolean } | undefined
    const conclude = (): void => {
      const why = complaint.trim().split('\n')[0] ?? ''
      const failure =
        ending?.failed === true ? `fails (${ending.how}${why === '' ? '' : `: ${why}`})` : undefined
      finish({ output, failure })
    }
    child.on('exit', (status, killedBy) => {
      ending = { how: killedBy ?? `exit status ${status}`, failed: status !== 0 }
      // Its last output may still be in transit, and 'close' follows once all is read. But a child of the
      // program may hold the pipe open forever.
      clearTimeout(timer)
      timer = setTimeout(conclude, isAnswered(output) ? 0 : PIPE_MS)
    })
    child.on('close', () => {
      if (ending !== undefined) conclude()
    })
  })
}
