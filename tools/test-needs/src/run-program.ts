import { spawn } from 'node:child_process'

/** What a program printed, and how it ended. */
export interface Ran {
  readonly status: number | string
  readonly stdout: string
  readonly stderr: string
}

/** In milliseconds: no command of the proof needs longer. */
const LONGEST = 300_000

/** Runs a program with only the given environment and without input. */
export function runProgram(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  longest = LONGEST,
): Promise<Ran> {
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longest,
      killSignal: 'SIGKILL',
    })
    const [out, errors]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (piece: Buffer) => out.push(piece))
    child.stderr.on('data', (piece: Buffer) => errors.push(piece))
    child.on('error', (error) => resolve({ status: error.message, stdout: '', stderr: '' }))
    child.on('close', (code, signal) =>
      resolve({
        status: code ?? String(signal),
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(errors).toString('utf8'),
      }),
    )
  })
}

/** Runs a program that must succeed. @throws with its output if it fails */
export async function mustRun(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const { status, stdout, stderr } = await runProgram(command, cwd, env, 3_000_000)
  if (status !== 0)
    throw new Error(`${command.join(' ')}: ${status}\n${stdout.slice(-2000)}${stderr.slice(-2000)}`)
  return stdout
}
