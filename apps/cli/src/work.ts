import { createProgram } from './program.ts'
import { exitWith } from './run.ts'

try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  // Wrong arguments: commander did not parse the options.
  exitWith(error, { json: process.argv.includes('--json'), trace: process.argv.includes('--trace') })
}
