/**
 * Runs many commands in one process, one after another, because a process of its own costs each a second.
 * The first argument is a JSON list of calls; the results go to stdout as JSON.
 */
import type { Call } from './calls.ts'
import type { Outcome } from './cli.ts'

const calls = JSON.parse(process.argv[2] ?? '[]') as Call[]
const outcomes: Outcome[] = []
const given = { ...process.env }
const write = process.stdout.write.bind(process.stdout)

for (const [index, { args, cwd, env }] of calls.entries()) {
  const outcome = { code: 0, stdout: '', stderr: '' }
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, given, env)
  process.chdir(cwd)
  process.argv = [process.execPath, 'exuvia', ...args]
  process.exitCode = undefined
  process.stdout.write = (text: string | Uint8Array) => ((outcome.stdout += String(text)), true)
  process.stderr.write = (text: string | Uint8Array) => ((outcome.stderr += String(text)), true)
  // The query makes Node run the module again.
  await import(`../../src/work.ts?${index}`)
  outcome.code = exitCode()
  outcomes.push(outcome)
}

/** What the command set, if anything. */
function exitCode(): number {
  return Number(process.exitCode ?? 0)
}

process.exitCode = 0
write(JSON.stringify(outcomes))
