import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Outcome, runProcess } from './cli.ts'

/** One call of the command line. */
export interface Call {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

const MANY = fileURLToPath(new URL('many.ts', import.meta.url))

/** Runs calls one after another in one process. */
export async function exuviaMany(calls: readonly Call[]): Promise<Outcome[]> {
  const args = ['--conditions=@exuvia/source', MANY, JSON.stringify(calls)]
  const { stdout, stderr } = await runProcess(process.execPath, args, { cwd: path.dirname(MANY) })
  if (!stdout.startsWith('[')) throw new Error(`the calls did not end: ${stdout}${stderr}`)
  return JSON.parse(stdout) as Outcome[]
}
