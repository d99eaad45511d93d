import { initProject } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { paint, printJson, safeLine, say } from '../terminal.ts'

interface InitFlags extends CommonOptions {
  readonly project?: string
}

export function addInit(program: Command): void {
  withCommonOptions(
    program.command('init').option('--project <folder>', 'the project (default: this folder)'),
  ).action((options: InitFlags) =>
    run(options, async (context) => {
      const written = await initProject(options.project, context)
      if (options.json === true) {
        printJson({ schema: 'exuvia.init/1', ...written })
        return
      }
      say(
        `${paint(['green', 'bold'], 'wrote')} [tool.exuvia] to ${safeLine(written.file)}: targets ${written.targets.join(', ')}`,
      )
      for (const note of written.notes) say(`    ${safeLine(note)}`)
      say(`    next: ${written.next}`)
    }),
  )
}
