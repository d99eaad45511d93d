import { CommanderError } from 'commander'
import { spreadWheels } from './options.ts'
import { createProgram } from './program.ts'
import { exitWith } from './run.ts'

try {
  const program = await createProgram(process.argv.slice(2))
  if (process.argv.length > 2) await program.parseAsync(spreadWheels(process.argv.slice(2)), { from: 'user' })
  else program.outputHelp()
} catch (error) {
  // Help and the version are printed; any other error is about wrong arguments.
  if (!(error instanceof CommanderError)) {
    exitWith(error, { json: process.argv.includes('--json'), trace: process.argv.includes('--trace') })
  }
}
