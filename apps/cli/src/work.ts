import { createProgram } from './program.ts'
import { exitWith } from './run.ts'

try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  // A wrong call: commander has no options to give.
  exitWith(error, { json: process.argv.includes('--json'), trace: process.argv.includes('--trace') })
}
