import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import { messageOf } from '@exuvia/model'

/** How a program ended. */
export interface ProgramEnd {
  /** Undefined if it exited with 0. */
  readonly failure: string | undefined
  /** Its exit status; undefined if it did not start, or a signal ended it. */
  readonly status: number | undefined
  /** Whether the deadline passed, for it or for something that it started. */
  readonly late: boolean
  /** The end of its standard output and error, in the order in which they came. */
  readonly output: string
}

export interface ProgramOptions {
  readonly env: Record<string, string>
  /** The folder in which it runs. */
  readonly cwd: string
  readonly signal?: AbortSignal | undefined
  /** Milliseconds. */
  readonly limit: number
  /** Gets the id of the process. */
  readonly started?: ((id: number | undefined) => void) | undefined
}

/** Characters of output that are kept: its end tells why a build failed. */
const KEPT = 256 * 1024

/**
 * Runs a program that starts others, such as a build tool, and stops all of them at the deadline or on Ctrl-C.
 * @throws the reason of the signal
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env, cwd, signal, limit, started }: ProgramOptions,
): Promise<ProgramEnd> {
  signal?.throwIfAborted()
  // A process group of its own, so that the compilers that a backend started stop too.
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  started?.(child.pid)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8')
    stream.on('data', (piece: Buffer) => {
      output = (output + decoder.write(piece)).slice(-KEPT)
    })
  }
  const end = (): void => stop(child)
  let late = false
  const timer = setTimeout(() => {
    late = true
    end()
  }, limit)
  signal?.addEventListener('abort', end, { once: true })
  // A run that ends at once, without an abort, takes the group with it.
  process.once('exit', end)
  try {
    const failure = await new Promise<string | undefined>((done) => {
      child.once('error', (error) => done(messageOf(error)))
      child.once('close', (code, killed) => {
        done(
          code === 0 ? undefined : code === null ? `stopped by ${killed ?? 'a signal'}` : `exit code ${code}`,
        )
      })
    })
    signal?.throwIfAborted()
    const status = child.exitCode ?? undefined
    return { failure: late ? `no result within ${inWords(limit)}` : failure, status, late, output }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
    process.removeListener('exit', end)
    endGroup(child)
  }
}

function inWords(limit: number): string {
  return limit < 120_000 ? `${Math.round(limit / 1000)} seconds` : `${Math.round(limit / 60_000)} minutes`
}

/** Ends a program with all that it started, and stops listening to it: something may hold its output open. */
function stop(child: ChildProcess): void {
  endGroup(child)
  child.stdout?.destroy()
  child.stderr?.destroy()
}

/** The group outlives its program while something that it started runs. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}
