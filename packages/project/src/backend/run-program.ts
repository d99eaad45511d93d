import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import { messageOf } from '@exuvia/model'

/** How a program ended. */
export interface ProgramEnd {
  /** Undefined if it exited with 0. */
  readonly failure: string | undefined
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
  { env, cwd, signal, limit }: ProgramOptions,
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
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8')
    stream.on('data', (piece: Buffer) => {
      output = (output + decoder.write(piece)).slice(-KEPT)
    })
  }
  const stop = (): void => stopGroup(child)
  let late = false
  const timer = setTimeout(() => {
    late = true
    stop()
  }, limit)
  signal?.addEventListener('abort', stop, { once: true })
  // A run that ends at once, without an abort, takes the group with it.
  process.once('exit', stop)
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
    return { failure: late ? `no result within ${Math.round(limit / 60_000)} minutes` : failure, output }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    process.removeListener('exit', stop)
  }
}

function stopGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}
