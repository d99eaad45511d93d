#!/usr/bin/env node
import { createProgram } from './program.ts'
import { exitWith } from './run.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe (head, less) went away: nothing is wrong.
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  // A wrong call: commander has no options to give.
  exitWith(error, { json: process.argv.includes('--json'), trace: process.argv.includes('--trace') })
}
