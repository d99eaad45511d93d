import { type PycDescription, inspectFile } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { print, printJson } from '../terminal.ts'
import { formatDescription } from '../format-description.ts'

export function addInspect(program: Command): void {
  withCommonOptions(
    program
      .command('inspect')
      .description('show what a .pyc file is and what it gives away')
      .argument('<file>', 'a .pyc file'),
  ).action((file: string, options: CommonOptions) =>
    run(options, async (context) => {
      const description: PycDescription = await inspectFile(file, context)
      if (options.json === true) printJson({ schema: 'exuvia.inspect/1', file, ...description })
      else print(formatDescription(file, description))
    }),
  )
}
