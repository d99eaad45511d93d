import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'

const CLI = fileURLToPath(new URL('src/main.ts', import.meta.resolve('exuvia/package.json')))

/** One call of `exuvia`. */
export interface Command {
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
}

/** One call of any program. */
export interface Call {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
  /** The command as a user types it. */
  readonly shown: string
}

/** Shows the command as a user types it, and runs it. The demo stops if it fails. */
export async function runExuvia({ args, env, cwd }: Command): Promise<void> {
  const shown = [
    'exuvia',
    ...args.map((arg) => (path.isAbsolute(arg) ? path.relative(path.dirname(path.dirname(cwd)), arg) : arg)),
  ]
  await runCommand({
    program: process.execPath,
    args: ['--conditions=@exuvia/source', CLI, ...args],
    cwd,
    env,
    shown: shown.join(' '),
  })
}

/** Shows and runs a program; its output goes straight to the terminal. */
export async function runCommand({ program, args, cwd, env, shown }: Call): Promise<void> {
  process.stdout.write(`${styleText('bold', `$ ${shown}`)}\n`)
  const child = spawn(program, args, { cwd, env: env ?? process.env, stdio: 'inherit' })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`"${shown}" ended with ${code}`)
}
